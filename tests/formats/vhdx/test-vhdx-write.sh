# vmferry: VHDX that vmferry writes, read by qemu-img, 7-Zip, libvhdi and
# vmferry: every block size, any length, holes, targets that are not zeroed
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3 qemu-img

cd "$tmpdir"

# as_raw RAW [OPTION]...: out.vhdx is RAW, for every reader there is.
as_raw ()
{
  "$vmferry" copy -q -O vhdx "${@:2}" "$1" out.vhdx
  qemu-img check -q -f vhdx out.vhdx || fail "qemu-img finds fault: $*"
  qemu-img compare -q -f raw -F vhdx "$1" out.vhdx || fail "qemu-img: $*"
  [ $(($(stat -c %s out.vhdx) % 1048576)) = 0 ] || fail "$* has an odd length"
  same_content out.vhdx "$1"
  sound out.vhdx
  # 7-Zip wants whole sectors of 4096 bytes, of qemu-img's files, too.
  if command -v 7zz >/dev/null && [ $(($(stat -c %s "$1") % 4096)) = 0 ]; then
    7zz x -so -tvhdx out.vhdx 2>/dev/null | cmp - "$tmpdir/padded" ||
      fail "7-Zip reads something else: $*"
  fi
  if command -v vhdiinfo >/dev/null; then
    vhdiinfo out.vhdx | grep 'Disk type.*: Dynamic' >/dev/null ||
      fail "libvhdi: $(vhdiinfo out.vhdx 2>&1)"
  fi
}

sample_disk raw $((35 * 1024 * 1024 + 4096))
for size in 1M 2M 32M 256M; do
  as_raw raw --cluster-size $size
done
for threads in 1 2 8; do
  as_raw raw --threads $threads --cluster-size 1M --request-size 64k
done
as_raw raw --engine plain
for bytes in 1 511 512 1000 1048577; do
  head -c $bytes raw >odd
  as_raw odd
done

# QEMU may go on writing to it.
as_raw raw --cluster-size 1M
qemu-io -f vhdx -c 'write -P 7 3M 200k' out.vhdx >/dev/null
sound out.vhdx
cp raw written
python3 -c '
with open("written", "r+b") as f:
    f.seek(3 << 20)
    f.write(b"\x07" * 204800)'
same_content out.vhdx written

# What has no data has no block, and a block has only what was written.
truncate -s 3G sparse
printf x | dd of=sparse bs=1 seek=$((1 << 30)) conv=notrunc status=none
printf y | dd of=sparse bs=1 seek=$(((3 << 30) - 1)) conv=notrunc status=none
"$vmferry" copy -q -O vhdx sparse out.vhdx
"$dump" map out.vhdx | grep hole >map
cat >want <<EOT
0 1073741824 hole
1107296256 2080374784 hole
EOT
diff map want || fail "blocks are where no data is"
"$vmferry" compare -q sparse out.vhdx || fail "a sparse disk reads wrong"
[ "$(du -k out.vhdx | cut -f 1)" -lt 1024 ] || fail "$(du -k out.vhdx)"

# A disk of 64 TiB, with the largest table there is.
python3 "$disks/mkvhdx.py" huge.vhdx none size=$((1 << 46)) at=1:6,67108863:6 \
  states=
"$vmferry" copy -q -O vhdx --cluster-size 1M huge.vhdx out.vhdx
"$dump" map out.vhdx >map
"$dump" map huge.vhdx | diff map - || fail "64 TiB read wrong"
[ "$(wc -l <map)" = 4 ] || fail "64 TiB: $(cat map)"
sound out.vhdx

# A chain with a log becomes one plain disk.
python3 "$disks/mkvhdx.py" base.vhdx base.raw states=6,6,0,6
python3 "$disks/mkvhdx.py" child.vhdx child.raw states=7,0,7,2 base=base.raw \
  'parent=.\base.vhdx'
"$vmferry" copy -q -O vhdx child.vhdx out.vhdx
same_content out.vhdx child.raw
sound out.vhdx

# What was there before does not shine through.
if command -v nbdkit >/dev/null; then
  head -c 60000000 /dev/urandom >junk
  truncate -s $((44 * 1024 * 1024)) raw
  # shellcheck disable=SC2016
  nbdkit -U - file junk --run "'$vmferry' copy -q -O vhdx --cluster-size 1M \
    raw \"\$uri\""
  "$vmferry" compare -q -f vhdx junk raw || fail "a target that is not zeroed"
fi

# refuses STATUS TEXT OPTION...: says so before anything is written.
refuses ()
{
  rm -f out.vhdx
  expect_status "$1" "$vmferry" copy -q -O vhdx "${@:3}" out.vhdx
  grep -Fq "$2" err || fail "not refused with '$2': $(cat err)"
  [ ! -e out.vhdx ] || fail "a file is left: $*"
}
refuses 2 'the vhdx format has no compression' -c zstd raw
for size in 64k 3M 512M; do
  refuses 2 'must be a power of two from 1 to 256 MiB' --cluster-size $size raw
done
: >empty
refuses 2 'must be from 1 byte to 64 TiB' empty
