# vmferry: images of formats that are not read are refused by their content,
# and are no raw disks unless that is said
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires qemu-img

cd "$tmpdir"
for format in qed parallels qcow; do
  qemu-img create -q -f $format $format 4M || skip "qemu-img makes no $format"
done

# magic FILE AT TEXT: a file of 4 KiB with TEXT at byte AT.
magic ()
{
  truncate -s 4096 "$1"
  printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

magic old-parallels 0 WithoutFreeSpace
magic bochs 0 'Bochs Virtual HD Image'
magic cloop 0 '#!/bin/sh\n#V2.0 Format\n'
magic dmg 3584 koly
while read -r file name; do
  expect_status 1 "$vmferry" info "$file"
  grep -Fq -e "$file: a disk image of $name, which is not read: convert it" \
    err || fail "$file: $(cat err)"
  grep -Fq -e "--format raw" err || fail "$file: $(cat err)"
  "$vmferry" info --format raw "$file" >/dev/null ||
    fail "$file is not read as a raw disk"
done <<EOT
qed QED
parallels Parallels
old-parallels Parallels
bochs Bochs
cloop cloop
dmg DMG
EOT
expect_status 1 "$vmferry" info qcow
grep -q "version" err || fail "$(cat err)"

# A part of a signature, or one elsewhere, is nothing; an encrypted disk of a
# guest is a disk.
magic part 0 WithoutFreeSpac
magic elsewhere 512 koly
magic luks 0 'LUKS\272\276'
for file in part elsewhere luks; do
  "$vmferry" info $file >out 2>err || fail "$file is refused"
  grep -q raw out || fail "$file: $(cat out)"
done
grep -q 'luks: all of it is encrypted' err || fail "no note: $(cat err)"
"$vmferry" info --format raw luks >out 2>err || fail "luks is refused as raw"
[ ! -s err ] || fail "what is said to be raw is looked at: $(cat err)"
