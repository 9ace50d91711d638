#!/bin/bash
# vmferry: the sample VM, unconverted: it boots on VMware's devices and does
# not on virtio.  Without this, a converted guest that boots proves nothing.
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

PATH=$PATH:/usr/sbin:/sbin
requires mmdebstrap mke2fs sfdisk qemu-img qemu-system-x86_64

recipe=$top_srcdir/fixtures/guest
guest=$("$recipe/make-guest")
disk=$guest/monolithicSparse/sample.vmdk
before=$(same_state "$disk")

# said FACT: the guest must have printed exactly this fact.
said ()
{
  grep -qxF "VMFERRY-FACT $1" "$tmpdir/out" ||
    fail "on VMware's devices the guest does not say '$1': $(
          grep -F "${1%%=*}=" "$tmpdir/out" || true)"
}

qemu-img compare -q "$guest/sample.raw" "$disk" ||
  fail "$disk has not the content of sample.raw"

expect_status 0 "$recipe/boot-control" vmware "$disk"
said root=/dev/sda1
said swap=/dev/sda2
said disk-driver=sda:vmw_pvscsi
said "nic=ens192 mac=00:50:56:3f:12:34 driver=vmxnet3 addr=192.0.2.10/24"
said failed-units=
said vmware-packages=open-vm-tools
said dpkg-audit=clean
said apt-check=clean
said end

expect_status 1 "$recipe/boot-control" virtio "$disk"
grep -q '^virtio: down: initramfs shell' "$tmpdir/out" ||
  fail "on virtio: $(head -n 1 "$tmpdir/out")"

[ "$(same_state "$disk")" = "$before" ] || fail "$disk was changed"
