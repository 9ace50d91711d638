# vmferry: internal snapshots of qcow2 are listed, and read as they were taken
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-img qemu-io python3
cd "$tmpdir"

# edit IMAGE COMMAND...: changes what the guest sees.
edit ()
{
  local image=$1 commands=() command
  shift
  for command; do commands+=(-c "$command"); done
  qemu-io -f qcow2 "${commands[@]}" "$image" >/dev/null
}

# reads_as NAME RAW: the image as snapshot NAME has it is RAW.
reads_as ()
{
  rm -f ours.raw
  "$vmferry" copy -q --no-fsync --snapshot "$1" -O raw image ours.raw
  cmp ours.raw "$2" || fail "snapshot $1 reads differently"
}

for options in compat=0.10,cluster_size=512 cluster_size=4k \
  cluster_size=2M,refcount_bits=64 extended_l2=on,cluster_size=16k \
  compression_type=zstd; do
  rm -f image ./*.raw
  qemu-img create -q -f qcow2 -o "$options" image 5M
  edit image "write -P 1 0 1M" "write -c -P 2 2M 2M"
  qemu-img convert -f qcow2 -O raw image first.raw
  qemu-img snapshot -c first image
  edit image "write -P 3 512k 1M" "discard 2M 64k"
  case $options in
    compat=0.10*) ;; # which cannot be resized with snapshots
    *) qemu-img resize -q image 9M ;;
  esac
  edit image "write -P 4 4M 1M"
  qemu-img convert -f qcow2 -O raw image second.raw
  qemu-img snapshot -c 1 image # a name like the other's id
  qemu-img snapshot -c "last one" image
  edit image "write -P 5 0 5M"
  qemu-img convert -f qcow2 -O raw image now.raw

  reads_as first first.raw
  reads_as 1 first.raw # ids come before names
  reads_as 2 second.raw
  reads_as "last one" second.raw
  rm ours.raw
  "$vmferry" copy -q --no-fsync -O raw image ours.raw
  cmp ours.raw now.raw || fail "$options: the disk now reads differently"
  for name in first 2 3; do
    "$vmferry" check -q --snapshot "$name" image || fail "$options: $name"
    "$vmferry" map --snapshot "$name" image >/dev/null
  done
  "$vmferry" compare -q --snapshot first image first.raw ||
    fail "$options: differs"

  "$vmferry" info --json image >ours.json
  qemu-img info -f qcow2 --output=json image >theirs.json
  python3 - ours.json theirs.json <<'PYTHON'
import datetime, json, os, sys
ours, theirs = (json.load(open(name))["snapshots"] for name in sys.argv[1:])
assert [(s["id"], s["name"], s["vm_state_size"]) for s in ours] == \
    [(s["id"], s["name"], s["vm-state-size"]) for s in theirs], ours
for a, b in zip(ours, theirs):
    time = datetime.datetime.fromisoformat(a["time"].replace("Z", "+00:00"))
    assert time.timestamp() == b["date-sec"], (a, b)
sizes = [os.path.getsize(name) for name in
         ("first.raw", "second.raw", "second.raw")]
assert [s["virtual_size"] for s in ours] == sizes, ours
PYTHON
done

"$vmferry" info image >out
grep -q '^snapshot 1: "first", 20.*, 5 MiB of disk$' out || fail "$(cat out)"
expect_status 1 "$vmferry" info --snapshot none image
grep -q 'no internal snapshot "none" among its 3$' err || fail "$(cat err)"
expect_status 2 "$vmferry" map --snapshot first now.raw -f raw
grep -q "the raw format has no internal snapshots" err || fail "$(cat err)"

# A snapshot's tables are as little trusted as the active ones.
offset=$(python3 -c '
import struct
print(struct.unpack(">Q", open("image", "rb").read(72)[64:72])[0])')
# spoil BYTE HEX TEXT: byte of the first entry; the snapshot is refused, the
# disk as it is now is not.
spoil ()
{
  cp image bad
  printf "$(sed 's/../\\x&/g' <<<"$2")" |
    dd of=bad bs=1 seek=$((offset + $1)) conv=notrunc status=none
  expect_status 1 "$vmferry" map --snapshot first bad
  grep -q "$3" err || fail "byte $1: nothing of '$3': $(cat err)"
  "$vmferry" map bad >/dev/null
}
spoil 0 0000000000000200 "must begin with a cluster"
spoil 0 7fffffff00000000 "must begin with a cluster"
spoil 8 00000000 "has 0 entries, its size of 5242880 bytes needs 1"
spoil 8 7fffffff "the limit is 4194304"
spoil 36 00001000 "4096 bytes of extra data, the limit is 1024"
expect_status 1 "$vmferry" info bad # it lists them all
echo "$test_name: all as they were taken"
