# vmferry: a check finds what qemu-img check finds, and says what is lost
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-img qemu-io python3 xxd
cd "$tmpdir"

qemu-img create -q -f qcow2 -o cluster_size=4k sound 1M
qemu-io -f qcow2 -c "write -P 1 0 64k" sound >/dev/null
qemu-img create -q -f qcow2 -o compression_type=zstd packed 1M
qemu-io -f qcow2 -c "write -c -P 2 0 64k" -c "write -c -P 3 64k 64k" packed \
  >/dev/null

# where IMAGE l1|l2|ref I: file offset of an entry.
where ()
{
  python3 - "$@" <<'EOF'
import struct, sys
image, table, i = sys.argv[1], sys.argv[2], int(sys.argv[3])
b = open(image, "rb").read()
be = lambda o: struct.unpack(">Q", b[o:o + 8])[0] & ((1 << 56) - 1)
l1, ref = be(40), be(48)
print({"l1": l1 + 8 * i, "l2": be(l1) + 8 * i, "ref": be(ref) + 2 * i}[table])
EOF
}

# damage IMAGE OFFSET HEX: a copy of IMAGE called bad, with bytes at OFFSET.
damage ()
{
  cp "$1" bad
  printf "$(sed 's/../\\x&/g' <<<"$3")" |
    dd of=bad bs=1 seek="$2" conv=notrunc status=none
}

# finds STATUS TEXT: our check of bad ends so and says so; qemu-img agrees
# that something is wrong.
finds ()
{
  expect_status "$1" "$vmferry" check bad
  cat out err >all
  grep -q "$2" all || fail "nothing of '$2': $(cat all)"
}

damage sound "$(where sound l2 3)" 80000000000f0000
finds 1 "past the end of the file"
"$vmferry" check --json bad >out || :
python3 - out <<'EOF' || fail "not only 12k to 16k is lost: $(cat out)"
import json, sys
found = json.load(open(sys.argv[1]))[0]["findings"]
lost = [(f["lost_start"], f["lost_length"]) for f in found
        if f.get("lost_length")]
assert lost == [(12288, 4096)], found
EOF

damage sound "$(where sound l2 3)" 8000000000001000
finds 1 "overlaps something else"
damage sound "$(where sound l2 3)" 0100000000005000
finds 1 "reserved bits"
damage sound "$(where sound l1 0)" 8000000000000200
finds 1 "L1 entry 0"
damage sound "$(where sound ref 6)" 0000
finds 1 "have a refcount of 0, but 1 references"
! qemu-img check -q bad 2>/dev/null || fail "qemu-img finds nothing"
damage sound "$(where sound ref 6)" 0002
finds 0 "leaked"
# 4 Mi entries of an L1 table with one L2 table, which has 256 Ki: it is counted
# once, or the check would take hours.
python3 - <<'EOF'
import struct
cluster, n_l1 = 1 << 21, 1 << 22
with open("bad", "wb") as file:
    file.write(struct.pack(">4sIQIIQIIQQIIQQQQII", b"QFI\xfb", 3, 0, 0, 21,
                           1 << 20, 0, n_l1, 2 * cluster, cluster, 1, 0, 0,
                           0, 0, 0, 4, 104))
    file.seek(2 * cluster)
    file.write(struct.pack(">Q", 18 * cluster) * n_l1)
    file.truncate(19 * cluster)
EOF
expect_status 1 timeout -s KILL 20 "$vmferry" check bad
grep -q "for the second time in an L1 table" out || fail "$(cat out err)"
entry=$(xxd -p -s "$(where sound l2 3)" -l 8 sound)
damage sound "$(where sound l2 3)" "00${entry#80}"
finds 0 "not marked COPIED"
damage packed "$(where packed l2 0)" 4000000000050010
finds 1 "cannot be decompressed"

# Reading stops where the damage is, with one sentence, and leaves nothing.
expect_status 1 "$vmferry" copy -q -O raw bad never.raw
[ "$(wc -l <err)" = 1 ] || fail "$(cat err)"
grep -q "^vmferry: bad: compressed cluster at byte" err || fail "$(cat err)"
[ -z "$(find . -name '*never*')" ] || fail "something is left"

# A file that was cut short is refused.
size=$(stat -c %s sound)
for cut in 0 1 72 104 4096 8192 $((size / 2)) $((size - 4096)); do
  head -c "$cut" sound >bad
  expect_status 1 "$vmferry" copy -q -f qcow2 -O raw bad never.raw
  [ ! -e never.raw ] || fail "cut at $cut: something is left"
done
echo "$test_name: each damage is found"
