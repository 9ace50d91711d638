# vmferry: compares the domains that are emitted for libvirt's test data with
# what libvirt itself makes of the same files
#
# Usage: pairs.py VMFERRY FOLDER
#
# Where FOLDER has CASE.xml beside CASE.vmx, both have the same number of disks
# and drives, the same NICs, and the same firmware, but for what ALLOWED says.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

# (case, what): why libvirt 9.0 is not to be followed there.
ALLOWED = {
    ("esx-in-the-wild-14", "macs"): "libvirt makes an address of zeros of none",
    ("esx-in-the-wild-7", "cdroms"): "scsi-passthru is a device of the host,"
                                     " which is reported, and no drive",
}


def disks(root, device):
    return [disk for disk in root.findall("devices/disk")
            if disk.get("device", "disk") == device]


def facts(root):
    os_element = root.find("os")
    return {
        "disks": len(disks(root, "disk")),
        # A drive of the host is a "lun" there.
        "cdroms": len(disks(root, "cdrom") + disks(root, "lun")),
        "macs": sorted(mac.get("address").lower()
                       for mac in root.findall("devices/interface/mac")),
        "efi": os_element.get("firmware") == "efi",
        "serial": max(1, len(root.findall("devices/serial"))),
    }


def client_drives(path):
    """Drives that the client of vSphere lends: libvirt leaves them out."""
    with open(path, "rb") as file:
        return len(re.findall(rb'(?im)^(?:ide|sata|scsi)\d+:\d+\.clientdevice'
                              rb'\s*=\s*"true"', file.read()))


def compare(vmferry, path):
    done = subprocess.run([vmferry, "emit", path], capture_output=True)
    if done.returncode:
        return [f"{path}: {done.stderr.decode()}"]
    ours = facts(ET.fromstring(done.stdout))
    theirs = facts(ET.parse(path[:-3] + "xml").getroot())
    theirs["cdroms"] += client_drives(path)
    case = os.path.basename(path)[:-4]
    return [f"{case}: {what} is {ours[what]}, libvirt has {theirs[what]}"
            for what in ours
            if ours[what] != theirs[what] and (case, what) not in ALLOWED]


def main(vmferry, folder):
    faults, pairs = [], 0
    for here, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.join(here, name)
            if name.endswith(".vmx") and os.path.exists(path[:-3] + "xml"):
                pairs += 1
                faults += compare(vmferry, path)
    print("\n".join(faults))
    print(f"{pairs} domains compared with libvirt's")
    return 1 if faults or pairs < 30 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
