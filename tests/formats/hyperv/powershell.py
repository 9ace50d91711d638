# vmferry: what must be read from the JSON of PowerShell in the fixtures
#
# Usage: powershell.py VMFERRY FILE VM
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import collections
import json
import subprocess
import sys

import samples

GIB = 1 << 30

EXPECTED = {
    "db1": {
        "source.generation": 2, "source.power": "off",
        "identity.name": "db1", "identity.description": "two\nlines",
        "identity.bios_uuid": "01234567-89AB-CDEF-0123-456789ABCDEF",
        "identity.smbios.chassis_asset": "7783-7084",
        "lifecycle.autostart": True, "lifecycle.start_delay_s": 60,
        "lifecycle.stop_action": "ShutDown", "lifecycle.snapshots": 1,
        "cpu.vcpus": 12, "cpu.threads_per_core": 2, "cpu.nested": True,
        "cpu.compatible": True, "cpu.limit_percent": 80,
        "cpu.reservation_percent": 10, "cpu.mhz.shares": 200,
        "cpu.numa.nodes.*.vcpus": [6, 6], "cpu.cores_per_socket": 6,
        "memory.size": 24 * GIB, "memory.max": None,
        "memory.dynamic": False,
        "firmware.kind": "efi", "firmware.secure_boot": True,
        "firmware.secure_boot_template": "MicrosoftWindows",
        "controllers.*.key": ["scsi0", "scsi1"],
        "disks.*.key": ["scsi0:1", "scsi0:2", "scsi0:10", "scsi1:0"],
        "disks.*.device": ["cdrom", "disk", "disk", "passthrough"],
        "disks.*.boot_order": [None, 2, None, None],
        "disks.*.limit_iops": [None, None, 1000, None],
        "disks.*.multi_writer": [None, True, None, None],
        "nics.*.mac": ["00:15:5d:01:ab:02", None],
        "nics.*.mac_source": ["static", "generated"],
        "nics.*.vlan": [42, 7], "nics.*.vlan_trunk": [None, "10,20-29"],
        "nics.*.boot_order": [1, None],
        "nics.*.limit_bps": [200000000, None],
        "nics.*.reservation_bps": [1000000, None],
        "nics.*.mac_spoofing": [True, False],
        "nics.*.network": ["Prod", None],
        "devices.*.kind": ["tpm", "serial", "pci-passthrough"],
        "devices.1.backing": "\\\\.\\pipe\\db1", "display.width": 1024},
    "old": {
        "source.generation": 1, "source.power": "suspended",
        "firmware.kind": "bios", "lifecycle.autostart": False,
        "memory.dynamic": True, "memory.min": GIB // 2,
        "memory.max": 4 * GIB, "memory.buffer_percent": 25,
        "disks.*.key": ["ide0:0", "ide1:0"],
        "disks.*.boot_order": [2, 1], "disks.1.backing_name": None,
        "nics.*.model": ["legacy"], "nics.*.boot_order": [3],
        "nics.*.vlan": [0]},
    "plain": {
        "source.power": "off", "lifecycle.autostart": True,
        "lifecycle.stop_action": "Save", "cpu.vcpus": 2,
        "memory.size": 2 * GIB, "memory.max": 4 * GIB,
        "disks.*.key": ["ide0:1"], "nics.*.vlan": [5],
        "nics.*.mac_spoofing": [False]},
}

FATES = {
    "db1": {"Security/TpmEnabled": "loss", "VM/IsClustered": "loss",
            "HardDiskDrive/2/DiskNumber": "loss", "DvdDrive/0/Path": "loss",
            "Firmware/BootOrder/0": "loss",
            "Firmware/BootOrder/2/Device/ControllerLocation": "mapped",
            "NetworkAdapter/0/DhcpGuard": "loss",
            "NetworkAdapter/0/RouterGuard": "irrelevant",
            "Snapshot": "loss", "VM/Path": "irrelevant"},
    "old": {"Memory/Priority": "loss", "VM/State": "loss"},
    "plain": {"Contoso": "unknown", "Uptime/Ticks": "irrelevant"},
}


def leaves(value, parts=()):
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = [(str(i), item) for i, item in enumerate(value)]
    else:
        text = "" if value is None else str(value)
        return [("/".join(parts), text)]
    return [leaf for name, item in items for leaf in leaves(item,
                                                            parts + (name,))]


def source_of(path, name):
    """The item of the VM called NAME in the file itself."""
    with open(path, "rb") as file:
        data = file.read()
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff")
                       else "utf-8-sig")
    document = json.loads(text)
    items = document["VMs"] if "VMs" in document else document
    return next(item for item in items
                if item.get("VM", item)["Name"] == name)


def main(vmferry, path, name):
    done = subprocess.run([vmferry, "show", "--json", "--vm", name, path],
                          capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    machine = json.loads(done.stdout)
    told = collections.Counter((e["key"], e["value"])
                               for e in machine["account"])
    missing = collections.Counter(leaves(source_of(path, name))) - told
    faults = [f"not in the account: {key}" for key in missing]
    faults += samples.check_members(path, machine, EXPECTED[name])
    faults += samples.check_fates(path, machine, FATES[name])
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
