#!/bin/bash
# vmferry: the sample VM as an OVA: its disk is read where it lies in the
# archive and held to the manifest, and a disk that the OVF wants new is made.
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

PATH=$PATH:/usr/sbin:/sbin
requires mmdebstrap mke2fs sfdisk qemu-img qemu-system-x86_64 nbdkit guestfish
requires python3

guest=$("$top_srcdir/fixtures/guest/make-guest")
export LIBGUESTFS_CACHEDIR=${LIBGUESTFS_CACHEDIR:-/var/tmp}

# make_ova OUT DIGEST: the OVF, a manifest with DIGEST for the disk ("" for the
# right one), and the disk, in this order.
make_ova ()
{
  python3 - "$1" "$2" "$guest/monolithicSparse/sample.vmdk" <<'EOF'
import hashlib
import io
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
                 "</r:AddressOnParent><r:HostResource>ovf:/disk/root"
                 "</r:HostResource>"),
         (10, 6, "<r:Connection>VM Network</r:Connection>"
                 "<r:ResourceSubType>VmxNet3</r:ResourceSubType>")]
OVF = """<?xml version="1.0"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:o="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:r="%sResourceAllocationSettingData"
 xmlns:s="%sVirtualSystemSettingData">
<References><File o:id="f" o:href="sample.vmdk"/></References>
<DiskSection><Disk o:diskId="root" o:fileRef="f" o:capacity="3"
 o:capacityAllocationUnits="byte * 2^30"/>
<Disk o:diskId="new" o:capacity="64"
 o:capacityAllocationUnits="byte * 2^20"/></DiskSection>
<VirtualSystem o:id="sample"><Name>sample</Name>
<VirtualHardwareSection><System><s:VirtualSystemType>vmx-13
</s:VirtualSystemType></System>%s</VirtualHardwareSection>
</VirtualSystem></Envelope>""" % (
    CIM, CIM, "".join("<Item>%s<r:InstanceID>%d</r:InstanceID>"
                      "<r:ResourceType>%d</r:ResourceType></Item>"
                      % (text, number, kind) for kind, number, text in ITEMS))


def add(tar, name, data):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


out, digest, disk = sys.argv[1:]
if not digest:
    with open(disk, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
ovf = OVF.encode()
manifest = "SHA256(sample.ovf)= %s\nSHA256(sample.vmdk)= %s\n" % (
    hashlib.sha256(ovf).hexdigest(), digest)
with tarfile.open(out, "w", format=tarfile.USTAR_FORMAT) as tar:
    add(tar, "sample.ovf", ovf)
    add(tar, "sample.mf", manifest.encode())
    tar.add(disk, "sample.vmdk")
EOF
}

make_ova "$tmpdir/sample.ova" ''
before=$(same_state "$tmpdir/sample.ova")
"$vmferry" convert -q "$tmpdir/sample.ova" -o "$tmpdir/target" >"$tmpdir/out"
[ "$(same_state "$tmpdir/sample.ova")" = "$before" ] || fail "it was changed"

# The disks are in the order of their places, the new one is empty.
xml=$tmpdir/target/sample.xml
mapfile -t disks < <(grep -o "[^']*\.qcow2" "$xml")
[ "${#disks[@]}" = 2 ] || fail "the domain has ${#disks[@]} disks"
virtual_size ()
{
  qemu-img info --output=json "$1" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["virtual-size"])'
}
[ "$(virtual_size "${disks[0]}")" = $((3 << 30)) ] ||
  fail "the first is not the guest's"
[ "$(virtual_size "${disks[1]}")" = $((64 << 20)) ] ||
  fail "the new disk is not of its capacity"
truncate -s 64M "$tmpdir/zero"
qemu-img compare -f qcow2 -F raw "${disks[1]}" "$tmpdir/zero" >"$tmpdir/out" ||
  fail "the new disk is not empty: $(cat "$tmpdir/out")"

# A disk that is not the manifest's is refused, and nothing is left.
make_ova "$tmpdir/bad.ova" "$(printf '0%.0s' {1..64})"
expect_status 1 "$vmferry" convert -q "$tmpdir/bad.ova" -o "$tmpdir/other"
grep 'sample.vmdk' "$tmpdir/err" >/dev/null || fail "$(cat "$tmpdir/err")"
[ ! -d "$tmpdir/other" ] || [ -z "$(ls -A "$tmpdir/other")" ] ||
  fail "left: $(ls -A "$tmpdir/other")"
