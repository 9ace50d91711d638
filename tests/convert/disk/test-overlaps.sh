# vmferry: copy says when a damaged table gives two ranges of the guest the same
# place, and says nothing of snapshots and streams, which may share theirs
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires jq qemu-img qemu-io
cd "$tmpdir"

# warns IMAGE TEXT [MORE]: a copy of it says just that; check finds damage, too.
warns ()
{
  local engine
  for engine in parallel plain; do
    expect_status 0 "$vmferry" copy --json --engine $engine -O raw "$1" out.raw
    [ "$(grep -c . err)" = 1 ] || fail "$1: $(cat err)"
    grep -q "^vmferry: warning: $1: $2 at least one of the two reads as data \
that is not its own${3:-}\$" err ||
      fail "$1: $(cat err)"
    jq -c '[.overlaps[] | [.file, .offset, .length, .start, .other_start]]' \
      out >overlaps
  done
  expect_status 1 "$vmferry" check "$1"
  grep -q damaged out || fail "check of $1: $(cat out)"
}

# finds LIST: which was in the JSON, too.
finds ()
{
  [ "$(cat overlaps)" = "$1" ] || fail "JSON: $(cat overlaps)"
}

silent ()
{
  expect_status 0 "$vmferry" copy --json -O raw "$@" out.raw
  [ ! -s err ] || fail "a false alarm: $(cat err)"
  jq -e '.overlaps == []' out >/dev/null || fail "$*: $(cat out)"
}

qemu-img create -q -f qcow2 -o cluster_size=4k,refcount_bits=16 sound.qcow2 1M
qemu-io -f qcow2 -c "write -P 1 0 64k" sound.qcow2 >/dev/null
silent sound.qcow2
entry=$("$vmferry" map --json sound.qcow2 | jq '.[0].offset')
# Clusters 5 and 6 lie where the first and the second do.
python3 - sound.qcow2 bad.qcow2 <<'PYTHON'
import struct, sys
b = bytearray(open(sys.argv[1], 'rb').read())
get = lambda at: struct.unpack_from('>Q', b, at)[0]
l2 = get(get(40)) & ((1 << 56) - 1)
b[l2 + 40:l2 + 56] = b[l2:l2 + 16]
b[l2 + 80:l2 + 88] = b[l2:l2 + 8]
open(sys.argv[2], 'wb').write(b)
PYTHON
warns bad.qcow2 "8192 guest bytes at 0 and those at 20480 lie at the same \
place, byte $entry of bad.qcow2:" '; so does 1 other pair'
finds "[[\"bad.qcow2\",$entry,8192,0,20480],[\"bad.qcow2\",$entry,4096,0,40960]]"

# What a snapshot shares, and sectors where two streams meet.
cp sound.qcow2 snapshot.qcow2
qemu-img snapshot -c one snapshot.qcow2
qemu-io -f qcow2 -c "write -P 7 8k 16k" snapshot.qcow2 >/dev/null
qemu-img snapshot -c two snapshot.qcow2
silent snapshot.qcow2
silent --snapshot one snapshot.qcow2
sample_disk disk.raw 8000000
qemu-img convert -f raw -O qcow2 -c disk.raw packed.qcow2
silent packed.qcow2
# A child over its parent, both with data at the same places.
qemu-img create -q -f qcow2 -o cluster_size=4k -b sound.qcow2 -F qcow2 top.qcow2
qemu-io -f qcow2 -c "write -P 7 8k 16k" top.qcow2 >/dev/null
silent top.qcow2

qemu-img convert -f raw -O vmdk disk.raw sound.vmdk
silent sound.vmdk
python3 - sound.vmdk bad.vmdk <<'PYTHON'
import struct, sys
b = bytearray(open(sys.argv[1], 'rb').read())
u32 = lambda at: struct.unpack_from('<I', b, at)[0]
tables = [u32(struct.unpack_from('<Q', b, at)[0] * 512) * 512
          for at in (56, 48)]
one, two = [i for i in range(512) if u32(tables[0] + 4 * i) > 1][:2]
for t in tables:
    b[t + 4 * two:t + 4 * two + 4] = b[t + 4 * one:t + 4 * one + 4]
open(sys.argv[2], 'wb').write(b)
PYTHON
warns bad.vmdk "65536 guest bytes at [0-9]* and those at [0-9]* lie at the \
same place, byte [0-9]* of bad.vmdk:"

python3 "$disks/mkvhdx.py" sound.vhdx sound.raw states=6,6,6
silent sound.vhdx
python3 - sound.vhdx bad.vhdx <<'PYTHON'
import sys
b = bytearray(open(sys.argv[1], 'rb').read())
b[(3 << 20) + 16:(3 << 20) + 24] = b[3 << 20:(3 << 20) + 8]
open(sys.argv[2], 'wb').write(b)
PYTHON
warns bad.vhdx "1048576 guest bytes at 0 and those at 2097152 lie at the same \
place, byte [0-9]* of bad.vhdx:"

# It goes on, and the salvage of it loses nothing else.
expect_status 0 "$vmferry" copy -q --salvage -O raw bad.vhdx salvaged.raw
cmp salvaged.raw out.raw || fail "a salvage reads otherwise"
