# vmferry: a qcow2 file that was cut inside its last cluster is noticed; one
# whose writer left the end of a cluster away is not
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires jq qemu-img qemu-io
cd "$tmpdir"

qemu-img create -q -f qcow2 -o cluster_size=4k sound 1M
qemu-io -f qcow2 -c "write -P 1 0 64k" sound >/dev/null
qemu-img convert -O raw sound zeros.raw
dd if=/dev/zero of=zeros.raw bs=1 seek=64536 count=1000 conv=notrunc status=none

# It is read, with a note; check calls it damage; a salvage lists it.
size=$(stat -c %s sound)
head -c $((size - 1000)) sound >bad
text="the file ends at byte $((size - 1000)), inside a cluster: 1000 bytes \
from guest offset 64536 are cut off"
expect_status 1 "$vmferry" check bad
grep -q "damage: $text (lost: 1000 bytes from guest offset 64536)" out ||
  fail "check: $(cat out)"
expect_status 0 "$vmferry" info bad
grep -q "bad: $text, and read as zeros" err || fail "info: $(cat err)"
expect_status 0 "$vmferry" copy -O raw bad cut.raw
grep -q "bad: $text" err || fail "copy: $(cat err)"
cmp cut.raw zeros.raw || fail "a file that was cut reads otherwise"
for engine in parallel plain; do
  expect_status 3 "$vmferry" copy --salvage --engine $engine -O raw bad cut.raw
  cmp cut.raw zeros.raw || fail "a salvage reads otherwise"
  [ "$(jq -c '[.lost[] | [.start, .length]]' cut.raw.lost.json)" = \
    '[[64536,1000]]' ] || fail "$(cat cut.raw.lost.json)"
done

# What writers leave away is not the guest's.  The name says how it was made.
n=0
whole ()
{
  expect_status 0 "$vmferry" check whole
  cat out err >all
  expect_status 0 "$vmferry" info whole
  cat err >>all
  ! grep 'cut off' all || fail "a false alarm: $*"
  n=$((n + 1))
}
head -c 333312 /dev/urandom >odd.raw
for cluster in 512 4k 64k 2M; do
  for options in "" "-c" "-c -o compression_type=zstd" "-W -m 4" \
      "-o compat=0.10" "-o preallocation=metadata" "-o preallocation=falloc" \
      "-o extended_l2=on"; do
    # shellcheck disable=SC2086
    qemu-img convert -f raw -O qcow2 $options -o cluster_size=$cluster odd.raw \
      whole 2>/dev/null || continue
    whole "$options of $cluster"
  done
  for options in "" "-c deflate" "-c zstd"; do
    # shellcheck disable=SC2086
    "$vmferry" copy -q --no-fsync -f raw $options --cluster-size $cluster \
      odd.raw whole
    whole "ours, $options of $cluster"
  done
  for options in "" ",preallocation=metadata" ",extended_l2=on"; do
    qemu-img create -q -f qcow2 -o "cluster_size=$cluster$options" whole \
      333312 2>/dev/null || continue
    qemu-io -f qcow2 -c 'write 66048 1024' -c 'write 332800 512' whole >/dev/null
    whole "written, $options of $cluster"
  done
done
[ "$n" -gt 40 ] || fail "only $n files could be made"

# QEMU before 2.x preallocated up to the end of the disk.
qemu-img create -q -f qcow2 -o compat=0.10 whole 333312
qemu-io -f qcow2 -c 'write -P 9 0 333312' whole >/dev/null
python3 - whole <<'PYTHON'
import os, struct, sys
b = open(sys.argv[1], 'rb').read()
be = lambda o: struct.unpack('>Q', b[o:o + 8])[0] & ((1 << 56) - 1)
l2 = be(be(40))
clusters = [be(l2 + 8 * i) for i in range(6)]
assert max(clusters) == clusters[5] == len(b) - 65536
os.truncate(sys.argv[1], clusters[5] + 333312 % 65536)
PYTHON
whole "as QEMU 0.10 does"
