# vmferry: VMDKs that are written: read by others and by ourselves as what they
# were made from, always the same, through a pipe too
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3
cd "$tmpdir"

# written RAW: disk.vmdk, which RAW was copied to, holds it for every reader.
written ()
{
  local size
  same_content disk.vmdk "$1"
  sound disk.vmdk
  if command -v qemu-img >/dev/null; then
    qemu-img compare -q -F raw disk.vmdk "$1" ||
      fail "qemu-img reads something else than $1"
    same_map disk.vmdk
  fi
  if command -v 7zz >/dev/null; then
    7zz t disk.vmdk >log || fail "7zz: $(cat log)"
    size=$(stat -c %s "$1")
    7zz x -so disk.vmdk 2>/dev/null | cmp -n "$size" - "$1" ||
      fail "7zz reads something else than $1"
  fi
  if command -v vmdkinfo >/dev/null; then
    vmdkinfo disk.vmdk >log 2>&1 || fail "vmdkinfo: $(cat log)"
    grep -q "Stream optimized" log || fail "vmdkinfo: $(cat log)"
  fi
}

sample_disk disk.raw $((70 * 1024 * 1024 + 3 * 512))
"$vmferry" copy -q -f raw -O vmdk disk.raw disk.vmdk
written disk.raw
mv disk.vmdk first.vmdk

# The same bytes from any number of threads, from one byte after the other,
# and by way of a pipe.
for options in "--threads 1" "--threads 8 --request-size 64k" "--engine plain" \
    "-c deflate"; do
  # shellcheck disable=SC2086
  "$vmferry" copy -q -f raw -O vmdk $options disk.raw disk.vmdk
  cmp first.vmdk disk.vmdk || fail "$options: another file"
done
cat first.vmdk | "$vmferry" copy -q -O vmdk - disk.vmdk
cmp first.vmdk disk.vmdk || fail "another file by way of a pipe"
cat first.vmdk | "$vmferry" copy -q -O raw - piped.raw
cmp disk.raw piped.raw || fail "what is written does not go through a pipe"
seq 100000 >text.raw
truncate -s %512 text.raw
for level in 1 12; do
  "$vmferry" copy -q -f raw -O vmdk --level $level text.raw disk.vmdk
  written text.raw
  stat -c %s disk.vmdk >>sizes
done
sort -c -n -r sizes || fail "a higher level makes nothing smaller"

# Nothing in it, less than a grain, less than a sector, holes of whole tables.
for size in 1048576 512 65535 70000; do
  truncate -s 0 small.raw
  truncate -s "$size" small.raw
  [ "$size" = 1048576 ] || printf x | dd of=small.raw bs=1 conv=notrunc \
    seek=$((size - 1)) status=none
  "$vmferry" copy -q -f raw -O vmdk small.raw disk.vmdk
  truncate -s %512 small.raw
  written small.raw
done
truncate -s 3T huge.raw
printf 'the start' | dd of=huge.raw conv=notrunc status=none
printf 'the end' | dd of=huge.raw conv=notrunc bs=1M seek=3000000 status=none
"$vmferry" copy -q -f raw -O vmdk huge.raw disk.vmdk
sound disk.vmdk
"$vmferry" compare -q disk.vmdk huge.raw || fail "3 TiB of holes are not"
[ "$(stat -c %s disk.vmdk)" -lt 1000000 ] || fail "holes take room"

# What it cannot be.
expect_status 2 "$vmferry" copy -f raw -O vmdk -c zstd disk.raw disk.vmdk
grep -q "the vmdk format has no zstd" err || fail "$(cat err)"
expect_status 2 "$vmferry" copy -f raw -O vmdk --cluster-size 1M disk.raw d.vmdk
grep -q "is written with grains of 64 KiB" err || fail "$(cat err)"
expect_status 2 "$vmferry" copy -f raw -O vmdk --level 13 disk.raw d.vmdk
truncate -s 0 none.raw
expect_status 1 "$vmferry" copy -f raw -O vmdk none.raw d.vmdk
[ ! -e d.vmdk ] || fail "a refused copy left its target"
