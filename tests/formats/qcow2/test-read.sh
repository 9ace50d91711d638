# vmferry: qcow2 images of QEMU and of others read as qemu-img reads them
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-img qemu-io
cd "$tmpdir"

# same IMAGE [OPTION...]: our reader's content is qemu-img's.
same ()
{
  local image=$1
  shift
  rm -f ours.raw theirs.raw
  "$vmferry" copy -q --no-fsync "$@" -O raw "$image" ours.raw
  qemu-img convert -f qcow2 -O raw "$image" theirs.raw
  cmp ours.raw theirs.raw || fail "$image reads differently"
  "$vmferry" check -q "$@" "$image" || fail "$image: damage where none is"
}

# shape FILE: data, zeros, unallocated ranges and partial clusters.
shape ()
{
  qemu-io -f qcow2 -c "write -P 17 0 700k" -c "write -P 5 1234k 3k" \
    -c "write -z 2M 1M" -c "write -P 9 2200k 100k" -c "discard 300k 130k" \
    -c "write -P 33 7777k 512" -c "write -P 1 11M 1M" "$1" >/dev/null
}

for options in \
  compat=0.10 \
  compat=0.10,cluster_size=512 \
  cluster_size=512 cluster_size=1k cluster_size=4k cluster_size=64k \
  cluster_size=2M \
  extended_l2=on extended_l2=on,cluster_size=16k \
  extended_l2=on,cluster_size=2M \
  refcount_bits=1 refcount_bits=2 refcount_bits=8 refcount_bits=64 \
  lazy_refcounts=on \
  preallocation=metadata preallocation=falloc; do
  rm -f image
  qemu-img create -q -f qcow2 -o "$options" image 13000704
  shape image
  same image
done
cp theirs.raw full.raw

for options in \
  compression_type=zlib compression_type=zlib,cluster_size=512 \
  compression_type=zlib,cluster_size=2M \
  compression_type=zstd compression_type=zstd,cluster_size=4k \
  compression_type=zstd,cluster_size=2M \
  compression_type=zstd,extended_l2=on; do
  qemu-img convert -c -f raw -O qcow2 -o "$options" full.raw image
  same image
  shape image # plain clusters among the compressed
  same image
done

# A chain: an overlay that is longer than its parent, zeros over data.
qemu-img create -q -f qcow2 -o cluster_size=4k -b full.raw -F raw middle 20M
qemu-io -f qcow2 -c "write -P 7 500k 3k" -c "write -z 600k 64k" \
  -c "write -P 8 19M 1k" middle >/dev/null
qemu-img create -q -f qcow2 -o extended_l2=on -b middle -F qcow2 top
qemu-io -f qcow2 -c "write -P 9 501k 1k" -c "write -z 10M 2M" top >/dev/null
same middle
same top
expect_status 1 "$vmferry" info sub/none
mkdir sub
qemu-img rebase -q -u -f qcow2 -b ../middle -F qcow2 top
mv top sub/
expect_status 1 "$vmferry" copy -O raw sub/top never.raw
grep -q -- --allow-path err || fail "no word of --allow-path: $(cat err)"
[ ! -e never.raw ] || fail "a refused copy left something"
same sub/top --allow-path .

# QEMU has another name for the format of its parent.
qemu-img convert -f raw -O vpc -o force_size=on full.raw parent
qemu-img create -q -f qcow2 -b parent -F vpc image
qemu-io -f qcow2 -c "write -P 7 500k 3k" image >/dev/null
same image

# Snapshots and bitmaps change nothing for the guest.
qemu-img convert -f raw -O qcow2 full.raw image
qemu-img snapshot -c one image
shape image
qemu-img bitmap --add image bits
shape image
qemu-img snapshot -c two image
same image

"$vmferry" info image 2>err >/dev/null
grep -q "it has dirty bitmaps (1), which are ignored" err || fail "$(cat err)"

# denied TEXT: the image is refused and says so.
denied ()
{
  expect_status 1 "$vmferry" copy -O raw image never.raw
  grep -q "$1" err || fail "nothing of '$1': $(cat err)"
  [ ! -e never.raw ] || fail "a refused copy left something"
}

# set_bytes OFFSET OCTAL...: changes bytes of the image.
set_bytes ()
{
  printf "$(printf '\\%s' "${@:2}")" |
    dd of=image bs=1 seek="$1" conv=notrunc status=none
}

# What cannot be read is refused by name.
qemu-img create -q -f qcow2 image 1M
set_bytes 35 002
denied "encrypted (LUKS)"
set_bytes 35 001
denied "encrypted (AES)"
qemu-img create -q -f qcow2 image 1M
set_bytes 79 002
denied "marked corrupt"
"$vmferry" copy --no-fsync --salvage -O raw image salvaged.raw 2>err
grep -q "it is marked corrupt" err || fail "$(cat err)"
set_bytes 78 100
denied "feature bit 14 (without a name) is not known"

# Names for drivers of QEMU lead nowhere; a file's name may say that it is one.
for name in 'json:{"driver":"raw"}' nbd:unix:/tmp/socket fat:rw:/ \
  ssh://host/disk; do
  qemu-img create -q -f qcow2 -u -F raw -b "$name" image 1M
  denied "for a driver of QEMU\|may not name further files"
done
qemu-img create -q -f qcow2 -u -F raw -b file:full.raw image 13000704
same image
echo "$test_name: all shapes read as qemu-img reads them"
