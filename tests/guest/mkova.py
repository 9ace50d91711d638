#!/usr/bin/env python3
# vmferry: writes an OVA of one or more VMs for the tests of conversions.
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors
"""mkova.py OUT VM=DISK[@DIGEST]...

Each VM has the VMDK at DISK, and behind it in place, before it in the OVF, an
empty disk that is to be made.  The manifest has DIGEST for DISK, or else the
right one.
"""

import hashlib
import io
import os
import sys
import tarfile

CIM = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_"
ITEMS = [(3, 1, "<r:VirtualQuantity>1</r:VirtualQuantity>"),
         (4, 2, "<r:AllocationUnits>byte * 2^20</r:AllocationUnits>"
                "<r:VirtualQuantity>512</r:VirtualQuantity>"),
         (6, 3, "<r:Address>0</r:Address>"
                "<r:ResourceSubType>VirtualSCSI</r:ResourceSubType>"),
         (17, 4, "<r:Parent>3</r:Parent><r:AddressOnParent>1"
                 "</r:AddressOnParent><r:HostResource>ovf:/disk/new"
                 "</r:HostResource>"),
         (17, 5, "<r:Parent>3</r:Parent><r:AddressOnParent>0"
                 "</r:AddressOnParent><r:HostResource>ovf:/disk/%s"
                 "</r:HostResource>"),
         (10, 6, "<r:Connection>VM Network</r:Connection>"
                 "<r:ResourceSubType>VmxNet3</r:ResourceSubType>")]
ENVELOPE = """<?xml version="1.0"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:o="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:r="%sResourceAllocationSettingData"
 xmlns:s="%sVirtualSystemSettingData">
<References>%%s</References>
<DiskSection>%%s<Disk o:diskId="new" o:capacity="64"
 o:capacityAllocationUnits="byte * 2^20"/></DiskSection>
%%s</Envelope>""" % (CIM, CIM)


def system(vm, disk):
    """The VM as XML."""
    items = "".join("<Item>%s<r:InstanceID>%d</r:InstanceID>"
                    "<r:ResourceType>%d</r:ResourceType></Item>"
                    % (text % disk if "%s" in text else text, number, kind)
                    for kind, number, text in ITEMS)
    return ('<VirtualSystem o:id="%s"><Name>%s</Name><VirtualHardwareSection>'
            "<System><s:VirtualSystemType>vmx-13</s:VirtualSystemType>"
            "</System>%s</VirtualHardwareSection></VirtualSystem>\n"
            % (vm, vm, items))


def envelope(vms, disks):
    """The OVF; VMS are (name, disk's name), DISKS the disks' names."""
    systems = "".join(system(vm, disk) for vm, disk in vms)
    if len(vms) > 1:
        systems = ('<VirtualSystemCollection o:id="all">%s'
                   "</VirtualSystemCollection>" % systems)
    return ENVELOPE % (
        "".join('<File o:id="%s" o:href="%s"/>' % (d, d) for d in disks),
        "".join('<Disk o:diskId="%s" o:fileRef="%s" o:capacity="3"'
                ' o:capacityAllocationUnits="byte * 2^30"/>' % (d, d)
                for d in disks), systems)


def add(tar, name, data):
    """Adds a member of these bytes."""
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def digest_of(path):
    """As the manifest has it."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(out, words):
    """Writes the archive: OVF, manifest, disks."""
    vms, disks = [], {}
    for word in words:
        vm, rest = word.split("=", 1)
        path, _, digest = rest.partition("@")
        disk = os.path.basename(path)
        vms.append((vm, disk))
        disks[disk] = (path, digest or digest_of(path))
    ovf = envelope(vms, disks).encode()
    lines = ["SHA256(vms.ovf)= %s\n" % hashlib.sha256(ovf).hexdigest()]
    lines += ["SHA256(%s)= %s\n" % (disk, digest)
              for disk, (_, digest) in disks.items()]
    with tarfile.open(out, "w", format=tarfile.USTAR_FORMAT) as tar:
        add(tar, "vms.ovf", ovf)
        add(tar, "vms.mf", "".join(lines).encode())
        for disk, (path, _) in disks.items():
            tar.add(path, disk)


main(sys.argv[1], sys.argv[2:])
