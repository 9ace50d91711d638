# vmferry: map --json says what qemu-img map says, once ranges that are alike
# are joined
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires jq qemu-img qemu-io
cd "$tmpdir"

# ranges: a map as lines "START END DATA", where neighbours differ.
ranges ()
{
  jq -r '.[] | "\(.start) \(.start + .length) \(.data)"' |
    awk 'NR > 1 && $3 == kind { end = $2; next }
         NR > 1 { print start, end, kind }
         { start = $1; end = $2; kind = $3 }
         END { if (NR) print start, end, kind }'
}

# same_map FORMAT IMAGE
same_map ()
{
  "$vmferry" map --json -f "$1" "$2" >ours.json
  qemu-img map --output=json -f "$1" "$2" >theirs.json
  ranges <ours.json >ours
  ranges <theirs.json >theirs
  cmp -s ours theirs || fail "$2: $(diff ours theirs | head -n 6)"
  # Gapless, in order, and each either data or zeros.
  jq -e '. as $m | all (range (1; length);
           $m[.].start == $m[. - 1].start + $m[. - 1].length)
         and all (.[]; .data != .zero and .length > 0)' ours.json >/dev/null ||
    fail "$2: the map has gaps, or a range of both kinds"
}

qemu-img create -q -f raw disk.raw 20M
qemu-io -f raw -c 'write -P 1 1M 2M' -c 'write -P 2 10M 64k' disk.raw >/dev/null
same_map raw disk.raw

for options in qcow2 "qcow2 -o cluster_size=512" "qcow2 -o compat=0.10" vmdk \
  "vmdk -o subformat=twoGbMaxExtentSparse"; do
  name=disk.$(echo "$options" | tr -dc '[:alnum:]')
  # shellcheck disable=SC2086
  qemu-img convert -f raw -O $options disk.raw "$name"
  same_map "${options%% *}" "$name"
done

qemu-img create -q -f qcow2 -b disk.qcow2 -F qcow2 top.qcow2 30M
qemu-io -c 'write -P 3 2M 1M' -c 'write -z 10M 64k' -c 'write -P 4 25M 1M' \
  top.qcow2 >/dev/null
same_map qcow2 top.qcow2
[ "$(jq -c '[.[] | select(.data) | .depth] | unique' ours.json)" = "[0,1]" ] ||
  fail "depths: $(jq -c 'map(.depth)' ours.json)"

# An offset leads to the data.
offset=$(jq '[.[] | select(.data and .depth == 0)][0].offset' ours.json)
[ "$(od -An -tu1 -j "$offset" -N 1 top.qcow2 | tr -d ' ')" = 3 ] ||
  fail "offset $offset does not lead to the data"

"$vmferry" map disk.raw | tail -n +2 | awk '{ n += strtonum($2) }
  END { exit n != 20 * 1048576 }' || fail "the text does not cover the disk"
: >empty.raw
[ "$("$vmferry" map --json -f raw empty.raw | jq -c .)" = "[]" ] ||
  fail "an empty disk has a map"

# One row for what is alike, though its tables are in many pieces.
qemu-img create -q -f vmdk large.vmdk 9G
[ "$("$vmferry" map --json large.vmdk | jq -c 'map(.length)')" = "[9663676416]" ] ||
  fail "a disk of one hole: $("$vmferry" map large.vmdk)"
