# vmferry: damaged VHDX: what a check says of them, as guest ranges, and what a
# salvage saves
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

cd "$tmpdir"
mib=1048576

# make NAME [KEY=VALUE...]: NAME.vhdx and NAME.raw, as mkvhdx.py has it.
make ()
{
  rm -f "$1.vhdx" "$1.raw"
  python3 "$disks/mkvhdx.py" "$1.vhdx" "$1.raw" "${@:2}"
}

# put AT FORMAT VALUE: writes a number into x.vhdx.
put ()
{
  python3 -c 'import struct, sys
with open("x.vhdx", "r+b") as f:
    f.seek(int(sys.argv[1]))
    f.write(struct.pack(sys.argv[2], int(sys.argv[3], 0)))' "$@"
}

# found STATUS LINE: fails unless the check of x.vhdx ends so and says, of
# severity, start and length of what is lost, and text, what LINE has.
found ()
{
  expect_status "$1" "$dump" check x.vhdx
  grep -q -- "$2" out || fail "the check does not say '$2': $(cat out)"
}

# salvaged START LENGTH [NAME]: a salvage of NAME.vhdx (x) has zeros there, and
# the rest of NAME.raw, and says so.
salvaged ()
{
  local name=${3:-x}
  expect_status 3 "$vmferry" copy -q --salvage -O raw "$name.vhdx" out.raw
  python3 - "$1" "$2" "$name.raw" <<'PYTHON' || fail "salvaged wrong: $*"
import json, sys
start, length = int(sys.argv[1]), int(sys.argv[2])
with open(sys.argv[3], 'rb') as f:
    want = bytearray(f.read())
want[start:start + length] = bytes(len(want[start:start + length]))
with open('out.raw', 'rb') as f:
    assert f.read() == want
with open('out.raw.lost.json') as f:
    text = json.load(f)
lost = [(r['start'], r['length']) for r in text['lost']]
assert lost == [(start, length)], lost
PYTHON
  "$vmferry" copy -q --salvage -O raw --engine plain "$name.vhdx" plain.raw ||
    [ $? = 3 ] || fail "the plain engine fails on $name.vhdx"
  cmp plain.raw out.raw || fail "the plain engine salvages something else"
}

bat=$((3 * mib))
make x states=6,6,0,6
put $((bat + 8)) '<Q' $((100 * mib + 6))
found 1 "^2 $mib $mib block allocation table: entry of guest byte $mib at byte \
$((bat + 8)) has offset $((100 * mib)), must be from 1 MiB on"
salvaged $mib $mib
put $((bat + 8)) '<Q' 4
found 1 "^2 $mib $mib .*has state 4, must be 0, 1, 2, 3 or 6 in a disk without"
salvaged $mib $mib

# A block over another, over the log, over the table.
make x states=6,6
for place in $((4 * mib)) $mib $bat; do
  put $bat '<Q' $((place + 6))
  put $((bat + 8)) '<Q' $((4 * mib + 6))
  found 1 "overlaps another block, a bitmap, the log or a table"
done

# Bits that must be zero, bitmaps over other things.
make x states=6
put $bat '<Q' $((4 * mib + 0x108 + 6))
found 0 '^1 .*, bits 3 to 19 must be 0'
make base states=6,6
make x states=7,7 parent=base.vhdx base=base.raw
sound x.vhdx
put $((bat + 4096 * 8)) '<Q' $((2 * mib + 6))
found 1 "sector bitmap 0 at byte $((2 * mib)) overlaps"
put $((bat + 4096 * 8)) '<Q' $((200 * mib + 6))
found 1 "^2 0 $mib .*sector bitmap 0 at byte .* has offset $((200 * mib))"
found 1 "^2 $mib $mib "

# The file ends inside a block, inside the table.
make x states=6,0,6,6
last=$(python3 -c '
import struct
with open("x.vhdx", "rb") as f:
    f.seek(3 << 20)
    entries = struct.unpack("<4Q", f.read(32))
print(entries.index(max(entries)))')
truncate -s -300000 x.vhdx
found 1 "^2 $((last * mib + mib - 300000)) 300000 .*must be from 1 MiB on"
salvaged $((last * mib + mib - 300000)) 300000
expect_status 1 "$vmferry" check x.vhdx
grep -q "lost: 300000 bytes from guest offset" out || fail "$(cat out)"
make x size=$((9000 * mib)) at=0:2,8189:2 states=
truncate -s $((bat + 65536)) x.vhdx
refused x.vhdx "block allocation table: needs 72016 bytes"
"$vmferry" check x.vhdx >out && fail "a table that is cut is sound"
grep -q "(lost: $((808 * mib)) bytes from guest offset $((8192 * mib)))" out ||
  fail "$(cat out)"

# Region tables that differ, and a log that is gone.
make x states=6,6
python3 - "$disks" <<'PYTHON'
import sys
sys.path.insert(0, sys.argv[1])
import mkvhdx
table = mkvhdx.region_table([(mkvhdx.METADATA, 2 << 20, 1 << 20),
                             (mkvhdx.BAT, 3 << 20, 2 << 20)])
with open('x.vhdx', 'r+b') as f:
    f.seek(262144)
    f.write(table)
PYTHON
found 0 '^1 .*region table 2: it differs from the other, which is used'
# What follows a region that is too small for its table is no table.
make x size=$((200000 * mib)) states=6
python3 - "$disks" <<'PYTHON'
import sys
sys.path.insert(0, sys.argv[1])
import mkvhdx
table = mkvhdx.region_table([(mkvhdx.METADATA, 2 << 20, 1 << 20),
                             (mkvhdx.BAT, 3 << 20, 1 << 20)])
with open('x.vhdx', 'r+b') as f:
    for place in 192 << 10, 256 << 10:
        f.seek(place)
        f.write(table)
PYTHON
expect_status 1 "$vmferry" copy --salvage -O raw x.vhdx never.raw
grep -q "needs 1600384 bytes, but its region has $mib " err || fail "$(cat err)"
make x states=6,6,0 log=1
refused x.vhdx "log: the file was not closed in order"
"$vmferry" copy -q --salvage -O raw x.vhdx out.raw 2>err ||
  [ $? = 3 ] || fail "a file without its log is not salvaged"
cmp out.raw x.raw || fail "a file without its log reads wrong"
