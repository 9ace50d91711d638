# vmferry: VHDX by qemu-img, block states and damage that no tool writes, and
# what must be refused by name
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3 qemu-img

cd "$tmpdir"
sample_disk raw $((70 * 1024 * 1024 + 512))
for options in dynamic fixed dynamic,block_size=1M dynamic,block_size=256M \
    dynamic,block_state_zero=off dynamic,log_size=2M,block_size=2M; do
  rm -f qemu.vhdx
  qemu-img convert -O vhdx -o "subformat=$options" raw qemu.vhdx
  same_content qemu.vhdx raw
  sound qemu.vhdx
done
qemu-img create -q -f vhdx -o block_size=1M holes.vhdx 40M
qemu-io -f vhdx -c "write -P 3 1M 1M" -c "write -P 4 7M 5k" \
  -c "write 39M 1M" holes.vhdx >/dev/null
# qemu-img has no map of a VHDX.  What is a hole of the file in a block is
# zeros, whatever the size of the file system's own blocks.
"$dump" map holes.vhdx | grep data >map
awk '{ print $1 }' map >starts
printf '%d\n' 1048576 7340032 40894464 >want
diff want starts || fail "data is not in the blocks that were written"
[ "$(awk '$1 == 7340032 { print $2 }' map)" -lt 1048576 ] ||
  fail "a hole in a block is data: $(cat map)"
sound holes.vhdx

# make [KEY=VALUE...]: x.vhdx and x.raw, as mkvhdx.py has it.
make ()
{
  rm -f x.vhdx x.raw
  python3 "$disks/mkvhdx.py" x.vhdx x.raw "$@"
}

for options in "" swap=1 sector=4096 "states=6,6,6 block=2097152 size=6000640" \
    "fixed=1 states=6,6" "same-headers=1"; do
  # shellcheck disable=SC2086
  make $options
  "$dump" read x.vhdx | cmp - x.raw || fail "$options reads wrong"
  sound x.vhdx
done
make sector=4096
"$vmferry" info x.vhdx >info 2>err
grep -qx 'logical_sector_size: 4 KiB (4096 bytes)' info || fail "$(cat info)"
grep -q 'a guest must be given the disk with such sectors' err ||
  fail "no warning of large sectors: $(cat err)"

make
"$dump" map x.vhdx >map
cat >want <<EOT
0 1048576 data
1048576 1048576 hole
2097152 1048576 zero
3145728 1048576 data
4194304 2097152 zero
6291456 1048576 data
EOT
diff want map || fail "states mean something else"

# The entry of a sector bitmap stands before that of the last block.
make "states=$(printf '0,%.0s' {1..4097})6"
"$dump" map x.vhdx | tail -n 1 |
  grep -x '4296015872 1048576 data' >/dev/null ||
  fail "blocks behind a chunk: $("$dump" map x.vhdx)"
rm x.raw

# One copy is damaged: the other serves, and the check warns.
for part in header1 header2 region1; do
  make "torn=$part"
  same_content x.vhdx x.raw
  "$dump" check x.vhdx >findings || fail "$part: $(cat findings)"
  grep -q damaged findings || fail "the check says nothing of $part"
done

make torn=headers
refused x.vhdx "header 1: checksum at byte 65540 is" "header 2: checksum"
truncate -s 70000 x.vhdx
refused x.vhdx "header 2: lies at byte 131072, but the file ends at byte 70000"
make torn=regions
refused x.vhdx "region table 1: checksum at byte 196612" "region table 2:"
make log=1
refused x.vhdx "log: the file was not closed in order, but none of its 0"
make states=7
expect_status 1 "$dump" read x.vhdx
grep -q "entry of guest byte 0 at byte 3145728 has state 7" err ||
  fail "$(cat err)"
make states=4
expect_status 1 "$dump" check x.vhdx
grep -q "has state 4, must be" out || fail "$(cat out)"
make states=6,6
truncate -s -1M x.vhdx
expect_status 1 "$dump" check x.vhdx
grep -q "with 1048576 bytes inside the 5242880 bytes of the file" out ||
  fail "$(cat out)"

# What no format claims, and by its name is no disk, is not taken for a raw
# one.
head -c 260k /dev/zero >shared.vhds
cp shared.vhds memory.VHDPMEM
refused shared.vhds "a VHD set, which holds no disk itself: give the .avhdx"
refused memory.VHDPMEM "a persistent memory disk of Hyper-V"
"$dump" -f raw size shared.vhds >/dev/null || fail "a declared raw disk is not"

# field AT FORMAT VALUE TEXT...: refuses a sound file with that value.
field ()
{
  make states=6
  python3 -c 'import struct, sys
with open("x.vhdx", "r+b") as f:
    f.seek(int(sys.argv[1]))
    f.write(struct.pack(sys.argv[2], int(sys.argv[3])))' "$1" "$2" "$3"
  refused x.vhdx "${@:4}"
}
metadata=$((2 * 1024 * 1024))
values=$((metadata + 65536))
field $metadata '<Q' 0 "metadata: table: signature at byte $metadata"
field $((metadata + 10)) '<H' 2048 "entry count at byte $((metadata + 10))"
field $((metadata + 48)) '<I' 65535 "table: entry 0: offset at byte"
field $((metadata + 52)) '<I' 1048577 "table: entry 0: length at byte"
field $((metadata + 52)) '<I' 4 "file parameters: length at byte"
field $((metadata + 32)) '<Q' 1 "is required, but not known"
field $values '<I' 0 "block size at byte $values is 0, must be a power of two"
field $values '<I' 3145728 "block size at byte $values is 3145728"
field $((values + 8)) '<Q' 0 "virtual disk size at byte $((values + 8)) is 0"
field $((values + 8)) '<Q' 1000 "must be a multiple of the logical sector"
field $((values + 8)) '<Q' $((1 << 47)) "must be from 1 byte to 64 TiB"
field $((values + 8)) '<Q' $((1 << 45)) "block allocation table: needs"
field $((values + 32)) '<I' 1024 "logical sector size at byte"
field $((values + 36)) '<I' 0 "physical sector size at byte"
