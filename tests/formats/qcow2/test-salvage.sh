# vmferry: how much of a damaged qcow2 image is lost, and that no more is
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires jq qemu-img qemu-io python3
cd "$tmpdir"

# An L2 table of 512 bytes maps 32 KiB, one of extended entries in clusters of
# 16 KiB 16 MiB.
make ()
{
  rm -f image sound.raw
  qemu-img create -q -f qcow2 -o "$1" image 40M
  qemu-io -f qcow2 -c "write -P 1 0 1M" -c "write -c -P 2 2M 16k" \
    -c "write -P 3 20M 1M" image >/dev/null
  qemu-img convert -f qcow2 -O raw image sound.raw
}

# where l1|l2 I: file offset of an entry of the active tables.
where ()
{
  python3 - "$@" <<'PYTHON'
import struct, sys
data = open("image", "rb").read()
width = 16 if struct.unpack_from(">Q", data, 72)[0] & 16 else 8
l1, = struct.unpack_from(">Q", data, 40)
i = int(sys.argv[2])
if sys.argv[1] == "l1":
    print(l1 + 8 * i)
else:
    n = (1 << struct.unpack_from(">I", data, 20)[0]) // width
    table, = struct.unpack_from(">Q", data, l1 + i // n * 8)
    print((table & (1 << 56) - 512) + width * (i % n))
PYTHON
}

# set_bytes OFFSET HEX: changes bytes of the image.
set_bytes ()
{
  printf "$(sed 's/../\\x&/g' <<<"$2")" |
    dd of=image bs=1 seek="$1" conv=notrunc status=none
}

# loses START LENGTH...: a salvage loses this, and the rest is what it was.
loses ()
{
  local lost
  lost=[$(printf '[%s,%s]\n' "$@" | paste -s -d ,)]
  expect_status 3 "$vmferry" copy -q --salvage -O raw image salvaged.raw
  [ "$(jq -c '[.lost[] | [.start, .length]]' salvaged.raw.lost.json)" = \
    "$lost" ] || fail "not $lost: $(head -c 2000 salvaged.raw.lost.json)"
  python3 - "$@" <<'PYTHON' || fail "more than $lost differs"
import sys
numbers = [int(number) for number in sys.argv[1:]]
data = bytearray(open("sound.raw", "rb").read())
for start, length in zip(numbers[::2], numbers[1::2]):
    data[start:start + length] = bytes(length)
sys.exit(bytes(data) != open("salvaged.raw", "rb").read())
PYTHON
  expect_status 1 "$vmferry" check --json image
  jq -e "[.[0].findings[] | select(.lost_length)
          | [.lost_start, .lost_length]] == $lost" out >/dev/null ||
    fail "the check does not lose $lost: $(head -c 2000 out)"
}

small=cluster_size=512
large=cluster_size=16k,extended_l2=on
make $small
set_bytes "$(where l1 1)" 0000000000000001 # a reserved bit
loses 32768 32768
make $small
set_bytes "$(where l2 70)" 8000000000000100
loses 35840 512
make $small
set_bytes "$(where l2 4097)" 4000000000000001 # not where its stream is
loses 2097664 512
make $large
set_bytes "$(where l1 1)" 8fffffffffff0000
loses 16777216 16777216
make $large
set_bytes "$(where l2 1280)" 8fffffffffff0000
loses 20971520 16384
make $large
set_bytes "$(where l2 128)" 4000000000000001
loses 2097152 16384
# Subclusters 20 and 3 of two neighbours are both allocated and zero.
make $large
set_bytes $(($(where l2 1280) + 8)) 00100000ffffffff
set_bytes $(($(where l2 1281) + 8)) 00000008ffffffff
loses 20981760 6144 20989440 14848

# A mark of corruption loses nothing.
make $small
set_bytes 79 02
expect_status 1 "$vmferry" copy -q -O raw image never.raw
"$vmferry" copy --no-fsync --salvage -O raw image salvaged.raw 2>err ||
  [ $? = 3 ]
cmp salvaged.raw sound.raw
grep -q "marked corrupt" err || fail "$(cat err)"

# A file that ends in its L1 table has what the tables before that map.
make $small
python3 - "$(where l1 40)" <<'PYTHON'
import struct, sys
data = bytearray(open("image", "rb").read())
end = int(sys.argv[1])
l1, = struct.unpack_from(">Q", data, 40)
table = bytes(data[l1:end])
new = (len(data) + 511) // 512 * 512
struct.pack_into(">Q", data, 40, new)
open("image", "wb").write(bytes(data).ljust(new, b"\0") + table)
PYTHON
loses $((40 * 32768)) $((41943040 - 40 * 32768))
echo "$test_name: what is lost is the table's reach, or a cluster"
