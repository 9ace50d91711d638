# vmferry: damaged grain tables and streams: what is still there is read, what
# is lost is named, and nothing reads as zeros that was data
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

cd "$tmpdir"
python3 "$disks/mkvmdk.py" sparse sound.vmdk sound.raw
python3 "$disks/mkvmdk.py" stream-tiny stream.vmdk stream.raw

# damage FROM TO PYTHON: TO is FROM after the statements, which see the bytes
# as d, and u32 (at), put (at, value), gd and rgd in bytes.
damage ()
{
  python3 - "$@" <<'PYTHON'
import struct, sys
d = bytearray(open(sys.argv[1], 'rb').read())
def u32(at): return struct.unpack_from('<I', d, at)[0]
def put(at, value): struct.pack_into('<I', d, at, value)
gd, rgd = u32(56) * 512, u32(48) * 512
exec(sys.argv[3])
open(sys.argv[2], 'wb').write(d)
PYTHON
}

# finds IMAGE TEXT: fails unless the check says damage, with TEXT.
finds ()
{
  expect_status 1 "$dump" check "$1"
  grep -Fq -e "$2" "$tmpdir/out" ||
    fail "the check of $1 does not say '$2': $(cat "$tmpdir/out")"
}

# One copy is damaged: the other serves, and the check warns.
for change in 'put (gd, 0xfffffff0)' 'put (u32 (gd) * 512, 0xfffffff0)' \
    'put (u32 (gd) * 512 + 4, 1 << 30)' 'put (56, 0x7ffffff0)' \
    'put (u32 (rgd) * 512, 77)'; do
  damage sound.vmdk one.vmdk "$change"
  same_content one.vmdk sound.raw
  "$dump" check one.vmdk >findings || fail "$change: $(cat findings)"
  [ -s findings ] || fail "the check says nothing of $change"
done

# What only one copy has counts, and the check says where: an entry, a table,
# all of a table.
for change in 't = u32 (gd) * 512; put (t + 4 * i (t), 0)' 'put (gd, 0)' \
    't = u32 (gd) * 512; d[t:t + 2048] = bytes (2048)' \
    't = u32 (rgd) * 512; d[t:t + 2048] = bytes (2048)' 'put (rgd, 0)'; do
  change="i = lambda t: [j for j in range (512) if u32 (t + 4 * j) > 1][0]
$change"
  damage sound.vmdk unclean.vmdk "$change; d[72] = 1"
  same_content unclean.vmdk sound.raw
  "$dump" map sound.vmdk >sound.map
  "$dump" map unclean.vmdk | diff sound.map - || fail "$change: another map"
  "$vmferry" info unclean.vmdk 2>&1 |
    grep "the file was not closed properly" >/dev/null ||
    fail "nothing is said of a file that was not closed"
  damage sound.vmdk closed.vmdk "$change"
  same_content closed.vmdk sound.raw
  "$dump" map closed.vmdk | diff sound.map - || fail "$change: another map"
  "$dump" check closed.vmdk >findings || fail "$change: $(cat findings)"
  text="the copies differ"
  [ -z "${change##*rgd*}" ] ||
    text="$text: grains between guest bytes [0-9]* and [0-9]* are only in"
  grep -q "grain table 0 and its redundant copy: $text" findings ||
    fail "$change: $(cat findings)"
done

# Both are damaged: the rest can be read, the grain is named.
damage sound.vmdk both.vmdk 'for t in (gd, rgd): put (u32 (t) * 512, 1 << 30)'
finds both.vmdk \
  "grain table 0: entry for guest byte 0 is sector 1073741824, must be between"
expect_status 1 "$dump" read both.vmdk
grep -q "entry for guest byte 0 is sector" err || fail "$(cat err)"
damage sound.vmdk both.vmdk 'for t in (gd, rgd): put (t, 1 << 30)'
finds both.vmdk "grain directory: entry 0 at byte"
damage sound.vmdk both.vmdk 'put (56, 0); put (48, 0)'
refused both.vmdk "grain directory offset at byte 56 is sector 0"
damage sound.vmdk inside.vmdk \
  'for t in (gd, rgd): put (u32 (t) * 512, 3)'
finds inside.vmdk "is sector 3, must be between sector"
damage sound.vmdk twice.vmdk '
a = [i for i in range (512) if u32 (u32 (gd) * 512 + 4 * i) > 1]
for t in (gd, rgd):
    put (u32 (t) * 512 + 4 * a[0], u32 (u32 (t) * 512 + 4 * a[1]))'
finds twice.vmdk "overlaps another grain or the tables"

# The file ends too early: some grain is not there.
head -c $(($(stat -c %s sound.vmdk) - 5000)) sound.vmdk >short.vmdk
finds short.vmdk "and the end of the file at byte"

# Streams: a marker for another grain, a broken byte, no room for the tables.
damage stream.vmdk bad.vmdk 'put (128 * 512, 16)'
finds bad.vmdk "grain marker at byte 65536: is for sector 16"
damage stream.vmdk bad.vmdk 'd[128 * 512 + 20] ^= 0x55'
finds bad.vmdk "are no sound zlib stream"
expect_status 1 "$dump" read bad.vmdk
grep -q "grain at byte 65536 for guest byte 0: its" err || fail "$(cat err)"

# Of a stream without a second table, one bad entry loses one grain.
damage stream.vmdk bad.vmdk '
t = u32 (u32 (len (d) - 1024 + 56) * 512) * 512
i = [i for i in range (1, 512) if u32 (t + 4 * i) and u32 (t + 4 * i - 4)][0]
put (t + 4 * i, 1 << 30)
print (u32 (20) * 512 * i, u32 (20) * 512)' >bad
finds bad.vmdk "is sector 1073741824"
cut -d " " -f 2,3 out | diff bad - || fail "another range is lost: $(cat out)"
damage stream.vmdk bad.vmdk 'put (len (d) - 1024 + 12, 16)'
refused bad.vmdk "is of another image than the header"
