# vmferry: compares domains as they were emitted with what libvirt made of them
# when they were defined
#
# Usage: defined.py FOLDER
#
# FOLDER has vN.xml, and vN.defined from `virsh dumpxml --inactive`.  Each
# device that has an address keeps it, and libvirt adds none that takes a place:
# what the guest sees is what was emitted, not what this libvirt made up.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import collections
import glob
import sys
import xml.etree.ElementTree as ET

# Devices of PS/2, and what libvirt says of itself.
ADDED = {"emulator", "input"}

# The SATA controller that a q35 board has in any case.
BOARDS_OWN = ("controller", "sata", "0", None, None)


def number(text):
    return int(text, 0) if text[:1].isdigit() else text


def address(device):
    element = device.find("address")
    if element is None:
        return None
    return tuple(sorted((key, number(value))
                        for key, value in element.attrib.items()
                        if key != "multifunction"))


def identity(device):
    target = device.find("target")
    name = target.get("dev") if target is not None else None
    return (device.tag, device.get("type"), device.get("index"),
            device.get("model"), name if device.tag == "disk" else None)


def devices(path):
    found = collections.Counter()
    for device in ET.parse(path).getroot().find("devices"):
        if device.tag not in ADDED:
            found[identity(device), address(device)] += 1
    return found


def facts(path):
    root = ET.parse(path).getroot()
    return {"memory": int(root.findtext("memory")),
            "vcpu": int(root.findtext("vcpu")),
            "uuid": root.findtext("uuid"),
            "machine": root.find("os/type").get("machine"),
            "disks": [(d.find("target").get("dev"), d.findtext("serial"))
                      for d in root.findall("devices/disk")],
            "nics": [(n.find("mac").get("address").lower(),
                      n.find("model").get("type"))
                     for n in root.findall("devices/interface")
                     if n.find("mac") is not None]}


def compare(path):
    ours, theirs = devices(path), devices(path[:-3] + "defined")
    faults = [f"{path}: lost or moved: {what}" for what in ours - theirs]
    faults += [f"{path}: made up: {what}" for what in theirs - ours
               if what[1] is not None and what[0] != BOARDS_OWN]
    had, has = facts(path), facts(path[:-3] + "defined")
    for what, value in had.items():
        if what == "nics":
            if not set(value) <= set(has[what]):
                faults.append(f"{path}: {what}: {value}, {has[what]}")
        elif what == "disks":
            if sorted(value, key=str) != sorted(has[what], key=str):
                faults.append(f"{path}: {what}: {value}, {has[what]}")
        elif value is not None and value != has[what]:
            faults.append(f"{path}: {what}: {value}, {has[what]}")
    return faults


def main(folder):
    paths = sorted(glob.glob(f"{folder}/v*.xml"))
    faults = [fault for path in paths for fault in compare(path)]
    print("\n".join(faults))
    print(f"{len(paths)} domains are as they were emitted")
    return 1 if faults or not paths else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
