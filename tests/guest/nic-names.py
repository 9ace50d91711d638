#!/usr/bin/env python3
"""vmferry: nic-names.py: what Linux calls the NICs of VMware VMs on KVM.

    nic-names.py vmx TABLE NAME DIR      write the row as DIR/NAME.vmx
    nic-names.py option TABLE NAME       print the row's option
    nic-names.py seen TABLE NAME DIR     did the guest in DIR/NAME.saw find
                                         the names that the table says, and
                                         did DIR/NAME.said tell which change?

SPDX-License-Identifier: LGPL-2.1-or-later
Copyright (C) 2026 the vmferry authors
"""
import re
import sys


def row_of(path, name):
    """The row called NAME."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if words and words[0] == name:
                row = dict(zip("name os firmware option slots names".split(),
                               words))
                row["slots"] = row["slots"].split(",")
                row["names"] = row["names"].split(",")
                return row
    sys.exit(f"{path}: has no row {name}")


def old_name(slot):
    """What Linux called the NIC on VMware, or None.  The number is a device
    (5 bits) behind a bridge (5 bits) and a function of it (above); the slot
    that the guest saw counts the bridges by 32, and functions by one."""
    if slot == "-":
        return None
    function, bridge, device = (int(slot) >> 10, int(slot) >> 5 & 31,
                                int(slot) & 31)
    return f"ens{32 * bridge + device + function}"


def mac(i):
    return f"00:50:56:00:00:{i:02x}"


def write_vmx(row, folder):
    lines = {
        ".encoding": "UTF-8", "config.version": "8",
        "virtualHW.version": "14", "displayName": row["name"],
        "guestOS": row["os"], "firmware": row["firmware"], "memSize": "256",
        "scsi0.present": "TRUE", "scsi0:0.present": "TRUE",
        "scsi0:0.fileName": "disk.vmdk",
    }
    models = ["vmxnet3", "e1000"]
    for i, slot in enumerate(row["slots"]):
        lines.update({f"ethernet{i}.present": "TRUE",
                      f"ethernet{i}.virtualDev": models[i % 2],
                      f"ethernet{i}.addressType": "static",
                      f"ethernet{i}.address": mac(i)})
        if slot != "-":
            lines[f"ethernet{i}.pciSlotNumber"] = slot
    with open(f"{folder}/{row['name']}.vmx", "w", encoding="utf-8") as file:
        file.writelines(f'{key} = "{value}"\n' for key, value in lines.items())


def text_of(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def seen(row, folder):
    """What the guest saw, or was said, that does not follow from the row."""
    found = dict(re.findall(r"^vmferry-saw nic \S+ (\S+) (\S+)$",
                            text_of(f"{folder}/{row['name']}.saw"), re.M))
    told = re.findall(r"warning: (\S+): Linux that calls it (\S+) there calls "
                      r"it (\S+) here$",
                      text_of(f"{folder}/{row['name']}.said"), re.M)
    wanted = {mac(i): name for i, name in enumerate(row["names"])}
    changes = [(f"ethernet{i}", old_name(slot), row["names"][i])
               for i, slot in enumerate(row["slots"])
               if old_name(slot) not in (None, row["names"][i])]
    if found != wanted:
        yield f"it has the NICs {found}, must have {wanted}"
    if sorted(told) != changes:
        yield f"is told to change {told}, must be {changes}"


def main(action, table, name, *rest):
    row = row_of(table, name)
    if action == "vmx":
        write_vmx(row, rest[0])
    elif action == "option":
        print("" if row["option"] == "-" else row["option"])
    else:
        faults = list(seen(row, rest[0]))
        print("\n".join(f"{name}: {fault}" for fault in faults))
        return 1 if faults else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
