# vmferry: image files whose bytes come by NBD read as the files themselves
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires nbdkit qemu-img
cd "$tmpdir"

stop_server ()
{
  [ ! -s nbd.pid ] || kill "$(cat nbd.pid)" 2>/dev/null || :
}
cleanup stop_server

# serve FILE: its bytes as an export; $uri leads to it.
serve ()
{
  stop_server
  rm -f nbd.sock nbd.pid
  nbdkit -r -U nbd.sock -P nbd.pid file "$1"
  uri=nbd+unix:///?socket=$tmpdir/nbd.sock
}

# same_by_nbd FILE FORMAT: the export of FILE reads as FILE, probed and told.
same_by_nbd ()
{
  local as
  serve "$1"
  for as in probe "$2"; do
    "$vmferry" info --json -f "$as" "$uri" |
      grep "\"format\": *\"$2\"" >/dev/null ||
      fail "$1 by NBD as $as is no $2"
    "$vmferry" copy -q --no-fsync -O raw -f "$as" "$uri" from-nbd.raw
    cmp disk.raw from-nbd.raw || fail "$1 by NBD as $as differs"
    "$vmferry" check -f "$as" "$uri" >out || fail "$1 by NBD: $(cat out)"
  done
  "$vmferry" map --json "$1" >by-file
  "$vmferry" map --json -f probe "$uri" | cmp - by-file ||
    fail "$1 by NBD has another map"
}

sample_disk disk.raw 20000256
qemu-img convert -f raw -O qcow2 -c disk.raw disk.qcow2
qemu-img convert -f raw -O vhdx disk.raw disk.vhdx
qemu-img convert -f raw -O vpc -o subformat=fixed,force_size=on disk.raw \
  fixed.vhd
qemu-img convert -f raw -O vpc -o force_size=on disk.raw dynamic.vhd
qemu-img convert -f raw -O vdi disk.raw disk.vdi
qemu-img convert -f raw -O vmdk -o subformat=streamOptimized disk.raw \
  stream.vmdk
qemu-img convert -f raw -O vmdk disk.raw sparse.vmdk
qemu-img convert -f raw -O vmdk -o subformat=monolithicFlat disk.raw flat.vmdk
truncate -s "$("$dump" size disk.qcow2)" disk.raw
same_by_nbd disk.qcow2 qcow2
same_by_nbd dynamic.vhd vhd
same_by_nbd disk.vdi vdi
same_by_nbd stream.vmdk vmdk
same_by_nbd sparse.vmdk vmdk
truncate -s "$("$dump" size disk.vhdx)" disk.raw
same_by_nbd disk.vhdx vhdx

# Unless asked, an export is a guest's disk, whatever its bytes look like.
serve disk.qcow2
"$vmferry" info --json "$uri" | grep '"format": *"raw"' >/dev/null ||
  fail "an export was probed that nobody asked to probe"

# What lies beside the file is out of reach.
serve flat.vmdk
expect_status 1 "$vmferry" info -f probe "$uri"
grep -q '"flat-flat.vmdk": an image that comes from or leads to a URI may not' \
  err || fail "a further file: $(cat err)"
echo "$test_name: passed"
