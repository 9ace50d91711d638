# vmferry: copy --salvage: all but the damaged ranges is copied, and these are
# listed beside the target
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires jq qemu-img
cd "$tmpdir"

# damage FILE OFFSET: makes the eight bytes there a table entry that leads
# nowhere.
damage ()
{
  printf '\200\177\377\377\377\377\000\000' |
    dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# The table of one cluster: its address stands in the first entry of the table
# above it, which the header names.
sample_disk disk.raw 8000000
qemu-img convert -f raw -O qcow2 disk.raw sound.qcow2
table=$(python3 - sound.qcow2 <<'PYTHON'
import struct, sys
data = open(sys.argv[1], 'rb').read()
l1, = struct.unpack_from('>Q', data, 40)
print(struct.unpack_from('>Q', data, l1)[0] & 0xfffffffffffe00)
PYTHON
)
cp sound.qcow2 bad.qcow2
damage bad.qcow2 $((table + 8 * 3))
damage bad.qcow2 $((table + 8 * 4))
damage bad.qcow2 $((table + 8 * 50))
cp disk.raw wanted.raw
for cluster in 3 4 50; do
  dd if=/dev/zero of=wanted.raw bs=64k seek=$cluster count=1 conv=notrunc \
    status=none
done
mkdir dir
target=$tmpdir/dir/target

# Without it the first damage ends the copy.
expect_status 1 "$vmferry" copy -q -O raw bad.qcow2 "$target"
[ -z "$(find dir -mindepth 1)" ] || fail "a failed copy left something"

for engine in parallel plain; do
  for format in raw qcow2; do
    expect_status 3 "$vmferry" copy --salvage --json --engine $engine \
      -O $format bad.qcow2 "$target"
    same_content "$target" wanted.raw
    [ "$(find dir -mindepth 1 | wc -l)" = 2 ] || fail "left: $(ls -A dir)"
    ! grep -v '^vmferry: warning: ' err || fail "an error, too: $(cat err)"
    grep -q '192 KiB in 2 ranges .* listed in .*/target.lost.json' err ||
      fail "no summary: $(cat err)"
    [ "$(jq -c '[.lost[] | [.start, .length]]' "$target.lost.json")" = \
      '[[196608,131072],[3276800,65536]]' ] ||
      fail "the list: $(cat "$target.lost.json")"
    jq -e --slurpfile list "$target.lost.json" --arg name "$target.lost.json" \
      '.lost == $list[0].lost and .lost_bytes == 196608
       and .lost_list == $name' out >/dev/null || fail "JSON: $(cat out)"
  done
done

# Nothing is lost any more: neither is the list of then.
expect_status 0 "$vmferry" copy --salvage --json -O raw sound.qcow2 "$target"
[ ! -e "$target.lost.json" ] || fail "the list of an earlier copy stayed"
jq -e '.lost == [] and .lost_list == null' out >/dev/null ||
  fail "JSON: $(cat out)"

# What cannot be opened is in the list, with the ranges that it held.
qemu-img create -q -u -f qcow2 -b base.qcow2 -F qcow2 child.qcow2 8000000
expect_status 1 "$vmferry" copy -q child.qcow2 "$target"
expect_status 3 "$vmferry" copy -q --salvage child.qcow2 "$target"
jq -e '.lost_bytes == 8000000 and (.notes[0].text | contains("base.qcow2"))
       and .notes[0].file == "child.qcow2"' "$target.lost.json" >/dev/null ||
  fail "the list without a parent: $(cat "$target.lost.json")"

# A check goes on behind damage, too, and without what cannot be opened.
expect_status 1 "$vmferry" check --json bad.qcow2
[ ! -s err ] || fail "an error, too: $(cat err)"
jq -e '[.[0].findings[] | select(.lost_length) | .lost_length] | add
       == 196608' out >/dev/null || fail "check: $(cat out)"
expect_status 1 "$vmferry" check child.qcow2
! grep -v '^vmferry: warning: ' err || fail "an error, too: $(cat err)"
grep -q 'damage: .*base.qcow2' out || fail "check without parent: $(cat out)"

echo "$test_name: what is lost is listed, all else is copied"
