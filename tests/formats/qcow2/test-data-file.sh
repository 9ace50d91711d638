# vmferry: qcow2 images whose data is in another file, under the path policy
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-img qemu-io python3
cd "$tmpdir"

# make OPTIONS: an image whose data is in data.bin.
make ()
{
  rm -f image data.bin
  qemu-img create -q -f qcow2 -o "data_file=data.bin,$1" image 13000704
  qemu-io -f qcow2 -c "write -P 1 0 700k" -c "write -z 2M 1M" \
    -c "write -P 9 2200k 100k" -c "discard 300k 130k" \
    -c "write -P 33 12695k 512" image >/dev/null
  qemu-img convert -f qcow2 -O raw image theirs.raw
}

# denied TEXT [OPTION...]: the image is refused and says so.
denied ()
{
  local text=$1
  shift
  expect_status 1 "$vmferry" copy -q "$@" -O raw image never.raw
  grep -q "$text" err || fail "nothing of '$text': $(cat err)"
  [ ! -e never.raw ] || fail "a refused copy left something"
}

for options in data_file_raw=on data_file_raw=off \
  data_file_raw=off,cluster_size=512 data_file_raw=on,cluster_size=2M \
  data_file_raw=off,extended_l2=on data_file_raw=off,preallocation=metadata; do
  make "$options"
  rm -f ours.raw
  "$vmferry" copy -q --no-fsync -O raw image ours.raw
  cmp ours.raw theirs.raw || fail "$options: reads differently"
  "$vmferry" check image >out || fail "$options: $(cat out)"
  [ "$(wc -l <out)" = 1 ] || fail "$options: $(cat out)"
done
"$vmferry" info image | grep "^data_file: .*data.bin$" >/dev/null ||
  fail "info does not name the data file"

# Under the path policy, as any other file that an image names.
make data_file_raw=on
mkdir sub
mv image sub/image.qcow2
ln -s sub/image.qcow2 image
denied "external data file: cannot open .*/sub/data.bin"
rm image
mv sub/image.qcow2 image
mkdir elsewhere
mv data.bin elsewhere/
python3 - image "$tmpdir/elsewhere/data.bin" <<'PYTHON'
import sys
image = bytearray(open(sys.argv[1], "rb").read())
name = sys.argv[2].encode()
at = image.index(b"DATA\0\0\0\x08")
rest = image[at + 16:400]  # the extensions that follow
room = (len(name) + 7) & ~7
new = b"DATA" + len(name).to_bytes(4, "big") + name.ljust(room, b"\0")
image[at:at + len(new) + len(rest)] = new + rest
open(sys.argv[1], "wb").write(image)
PYTHON
rm -f ours.raw
"$vmferry" copy -q --no-fsync -O raw image ours.raw # it lies below the image
cmp ours.raw theirs.raw || fail "an absolute name reads differently"
mkdir lower
mv image lower/
image=lower/image
expect_status 1 "$vmferry" copy -q -O raw "$image" never.raw
grep -q -- "external data file: .*--allow-path" err || fail "$(cat err)"
rm -f ours.raw
"$vmferry" copy -q --no-fsync --allow-path elsewhere -O raw "$image" ours.raw
cmp ours.raw theirs.raw || fail "reads differently with --allow-path"

# What a data file may not be.
make data_file_raw=on
truncate -s 1M data.bin
denied "it points past the end of the file"
make data_file_raw=on
rm data.bin
ln -s /etc/passwd data.bin
denied "external data file"
rm data.bin
ln -s image data.bin
denied "is itself"
rm data.bin
mkfifo data.bin
denied "no regular file"
echo "$test_name: data is found where the policy lets it be"
