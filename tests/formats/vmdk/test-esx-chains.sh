# vmferry: snapshots of ESX (COWD, SESparse) over each other and over other
# VMDKs read as what they were made from, and as qemu-img reads them
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

cd "$tmpdir"

# chain LAYER...: disk.vmdk and its parents read as disk.raw.
chain ()
{
  rm -f disk*.vmdk disk.raw
  python3 "$disks/mkesx.py" disk.vmdk disk.raw "$@"
  same_content disk.vmdk disk.raw
  sound disk.vmdk
}

# agreed LAYER...: qemu-img reads it so, too.
agreed ()
{
  chain "$@"
  command -v qemu-img >/dev/null || return 0
  qemu-img convert -O raw disk.vmdk qemu.raw
  cmp disk.raw qemu.raw || fail "qemu-img reads another disk: $*"
}

# Capacities that are a multiple of nothing, of grains and of tables; grains
# of all types in any order, with numbers on both sides of the low 12 bits.
agreed cowd
agreed cowd,capacity=7
agreed cowd,grain=16
agreed cowd,grain=2048,capacity=100001
agreed sesparse
agreed sesparse,capacity=1
agreed sesparse,capacity=32768
agreed sesparse,capacity=32769,grains=4090

# Over a base of each kind, over each other, and of another size than it.
agreed flat cowd cowd,grain=8
agreed flat sesparse cowd sesparse
agreed sparse cowd sesparse
for engine in parallel plain; do
  "$vmferry" copy -q --engine $engine -O raw disk.vmdk copy.raw
  cmp copy.raw disk.raw || fail "the $engine engine copies another disk"
done
agreed sesparse sparse sesparse
agreed flat,capacity=5000 cowd,capacity=9000
agreed flat,capacity=9000 sesparse,capacity=5000

# Xen Orchestra once read past the disk where its size is not a multiple of
# what a COWD table covers (2 MiB with the usual grains).
agreed cowd,capacity=4097
agreed cowd,capacity=8191

# dissect lets a grain that the guest unmapped (type 1) fall through to the
# parent, whose data is stale; it reads as zeros here.
chain flat,capacity=800 sesparse,capacity=800
"$dump" map disk.vmdk | grep 'zero$' >/dev/null || fail "no grain is zero"

# qemu-img takes the size from the header, not from the descriptor's line.
chain flat cowd,tail=9
[ "$("$dump" size disk.vmdk)" = $(((40005 - 9) * 512)) ] ||
  fail "the header's capacity beats the line"
chain flat sesparse,tail=20

# Extents that end inside a grain: qemu-img reads the start of the next wrong.
chain flat,parts=3 cowd,parts=3 sesparse,parts=2
chain cowd,parts=4,grain=8 sparse,parts=3

# Entries that lead into the header are zeros, with a warning.
rm -f disk*
python3 "$disks/mkesx.py" disk.vmdk disk.raw flat cowd,odd=1
same_content disk.vmdk disk.raw
"$dump" check disk.vmdk >findings || fail "$(cat findings)"
grep -q '^1 .*leads into the header, and is taken for zeros' findings ||
  fail "no warning: $(cat findings)"
