# vmferry: a VM that is emitted for libvirt and read back is the same machine
#
# Usage: round-trip.py VMFERRY SCRATCH MINIMUM FOLDER
#
# Reads each .vmx and .xml below FOLDER, at least MINIMUM of them, emits it, and reads what was emitted.  What a
# guest sees must be equal, but for what ALLOWED says.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import glob
import json
import os
import subprocess
import sys

# What may differ, and why.
ALLOWED = {
    "memory": lambda a, b: a is None,    # the emitter chooses where VMware did
    "nodes": lambda a, b: a == [],       # memory hot-plug wants one node
    "first to boot": lambda a, b: not a and b == [0],  # said outright, too
    "secure_boot": lambda a, b: a is None,  # the emitter says it outright
}


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def uuid_bytes(text, turned):
    """The bytes of the SMBIOS table; QEMU turns the first fields around."""
    raw = bytes.fromhex("".join(c for c in text if c not in " -"))
    if not turned:
        return raw
    return raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:]


def uuid_fits(a, b):
    """The same bytes, or for a guest from before SMBIOS 2.7 the same text."""
    if a is None:
        return True
    if b is None:
        return False
    return uuid_bytes(a, False) in (uuid_bytes(b, True), uuid_bytes(b, False))


def facts(machine):
    cpu = machine["cpu"]
    nics = sorted(machine["nics"], key=lambda nic: nic["pci_rank"])
    disks = [d for d in machine["disks"] if d["device"] == "disk"]
    return {
        "vcpus": cpu["vcpus"],
        "topology": cpu["topology"],
        "nodes": [(n["first_vcpu"], n["vcpus"], n["memory"])
                  for n in cpu["numa"]["nodes"]],
        "memory": machine["memory"]["size"],
        "firmware": machine["firmware"]["kind"],
        "secure_boot": machine["firmware"]["secure_boot"],
        "disks": len(disks),
        "first to boot": [i for _, i in sorted(
            (d["boot_order"], i) for i, d in enumerate(disks)
            if d["boot_order"])][:1],
        "macs": [nic["mac"] for nic in nics],
        "genid": machine["identity"]["genid_high_low"],
    }


def check(vmferry, path, xml):
    """Faults, or None where the source is refused."""
    source = run(vmferry, "show", "--json", path)
    if source is None or run(vmferry, "emit", "-o", xml, path) is None:
        return None
    before, after = json.loads(source), json.loads(
        run(vmferry, "show", "--json", xml))
    a, b = facts(before), facts(after)
    faults = [f"{path}: {what} was {a[what]}, is {b[what]}" for what in a
              if a[what] != b[what]
              and not ALLOWED.get(what, lambda a, b: False)(a[what], b[what])]
    uuids = [m["identity"]["bios_uuid"] for m in (before, after)]
    if not uuid_fits(*uuids):
        faults.append(f"{path}: uuid was {uuids[0]}, is {uuids[1]}")
    unknown = [entry["key"] for entry in after["account"]
               if entry["fate"] == "unknown"]
    return faults + [f"{path}: emitted, and unknown when read: {key}"
                     for key in unknown]


def main(vmferry, scratch, minimum, folder):
    faults, read, refused = [], 0, 0
    paths = glob.glob(os.path.join(folder, "**", "*.vmx"), recursive=True)
    paths += glob.glob(os.path.join(folder, "**", "*.xml"), recursive=True)
    for path in sorted(paths):
        found = check(vmferry, path, os.path.join(scratch, "vm.xml"))
        if found is None:
            refused += 1
        else:
            read += 1
            faults += found
    print("\n".join(faults))
    print(f"{read} there and back, {refused} refused")
    return 1 if faults or read < int(minimum) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
