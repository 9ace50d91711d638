# vmferry: data that the file system of the target takes over by itself: by a
# real one where it can be mounted, and by one that fails in all ways
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-img qemu-io
cd "$tmpdir"

make_disk ()
{
  truncate -s 12000256 disk.raw
  head -c 4000000 /dev/urandom | dd of=disk.raw conv=notrunc status=none
  head -c 3000000 /dev/urandom |
    dd of=disk.raw bs=1k seek=8000 conv=notrunc status=none
}

# Each format that has data plain in its file, and what lies on no block.
make_sources ()
{
  local sectors=23438
  for format in vmdk vhdx qcow2; do
    qemu-img convert -f raw -O $format disk.raw "disk.$format"
  done
  # A fixed disk that starts at a block of its archive.
  qemu-img convert -f raw -O vpc -o subformat=fixed,force_size=on disk.raw \
    fixed.vhd
  head -c 3072 /dev/zero >pad
  tar --format=ustar -cf fixed.ova pad fixed.vhd
  printf '%s\n' '# Disk DescriptorFile' 'createType="monolithicFlat"' \
    "RW $sectors FLAT \"disk.raw\" 0" >flat.vmdk
  (head -c 512 /dev/zero; cat disk.raw) >later.raw
  printf '%s\n' '# Disk DescriptorFile' 'createType="monolithicFlat"' \
    "RW $sectors FLAT \"later.raw\" 1" >later.vmdk
  cp disk.qcow2 mixed.qcow2
  qemu-io -c 'write -c -P 7 5M 64k' -c 'write -c -P 8 6M 1M' \
    -c 'write -z 3M 1M' mixed.qcow2 >io.log
  qemu-img create -q -f qcow2 -b mixed.qcow2 -F qcow2 overlay.qcow2
  qemu-io -c 'write -P 9 100k 1M' -c 'write -z 5M 128k' overlay.qcow2 >io.log
}
sources="disk.raw disk.vmdk disk.vhdx disk.qcow2 flat.vmdk later.vmdk
  mixed.qcow2 overlay.qcow2 fixed.ova"

# copies_right ARG...: each source to each target, in FOLDER.
copies_right ()
{
  local source format
  for source in $sources; do
    for format in raw qcow2; do
      "$vmferry" copy -q --no-fsync -O $format "$@" "$source" target.$format ||
        fail "$source to $format with '${OFFLOAD-}': failed"
      "$vmferry" compare -q "$source" target.$format ||
        fail "$source to $format with '${OFFLOAD-}': differs"
      [ $format = raw ] || qemu-img check -q target.qcow2 ||
        fail "$source to qcow2 with '${OFFLOAD-}': is not sound"
    done
  done
}

# free_blocks FOLDER: after all is written.
free_blocks ()
{
  sync -f "$1"
  stat -f -c %f "$1"
}

on_a_file_system_that_shares ()
{
  local before left after
  truncate -s 400M fs.img
  mkfs.xfs -q -m reflink=1 fs.img 2>mkfs.log || mkfs.btrfs -q fs.img || return
  mkdir fs
  mount -o loop fs.img fs 2>/dev/null || return
  cleanup umount "$tmpdir/fs"
  cleanup cd /
  cd fs
  make_disk
  make_sources
  # shellcheck disable=SC2086
  before=$(same_state $sources)
  copies_right
  copies_right --threads 1 --request-size 64k
  left=$(free_blocks .)
  for source in disk.raw disk.vhdx disk.vmdk disk.qcow2; do
    "$vmferry" copy -q $source shared.qcow2
    "$vmferry" copy -q -O raw $source shared.raw
    after=$(free_blocks .)
    [ $((left - after)) -lt 500 ] ||
      fail "$source: $((left - after)) blocks were copied"
    rm shared.*
  done
  # shellcheck disable=SC2086
  [ "$(same_state $sources)" = "$before" ] || fail "a source was changed"
  cd "$tmpdir"
}

# with_stub COMMAND...: OFFLOAD and ERRNO say what happens.
with_stub ()
{
  vmferry_really=$vmferry
  vmferry=stubbed
  "$@"
  vmferry=$vmferry_really
}
stubbed ()
{
  if [ "$1" = copy ]; then
    LD_PRELOAD=$tmpdir/stub.so "$vmferry_really" "$@"
  else
    "$vmferry_really" "$@"
  fi
}

fails_in_all_ways ()
{
  local errno
  ${CC:-cc} -shared -fPIC -D_GNU_SOURCE -o stub.so \
    "$top_srcdir/tests/convert/disk/offload-stub.c" || return
  make_disk
  make_sources
  export OFFLOAD ERRNO
  sources="disk.raw later.vmdk overlay.qcow2 fixed.ova"
  OFFLOAD=clone:0
  for ERRNO in 5 18 22 28 38 95; do
    with_stub copies_right
  done
  for OFFLOAD in clone:3 clone:1000 copy:0:1 copy:2:100000 \
    copy:100000:777777; do
    with_stub copies_right
  done
}

ends_on_a_signal ()
{
  local pid status=0
  mkdir empty
  truncate -s 300M slow.raw
  head -c 150M /dev/zero | tr '\0' x | dd of=slow.raw conv=notrunc status=none
  OFFLOAD=slow LD_PRELOAD=$tmpdir/stub.so \
    "$vmferry" copy -q -f raw -O raw --threads 1 slow.raw empty/target &
  pid=$!
  sleep 0.5
  kill -INT $pid
  wait $pid || status=$?
  [ "$status" = 130 ] || fail "Ctrl-C: status $status"
  [ -z "$(ls -A empty)" ] || fail "Ctrl-C: left $(ls -A empty)"
}

if [ "$(id -u)" = 0 ]; then
  on_a_file_system_that_shares || echo "no file system that shares"
fi
if command -v "${CC:-cc}" >/dev/null; then
  fails_in_all_ways
  ends_on_a_signal
fi
echo "$test_name: passed"
