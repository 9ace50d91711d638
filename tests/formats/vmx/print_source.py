# vmferry: what virt-v2v --print-source says of a .vmx, and what vmferry says,
# as facts that can be compared
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import os
import re

# (case, fact): which limit or bug of virt-v2v it is that differs.
ALLOWED = {
    ("test-i-vmx-2", "removable"): "virt-v2v drops drives on SATA",
    ("test-i-vmx-7", "removable"): "virt-v2v drops drives on SATA",
}


def section(text, title):
    """The indented lines below TITLE."""
    match = re.search(rf"^{title}:\n((?:\t.*\n)*)", text, re.M)
    return match.group(1).split("\n")[:-1] if match else []


def facts(text):
    """What virt-v2v says, of 2.2 as of later versions."""
    fields = dict(re.findall(r"^ *([\w ]+): (.*)$", text, re.M))
    cores = re.findall(r"\d+", fields["CPU topology"])
    disks = [re.match(r"\t\d+(?: \[(.+)\])?$", line)
             for line in section(text, "disks")]
    nics = [re.match(r'\t(?:Network|Bridge) "(.*?)"(?: mac: (\S+))?'
                     r"(?: \[(.*)\])?$", line).groups()
            for line in section(text, "NICs")]
    removable = "\n".join(section(text, "removable media"))
    return {
        "name": fields["source name"],
        "genid": fields["VM genid"] or None,
        "memory": int(fields["memory"].split()[0]),
        "vcpus": int(fields["nr vCPUs"]),
        "topology": [int(number) for number in cores] or None,
        "firmware": fields["firmware"],
        "secure boot": fields.get("UEFI secureboot") == "true",
        "disks": [disk.group(1) for disk in disks],
        "removable": re.findall(r"CD-ROM \[(\w+)\] in slot (\d+)", removable),
        "floppies": re.findall(r"Floppy in slot (\d+)", removable),
        "sound": bool(fields["sound"]),
        "nics": [(network, mac and mac.lower(), model)
                 for network, mac, model in nics],
    }


def genid_text(genid):
    """As libvirt takes it: the bytes of the two halves, low one first, with
    the first three fields of the UUID swapped."""
    if not genid:
        return None
    high, low = genid.split(":")
    text = (bytes.fromhex(low)[::-1] + bytes.fromhex(high)[::-1])
    fields = (text[3::-1], text[5:3:-1], text[7:5:-1], text[8:10], text[10:])
    return "-".join(field.hex() for field in fields)


def ours(machine):
    cpu, firmware = machine["cpu"], machine["firmware"]
    topology = cpu["topology"]
    drives = [disk for disk in machine["disks"] if disk["device"] == "cdrom"]
    return {
        "name": machine["identity"]["name"],
        "genid": genid_text(machine["identity"]["genid_high_low"]),
        "memory": machine["memory"]["size"],
        "vcpus": cpu["vcpus"],
        "topology": [topology["sockets"], topology["cores"],
                     topology["threads"]] if cpu["cores_per_socket"] else None,
        "firmware": {"efi": "uefi"}.get(firmware["kind"], firmware["kind"]),
        "secure boot": bool(firmware["secure_boot"]),
        "disks": [disk["bus"] for disk in machine["disks"]
                  if disk["device"] == "disk"],
        "removable": [(drive["bus"],
                       str(drive["controller"] * 2 + drive["unit"]))
                      for drive in drives],
        "floppies": [str(disk["unit"]) for disk in machine["disks"]
                     if disk["device"] == "floppy"],
        "sound": any(device["kind"] == "sound"
                     for device in machine["devices"]),
        "nics": [(nic["network"] or nic["key"], nic["mac"], nic["model"])
                 for nic in machine["nics"]],
    }


def compare(path, machine, used):
    """What differs and is not allowed; adds what is allowed to USED."""
    with open(path[:-4] + ".expected", encoding="utf-8") as file:
        expected = facts(file.read())
    got = ours(machine)
    case = os.path.basename(path)[:-4]
    faults = []
    for fact, value in got.items():
        if value == expected[fact]:
            continue
        if (case, fact) in ALLOWED:
            used.add((case, fact))
            continue
        faults.append(f"{path}: {fact} is {value}, virt-v2v has "
                      f"{expected[fact]}")
    return faults


def unneeded(used):
    """Lines of the list by which nothing is excused any more."""
    return [f"{case}: {fact}: nothing differs, the line can go"
            for case, fact in sorted(ALLOWED.keys() - used)]
