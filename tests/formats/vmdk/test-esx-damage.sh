# vmferry: damaged snapshots of ESX: what is wrong is named with its place, what
# is lost is no more than that, and the rest is read
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

cd "$tmpdir"
python3 "$disks/mkesx.py" cowd.vmdk cowd.raw cowd
python3 "$disks/mkesx.py" se.vmdk se.raw sesparse
mkdir bad

# damage KIND PYTHON: bad/KIND.vmdk is KIND.vmdk with its extent, d, changed
# by the statements, which see get (at), put (at, value) of entry width, the
# byte gd, and table (n).
damage ()
{
  cp "$1.vmdk" bad/
  python3 - "$@" <<'PYTHON'
import glob, struct, sys
name, = glob.glob(sys.argv[1] + '-*.vmdk')
d = bytearray(open(name, 'rb').read())
form, gd = ('<I', 2048) if sys.argv[1] == 'cowd' else ('<Q', 4096 * 512)
def get(at, form=form): return struct.unpack_from(form, d, at)[0]
def put(at, value, form=form): struct.pack_into(form, d, at, value)
def table(n):
    entry = get(gd + struct.calcsize(form) * n)
    if form == '<I':
        return entry * 512
    return get(144, '<Q') * 512 + (entry & 0xffffffff) * 64 * 512
exec(sys.argv[2])
open('bad/' + name, 'wb').write(d)
PYTHON
}

# bad_header KIND PYTHON TEXT: so changed, it is refused with TEXT.
bad_header ()
{
  damage "$1" "$2"
  refused "bad/$1.vmdk" "$3"
}

# loses KIND PYTHON START LENGTH TEXT: the check names that range with TEXT,
# and nothing else; reading fails with TEXT.
loses ()
{
  damage "$1" "$2"
  expect_status 1 "$dump" check "bad/$1.vmdk"
  [ "$(cut -d ' ' -f 1-3 out)" = "2 $3 $4" ] ||
    fail "$2: $3 $4 is not what is lost: $(cat out)"
  grep -Fq -e "$5" out || fail "$2: not '$5': $(cat out)"
  expect_status 1 "$dump" read "bad/$1.vmdk"
  grep -Fq -e "$5" err || fail "$2: not '$5': $(cat err)"
}

bad_header cowd 'put (4, 2)' 'COWD header: version at byte 4 is 2, known is 1'
bad_header cowd 'put (12, 0)' 'capacity at byte 12 is 0 sectors'
bad_header cowd 'put (12, 40004)' \
  'capacity at byte 12 is 40004 sectors, less than the 40005'
bad_header cowd 'put (16, 0)' 'grain size at byte 16 is 0 sectors, must be a'
bad_header cowd 'put (16, 3)' 'grain size at byte 16 is 3 sectors, must be a'
bad_header cowd 'put (16, 4096)' 'of two of at most 2048'
bad_header cowd 'put (20, 0xffffffff)' \
  'grain directory offset at byte 20 is sector 4294967295, but its 10 entries'
bad_header cowd 'put (20, 3)' 'grain directory offset at byte 20 is sector 3'
bad_header cowd 'put (24, 9)' 'has 9 entries, but the capacity needs 10'
bad_header cowd 'del d[2047:]' 'cowd-delta.vmdk: ends at byte 2047, but 2048 bytes'

loses cowd 'put (gd + 4, 0xfffffff0)' 2097152 2097152 \
  'grain directory: entry 1 at byte 2052: is sector 4294967280, but 16384'
loses cowd 'put (table (1) + 40, 0x7fffffff)' 2102272 512 \
  'grain table 1: entry for guest byte 2102272 at byte'
loses cowd 'put (table (1) + 40, get (12) * 8)' 2102272 512 'is sector 320040,'

bad_header se 'put (8, 0x200000002)' \
  'SESparse header: version at byte 8 is 0x200000002, known is 0x200000001'
bad_header se 'put (8, 0x300000001)' 'version at byte 8 is 0x300000001'
bad_header se 'put (24, 16)' 'grain size at byte 24 is 0x10, known is 0x8'
bad_header se 'put (32, 128)' 'grain table size at byte 32 is 0x80'
bad_header se 'put (40, 1)' 'flags at byte 40 is 0x1, known is 0x0'
bad_header se 'put (64, 5)' 'what is reserved at byte 64 is 0x5'
bad_header se 'd[300] = 9' 'byte 300 is 0x09, known is 0'
bad_header se 'put (16, 1 << 38)' 'the limit is 137438953472'
bad_header se 'put (128, 1 << 60)' 'grain directory at bytes 128 and 136 is'
bad_header se 'put (136, 0)' 'must hold 16 bytes behind the header and inside'
bad_header se 'put (192, get (144))' 'the regions at bytes 144 and 192 overlap'
bad_header se 'put (512, 0xcafebabe)' 'volatile header: magic at byte 0 is'
bad_header se 'put (512 + 24, 1)' \
  'snapshot was not closed cleanly: SESparse volatile header: replayJournal'

loses se 'put (gd + 8, 0x10000000 << 32 | 0xffff)' 16777216 3705344 \
  'grain directory: entry 1 at byte 2097160: is number 65535, which must end'
loses se 'put (gd + 8, 2 << 60)' 16777216 3705344 \
  'is 0x2000000000000000, must be 0 or have 0x10000000 in its upper half'
loses se 'put (table (0) + 8 * 2047, 0x7 << 60)' 8384512 4096 \
  'entry for guest byte 8384512 at byte 3194872: is 0x7000000000000000'
loses se 'put (table (0) + 8 * 2047, 5)' 8384512 4096 \
  'is 0x0000000000000005, must be 0 or have a type of 1 to 3'
loses se 'put (table (0) + 8 * 2047, 0x3000ffffffffffff)' 8384512 4096 \
  'is number 1152921504606842880, which must end before byte'

# Two entries that lead to one place: reading cannot know, the check does.
for kind in cowd se; do
  damage "$kind" '
size = struct.calcsize (form)
a, b = [table (1) + size * i for i in range (4096)
        if get (table (1) + size * i) >> (60 if size == 8 else 0) > 2][:2]
put (a, get (b))'
  expect_status 1 "$dump" check "bad/$kind.vmdk"
  grep -q '^2 .*overlaps another grain or the tables' out || fail "$(cat out)"
  damage "$kind" 'size = struct.calcsize (form); put (gd, get (gd + size))'
  expect_status 1 "$dump" check "bad/$kind.vmdk"
  grep -q '^2 .*grain table 1 at byte .* overlaps another table' out ||
    fail "$(cat out)"
done

# The end of the file is gone: what lay there is lost, grain by grain.
damage cowd 'del d[-5000:]'
expect_status 1 "$dump" check bad/cowd.vmdk
[ "$(wc -l <out)" = 10 ] || fail "$(cat out)"
