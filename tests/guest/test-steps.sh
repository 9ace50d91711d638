#!/bin/bash
# vmferry: the steps on the sample guest, in the appliance: that they are
# proven, that they do nothing twice, what they leave alone, and that the
# guest then boots on virtio
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

PATH=$PATH:/usr/sbin:/sbin
requires mmdebstrap mke2fs sfdisk qemu-img qemu-system-x86_64 guestfish python3

recipe=$top_srcdir/fixtures/guest
guest=$("$recipe/make-guest")
drive=$top_builddir/tests/guest/drive-steps
disk=$tmpdir/overlay.qcow2
mac=00:50:56:3f:12:34

# facts EXPRESSION: what it gives, d being the last output of drive-steps.
facts ()
{
  python3 -c "import json, sys
d = json.load(open(sys.argv[1]))
print($1)" "$tmpdir/out"
}

# is EXPRESSION VALUE: fails unless the expression gives that.
is ()
{
  local got
  got=$(facts "$1")
  [ "$got" = "$2" ] || fail "$1 is '$got', not '$2'"
}

qemu-img create -q -f qcow2 -F raw -b "$guest/sample.raw" "$disk"

# As it comes: the plan says what is needed, and nothing is proven.
expect_status 0 "$drive" plan qcow2 "$disk" vda "$mac" 192
is 'd["proven"]' False
is '[p["need"] for p in d["last_plan"]]' "['needed', 'needed', 'needed', 'needed']"
is 'd["guest"]["os"]["id"], d["guest"]["firmware"], d["guest"]["root"]' \
  'debian bios /dev/sda1'
is '[e["default"] for e in d["guest"]["boot"]["entries"]]' '[True, False, False]'
is 'd["guest"]["network"]["interfaces"][0]["address"]' 192.0.2.10/24
is 'sorted({(c["check"], c["ok"]) for c in d["proof"] if c["subject"] == "Debian GNU/Linux"})' \
  "[('initramfs', True), ('kernel', True), ('root', False), ('virtio', False)]"

# The steps; the inspection after them finds nothing left to do.
expect_status 0 "$drive" apply qcow2 "$disk" vda "$mac" 192
is '[s["outcome"] for s in d["steps"]]' "['done', 'done', 'done', 'done']"
is '[p["need"] for p in d["last_plan"]]' \
  "['not-needed', 'not-needed', 'not-needed', 'not-needed']"
is 'd["proven"]' True
is 'd["guest"]["tools"]["packages"] + d["guest"]["tools"]["services"]' '[]'
is 'd["guest"]["boot"]["entries"][0]["cmdline"].split()[1:]' \
  "['ro', 'console=tty0', 'console=ttyS0,115200', 'quiet']"

# Once more: nothing is done, and nothing is written to the guest's files.
expect_status 0 "$drive" apply qcow2 "$disk" vda "$mac" 192
is '[s["outcome"] for s in d["steps"]]' \
  "['not-needed', 'not-needed', 'not-needed', 'not-needed']"

# What makes the guest itself is as it was, and nothing of ours is left.
export LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg
for image in "$guest/sample.raw" "$disk"; do
  guestfish --ro -a "$image" run : mount /dev/sda1 / : \
    checksums-out sha256 /etc/ssh "$tmpdir/ssh" : \
    checksum sha256 /etc/machine-id : checksum sha256 /etc/passwd : \
    checksum sha256 /etc/network/interfaces : \
    glob-expand '/boot/*.vmferry' : glob-expand '/etc/*.vmferry' : \
    exists /usr/sbin/policy-rc.d >"$tmpdir/kept.${image##*.}"
  cat "$tmpdir/ssh" >>"$tmpdir/kept.${image##*.}"
done
cmp "$tmpdir/kept.raw" "$tmpdir/kept.qcow2" ||
  fail "the steps changed what they have to leave alone"

# said FACT: the guest must have printed exactly this fact.
said ()
{
  grep -qxF "VMFERRY-FACT $1" "$tmpdir/out" ||
    fail "the guest does not say '$1': $(cat "$tmpdir/out")"
}

expect_status 0 "$recipe/boot-control" virtio "$disk"
said root=/dev/vda1
said swap=/dev/vda2
said disk-driver=vda:virtio_blk
said "nic=ens192 mac=$mac driver=virtio_net addr=192.0.2.10/24"
said failed-units=
said vmware-services=
said vmware-packages=
said dpkg-audit=clean
said apt-check=clean
said end
