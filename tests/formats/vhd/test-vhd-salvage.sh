# vmferry: what can still be had of damaged VHDs, and what is said to be lost
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

cd "$tmpdir"
# make [KEY=VALUE...]: x.vhd and x.raw; blocks of 64 KiB.
make ()
{
  rm -f x.vhd x.raw
  python3 "$disks/mkvhd.py" x.vhd x.raw block=65536 "$@"
}

# salvaged STATUS TEXT: x.vhd becomes s.raw; TEXT stands in a warning, or as a
# reason in the list of what is lost.
salvaged ()
{
  rm -f s.raw s.raw.lost.json
  expect_status "$1" "$vmferry" copy --salvage -f vhd -O raw x.vhd s.raw
  [ "$1" = 0 ] || cat s.raw.lost.json >>err
  grep -Fq "$2" err || fail "no '$2' in $(cat err)"
}

# whole TEXT [KEY=VALUE...]: refused as it is, but nothing of it is lost.
whole ()
{
  make "${@:2}"
  expect_status 1 "$dump" -f vhd size x.vhd
  salvaged 0 "$1"
  cmp s.raw x.raw || fail "$*: it is not whole"
}
whole "one at byte 65536 is used, and what follows it is ignored" \
  type=fixed size=65536 trailing=4097
whole "the footer's is" type=fixed size=65536 footer=torn
whole "it is used as it is" footer=torn copy=torn
whole "dynamic header: checksum at byte 548" header=torn

# lost START LENGTH: just this is lost, and became zeros.
lost ()
{
  python3 - "$1" "$2" <<'PYTHON'
import json, sys
start, length = map(int, sys.argv[1:])
with open('s.raw.lost.json') as f:
    ranges = [(r['start'], r['length']) for r in json.load(f)['lost']]
assert ranges == [(start, length)], ranges
with open('x.raw', 'rb') as f:
    want = bytearray(f.read())
want[start:start + length] = bytes(length)
with open('s.raw', 'rb') as f:
    assert f.read() == want, 'what is not lost differs'
PYTHON
}
make blocks=d,d,d,d entry=2:99999
salvaged 3 "entry of guest byte 131072 at byte 1544 is sector 99999"
lost 131072 65536

# The file ends in the middle of the last block that it has.
make blocks=d,d,d seed=5
block=$(python3 - <<'PYTHON'
import struct
with open('x.vhd', 'rb') as f:
    table = struct.unpack('>3I', f.read(1548)[1536:])
print(table.index(max(table)))
PYTHON
)
truncate -s $((2048 + 3 * 66048 - 33000)) x.vhd
salvaged 3 "its copy at byte 0 is used"
lost $((block * 65536 + 65536 - 33280)) 33280
expect_status 1 "$dump" check x.vhd
grep -q "^2 $((block * 65536 + 65536 - 33280)) 33280 block: " out ||
  fail "$(cat out)"

# A fixed disk without its end, and without a footer that could tell.
make type=fixed size=65536
dd if=x.vhd of=y.vhd bs=512 skip=10 status=none
mv y.vhd x.vhd
truncate -s 65536 x.raw
expect_status 1 "$dump" -f vhd size x.vhd
salvaged 3 "60416 bytes stand before the footer"

# A fixed disk has its only footer at the end.  Where that is cut off, we say
# how what is left can be read, and it can.
python3 "$disks/mkvhd.py" fixed.vhd fixed.raw type=fixed size=2000896
head -c 1500160 fixed.vhd >cut.vhd
for options in "info -f vhd" "info"; do
  # shellcheck disable=SC2086
  expect_status 1 "$vmferry" $options cut.vhd
  grep -q -e '--format raw' err || fail "$options: no way out: $(cat err)"
done
expect_status 1 "$vmferry" copy --salvage -f vhd -O raw cut.vhd cut.raw
grep -q 'if it is a fixed disk that was cut off, --format raw reads what' err ||
  fail "a salvage says $(cat err)"
"$vmferry" copy -q --format raw -O raw cut.vhd cut.raw
[ "$(stat -c %s cut.raw)" = 1500160 ] && cmp -n 1500160 cut.raw fixed.raw ||
  fail "--format raw reads something else"
