# vmferry: VMDKs by qemu-img and VMDKstream read as what they were made from
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires qemu-img python3

sample_disk "$tmpdir/raw" $((70 * 1024 * 1024 + 3 * 512))
for options in monolithicSparse monolithicSparse,zeroed_grain=on \
    monolithicSparse,compat6=on,adapter_type=lsilogic monolithicFlat \
    twoGbMaxExtentSparse twoGbMaxExtentFlat streamOptimized; do
  image=$tmpdir/${options%%,*}.vmdk
  rm -f "$image"
  qemu-img convert -O vmdk -o "subformat=$options" "$tmpdir/raw" "$image"
  same_content "$image" "$tmpdir/raw"
  same_map "$image"
  sound "$image"
done

# A sector of the first table that was lost is in the redundant one.
qemu-img convert -O vmdk "$tmpdir/raw" "$tmpdir/lost.vmdk"
python3 - "$tmpdir/lost.vmdk" <<'PYTHON'
import struct, sys
with open(sys.argv[1], 'r+b') as f:
    directory, = struct.unpack_from('<Q', f.read(512), 56)
    f.seek(directory * 512)
    f.seek(struct.unpack('<I', f.read(4))[0] * 512)
    f.write(bytes(4 * 512))
PYTHON
same_content "$tmpdir/lost.vmdk" "$tmpdir/raw"
"$dump" check "$tmpdir/lost.vmdk" |
  grep "grain table 0 and its redundant copy: the copies differ: grains" \
    >/dev/null ||
  fail "a table that was lost is not found"

# A split disk whose data lies in the second extent, at its very start too.
qemu-img create -q -f vmdk -o subformat=twoGbMaxExtentSparse \
  "$tmpdir/split.vmdk" 2050M
qemu-io -f vmdk -c "write -P 7 2147418112 131072" "$tmpdir/split.vmdk" \
  >/dev/null
same_map "$tmpdir/split.vmdk"
sound "$tmpdir/split.vmdk"

if stream=$(python3 -c 'import VMDKstream; print(VMDKstream.__file__)' \
    2>/dev/null) ||
    { stream=/usr/lib/python3/dist-packages/VMDKstream.py
      [ -e "$stream" ]; }; then
  python3 "$stream" "$tmpdir/raw" "$tmpdir/footer.vmdk"
  same_content "$tmpdir/footer.vmdk" "$tmpdir/raw"
  same_map "$tmpdir/footer.vmdk"
  sound "$tmpdir/footer.vmdk"
  head -c 4000000 "$tmpdir/footer.vmdk" >"$tmpdir/cut.vmdk"
  refused "$tmpdir/cut.vmdk" "the file was cut off" "grains, up to guest byte"
fi
