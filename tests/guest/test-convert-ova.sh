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

disk=$guest/monolithicSparse/sample.vmdk
mkova="python3 -B $top_srcdir/tests/guest/mkova.py"

$mkova "$tmpdir/sample.ova" "sample=$disk"
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
$mkova "$tmpdir/bad.ova" "sample=$disk@$(printf '0%.0s' {1..64})"
expect_status 1 "$vmferry" convert -q "$tmpdir/bad.ova" -o "$tmpdir/other"
grep 'sample.vmdk' "$tmpdir/err" >/dev/null || fail "$(cat "$tmpdir/err")"
[ ! -d "$tmpdir/other" ] || [ -z "$(ls -A "$tmpdir/other")" ] ||
  fail "left: $(ls -A "$tmpdir/other")"
