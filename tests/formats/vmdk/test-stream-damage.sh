# vmferry: streams that were cut off, or whose tables, markers or grains are
# damaged: what is there is read by its markers, what is lost is named
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires jq python3

cd "$tmpdir"
python3 "$disks/mkvmdk.py" stream-footer sound.vmdk sound.raw
python3 "$disks/mkvmdk.py" stream-unordered unordered.vmdk unordered.raw
grain=8192

# change FROM TO PYTHON: TO is FROM after the statements, which see its bytes
# as d, the grains in the order of the file as a list g of (guest byte, offset,
# length), and tables, where what is no grain begins.
change ()
{
  python3 - "$@" <<'PYTHON'
import struct, sys
d = bytearray(open(sys.argv[1], 'rb').read())
g, at = [], 128 * 512
while True:
    value, size = struct.unpack_from('<QI', d, at)
    if size == 0:
        break
    length = -(-(12 + size) // 512) * 512
    g.append((value * 512, at, length))
    at += length
tables = at
exec(sys.argv[3])
open(sys.argv[2], 'wb').write(d)
PYTHON
}

# salvaged IMAGE RAW: IMAGE is refused without a salvage, and with one gives
# RAW but for what it lists as lost, which is left in lost.
salvaged ()
{
  expect_status 1 "$vmferry" copy -q -O raw "$1" out.raw
  [ ! -e out.raw ] || fail "$1: a refused copy left its target"
  cp err refusal
  expect_status 3 "$vmferry" copy -q --salvage -O raw "$1" out.raw
  jq -r '.lost[] | "\(.start) \(.length)"' out.raw.lost.json >lost
  python3 - "$2" <<'PYTHON' || fail "$1: the copy is not what was there"
import sys
want, got = (bytearray(open(p, 'rb').read()) for p in (sys.argv[1], 'out.raw'))
for line in open('lost'):
    start, length = map(int, line.split())
    assert not any(got[start:start + length]), start
    want[start:start + length] = bytes(length)
assert want == got
PYTHON
  expect_status 1 "$vmferry" check --json "$1"
  jq -r '.[0].findings[] | select (.lost_length) |
    "\(.lost_start) \(.lost_length)"' out | sort -n | awk '
      NR > 1 && $1 == end { end += $2; next }
      { if (NR > 1) print start + 0, end - start; start = $1; end = $1 + $2 }
      END { print start + 0, end - start }' >found
  diff lost found || fail "$1: the check finds another loss than the copy"
  rm out.raw out.raw.lost.json
}

# Cut off: behind a grain, in one, in the marker of one, behind the last.
size=$(stat -c %s sound.raw)
for cut in 'g[200][1]' 'g[200][1] + 20' 'g[200][1] + 5'; do
  change sound.vmdk cut.vmdk "
del d[$cut:]
print (g[199][0] + $grain)" >end
  salvaged cut.vmdk sound.raw
  grep -Fq "stream: truncated: there is no footer" refusal ||
    fail "$cut: $(cat refusal)"
  grep -Fq "200 grains, up to guest byte $(cat end) of $size, are present" \
    refusal || fail "$cut: $(cat refusal)"
  echo "$(cat end) $((size - $(cat end)))" | diff - lost ||
    fail "$cut: another range is lost"
done
change sound.vmdk cut.vmdk 'del d[tables:]'
refused cut.vmdk "$size of $size, are present"
expect_status 0 "$vmferry" copy -q --salvage -O raw cut.vmdk out.raw
cmp sound.raw out.raw && rm out.raw || fail "all grains were there, but not in the copy"
change sound.vmdk cut.vmdk 'del d[128 * 512:]'
salvaged cut.vmdk sound.raw
echo "0 $size" | diff - lost || fail "not all of an empty stream is lost"

# In a stream without order any grain that is not there may be lost; the end of
# a file that was made as long as it should become is no end of the stream.
change unordered.vmdk cut.vmdk 'd[g[200][1]:] = bytes (1 << 20)'
salvaged cut.vmdk unordered.raw
[ "$(wc -l <lost)" -gt 100 ] || fail "too little is lost: $(cat lost)"

# Tables that lead nowhere are not needed; qemu-img and 7zz refuse these.
directory='struct.unpack_from ("<Q", d, len (d) - 1024 + 56)[0] * 512'
change sound.vmdk bad.vmdk "d[$directory:$directory + 4] = b'\\xff' * 4"
same_content bad.vmdk sound.raw
"$vmferry" info bad.vmdk 2>&1 | grep "grains were found by their markers" \
  >/dev/null || fail "nothing is said of tables that are not used"
"$vmferry" check bad.vmdk >/dev/null || fail "what is read is said to be lost"
change sound.vmdk bad.vmdk \
  'd[-1024 + 56:-1024 + 60] = struct.pack ("<I", 1 << 30)'
same_content bad.vmdk sound.raw

# With sound tables, a damaged marker or grain loses itself.
change sound.vmdk bad.vmdk 'd[g[50][1]] ^= 255; print (g[50][0])' >start
salvaged bad.vmdk sound.raw
echo "$(cat start) $grain" | diff - lost || fail "another grain is lost"
change sound.vmdk bad.vmdk 'd[g[50][1] + 30] ^= 255'
salvaged bad.vmdk sound.raw
echo "$(cat start) $grain" | diff - lost || fail "another grain is lost"

# Without them, what may have been between its neighbours; and where a part of
# the stream was overwritten, what may have been there.
for damage in \
    'd[g[50][1] + 8:g[50][1] + 16] = b"\xff" * 8; a, b = g[49][0] + 8192, 51' \
    'd[g[51][1] + 700:g[61][1]] = bytes (g[61][1] - g[51][1] - 700)
a, b = g[51][0], 61'
do
  change sound.vmdk bad.vmdk "
del d[tables:]
$damage
print (a, g[b][0] - a)" >want
  salvaged bad.vmdk sound.raw
  head -n 1 lost | diff want - || fail "$damage: another range is lost"
done

# Two grains for one place: the tables say which; a check says that one is
# left over.  Without tables it is refused, and a salvage takes the last.
double='
first, last = g[10], g[11]
extra = bytearray (d[last[1]:last[1] + last[2]])
struct.pack_into ("<Q", extra, 0, first[0] // 512)'
cp sound.raw last.raw
change sound.vmdk double.vmdk "$double
d[tables:] = extra
print (first[0], last[0])" >places
refused double.vmdk "there is no footer"
read -r first last <places
dd if=sound.raw of=last.raw bs=$grain count=1 conv=notrunc status=none \
  skip=$((last / grain)) seek=$((first / grain))
expect_status 3 "$vmferry" copy --salvage -O raw double.vmdk out.raw
grep -q "1 grains are for a place that has one already" err ||
  fail "nothing is said of a grain that came twice: $(cat err)"
cmp -n $((first + grain)) last.raw out.raw || fail "not the last grain is read"
