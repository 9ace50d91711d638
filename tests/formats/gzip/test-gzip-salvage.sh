# vmferry: what is left of a gzip file that is cut off or damaged
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires jq gzip qemu-img
cd "$tmpdir"

head -c 3000320 /dev/urandom >disk.raw
gzip -k disk.raw
size=$(stat -c %s disk.raw.gz)
head -c 2000000 disk.raw.gz >cut.gz
python3 - disk.raw.gz bad.gz <<'PYTHON'
import sys
b = bytearray(open(sys.argv[1], 'rb').read())
b[1500000:1600000] = b'\xff' * 100000
open(sys.argv[2], 'wb').write(b)
PYTHON

# salvaged FILE START LENGTH RIGHT: just that range of it is lost, and the first
# RIGHT bytes are as they were.
salvaged ()
{
  local engine
  for engine in parallel plain; do
    expect_status 3 "$vmferry" copy --salvage --engine $engine -O raw "$1" x.raw
    [ "$(jq -c '[.lost[] | [.start, .length]]' x.raw.lost.json)" = \
      "[[$2,$3]]" ] || fail "$1: lost: $(cat x.raw.lost.json)"
    [ "$(stat -c %s x.raw)" = $(($2 + $3)) ] || fail "$1: another size"
    cmp -n "$4" x.raw disk.raw || fail "$1: another content"
    cmp -n "$3" -i "$2":0 x.raw /dev/zero || fail "$1: no zeros"
  done
  expect_status 1 "$vmferry" copy -O raw "$1" never.raw
  [ ! -e never.raw ] || fail "$1: it is copied without --salvage"
  expect_status 1 "$vmferry" check "$1"
  grep -q "(lost: $3 bytes from guest offset $2)" out ||
    fail "$1: check: $(cat out)"
}

# known FILE: how many bytes of it can be had.
known ()
{
  "$vmferry" copy -q --json --salvage -O raw "$1" y.raw 2>/dev/null |
    jq '.lost[0].start' || :
}

# What is there ends somewhere in a sector, which is lost; at least as much is
# there as for gzip.
known=$(known cut.gz)
gzip -dc <cut.gz >gzip.raw 2>/dev/null || :
[ "$known" -ge "$(stat -c %s gzip.raw)" ] || fail "gzip has more than $known"
salvaged cut.gz "$known" $((512 - known % 512)) "$known"
# Where the trailer is there, it says how large the disk was.
known=$(known bad.gz)
[ "$known" -gt 1000000 ] || fail "only $known bytes before the damage"
# What is inflated before the damage shows is not checked by anything.
salvaged bad.gz "$known" $((3000320 - known)) 1400000
# All of it is there, but not what proves it.
head -c $((size - 4)) disk.raw.gz >trailer.gz
expect_status 0 "$vmferry" copy --salvage -O raw trailer.gz z.raw
cmp z.raw disk.raw || fail "without a trailer, another content"
grep -q 'it is cut off; 3000320 bytes' err || fail "no note: $(cat err)"

# So it is where the proof says that it is another.
head -c $((size - 8)) disk.raw.gz >sum.gz
printf 'abcd' >>sum.gz
tail -c 4 disk.raw.gz >>sum.gz
expect_status 0 "$vmferry" copy --salvage -O raw sum.gz w.raw
cmp w.raw disk.raw || fail "with another sum, another content"
grep -q 'check; all 3000320 bytes that it holds are there' err ||
  fail "no note: $(cat err)"

# A format says itself what its disk is.
qemu-img convert -O vmdk -o subformat=streamOptimized disk.raw disk.vmdk
gzip -k disk.vmdk
head -c 1500000 disk.vmdk.gz >cut.vmdk.gz
expect_status 3 "$vmferry" copy --salvage -O raw cut.vmdk.gz x.raw
start=$(jq '.lost[0].start' x.raw.lost.json)
[ "$(stat -c %s x.raw)" = 3000320 ] && cmp -n "$start" x.raw disk.raw ||
  fail "the VMDK reads otherwise"
[ "$start" -gt 1000000 ] || fail "much of the VMDK is lost: from $start on"
python3 "$disks/mkova.py" vm.ova gzip=yes mf= disk.vmdk
python3 - vm.ova <<'PYTHON'
import sys
b = bytearray(open(sys.argv[1], 'rb').read())
b[len(b) // 2:len(b) // 2 + 100000] = b'\xff' * 100000
open(sys.argv[1], 'wb').write(b)
PYTHON
expect_status 1 "$vmferry" copy -O raw vm.ova never.raw
expect_status 3 "$vmferry" copy --salvage -O raw vm.ova x.raw
start=$(jq '.lost[0].start' x.raw.lost.json)
cmp -n 1000000 x.raw disk.raw || fail "the member reads otherwise"
[ "$start" -gt 1000000 ] || fail "much of the member is lost: from $start on"

# Of a disk of plain bytes, the OVF says how large it is.
python3 "$disks/mkova.py" whole gzip=yes mf= to=folder capacity=3000320 \
  format=http://example.com/spec#raw disk.raw
cp cut.gz whole/disk.raw.gz
known=$(known cut.gz)
salvaged whole/vm.ovf "$known" $((3000320 - known)) "$known"
