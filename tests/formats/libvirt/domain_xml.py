# vmferry: a libvirt domain by other means: every attribute and text with its
# path, and the facts that a person would look for
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import re
import xml.etree.ElementTree as ET

PREFIXES = {
    "http://libvirt.org/schemas/domain/vmware/1.0": "vmware:",
    "http://libvirt.org/schemas/domain/qemu/1.0": "qemu:",
    "http://libosinfo.org/xmlns/libvirt/domain/1.0": "libosinfo:",
}
UNITS = {"b": 1, "bytes": 1, "KiB": 1 << 10, "k": 1 << 10, "MiB": 1 << 20,
         "GiB": 1 << 30}


def name_of(element):
    space, name = re.match(r"(?:\{(.*)\})?(.*)", element.tag).groups()
    return (PREFIXES[space] if space else "") + name


def own_text(element):
    tails = [child.tail or "" for child in element]
    return ((element.text or "") + "".join(tails)).strip()


def leaves(element, key="", path=""):
    """(key, path, value): keys count namesakes, paths do not."""
    root = "" if path else "domain"
    text = own_text(element)
    if text or (not element.attrib and not len(element)):
        yield root + key, root + path, text
    for name, value in element.attrib.items():
        yield f"{root}{key}@{name}", f"{root}{path}@{name}", value.strip()
    names = [name_of(child) for child in element]
    for i, child in enumerate(element):
        number = f"[{names[:i + 1].count(names[i])}]"
        slash = "/" if path else ""
        yield from leaves(
            child,
            f"{key}{slash}{names[i]}"
            + (number if names.count(names[i]) > 1 else ""),
            f"{path}{slash}{names[i]}")


def domain_of(path):
    root = ET.parse(path).getroot()
    return root if root.tag == "domain" else root.find("domain")


def size(element):
    return int(element.text) * UNITS[element.get("unit", "KiB")]


def base(name):
    return re.split(r"[/\\]", name)[-1] if name else None


def facts(domain):
    disks = [disk.find("source") for disk in domain.findall("devices/disk")
             if disk.get("device", "disk") == "disk"]
    vcpu, shape = domain.findtext("vcpu"), domain.find("cpu/topology")
    if vcpu is None and shape is not None:
        vcpu = 1
        for factor in ("sockets", "dies", "cores", "threads"):
            vcpu *= int(shape.get(factor, "1"))
    return {
        "name": domain.findtext("name"),
        "vcpus": int(vcpu or 1),
        "memory": size(domain.find("memory")),
        "macs": [mac.get("address").lower()
                 for mac in domain.findall("devices/interface/mac")
                 if mac.get("address") != "00:00:00:00:00:00"],
        "disks": sorted(base(d.get("file") or d.get("dev")) for d in disks
                        if d is not None),
    }
