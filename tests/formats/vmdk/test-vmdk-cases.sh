# vmferry: VMDKs that no tool writes, those that qemu-img gets wrong, and those
# that must be refused by name
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

cd "$tmpdir"
for case in sparse sparse-tiny mixed wrapper delta stream-footer \
    stream-unordered stream-padded stream-padded-far stream-front \
    stream-no-markers stream-large stream-large-no-markers stream-tiny; do
  python3 "$disks/mkvmdk.py" "$case" "$case.vmdk" "$case.raw"
  same_content "$case.vmdk" "$case.raw"
  sound "$case.vmdk"
done

# text LINES...: text.vmdk, a descriptor with these lines.
text ()
{
  { echo "# Disk DescriptorFile"
    echo "version=1"
    echo "CID=1234abcd"
    printf '%s\n' "$@"
  } >text.vmdk
}
head -c 8192 /dev/urandom >flat.bin

# qemu-img leaves out extents of ZERO and RDONLY, and shifts what follows.
text 'createType="monolithicFlat"' 'RW 8 ZERO' 'RDONLY 8 FLAT "flat.bin" 8' \
  'RW 8 FLAT "flat.bin" 0'
{ head -c 4096 /dev/zero; tail -c 4096 flat.bin; head -c 4096 flat.bin
} >text.raw
same_content text.vmdk text.raw
"$dump" map text.vmdk | head -n 1 | grep -x '0 4096 zero' >/dev/null ||
  fail "a ZERO extent is no zero: $("$dump" map text.vmdk)"

text 'RW 17 FLAT "flat.bin" 0'
refused text.vmdk "descriptor: line 4:" \
  "flat extent needs 8704 bytes at byte 0, but the file has 8192 bytes"
text 'RW 8 FLAT "flat.bin" 9'
refused text.vmdk "flat extent needs 4096 bytes at byte 4608"
text 'RW 8 ZERO' 'NOACCESS 8 FLAT "flat.bin" 0'
refused text.vmdk "line 5: extent access NOACCESS: its 8 sectors"
text 'RW 8 VMFSRDM "flat.bin"'
refused text.vmdk "extent type vmfsrdm: it is a raw device mapping: clone"
text 'RW 8 VMFSSPARSE "flat.bin"'
refused text.vmdk "flat.bin: COWD header: magic at byte 0 is not \"COWD\""
text 'RW 8 SESPARSE "flat.bin"'
refused text.vmdk "flat.bin: SESparse header: magic at byte 0 is 0x"
text 'RW 8 VSANSPARSE "x"'
refused text.vmdk "extent type vsansparse: its format is not public"
text 'RW 8 SPARSE "flat.bin"'
refused text.vmdk "sparse header: magic at byte 0 is not \"KDMV\""
text 'RW 8 FLAT "/etc/os-release" 0'
refused text.vmdk "line 4:" "/etc/os-release"
text 'RW 8 FLAT "../flat.bin" 0'
refused text.vmdk "line 4:" "/flat.bin"
text 'RW 8 FLAT "text.vmdk" 0'
refused text.vmdk "\"text.vmdk\" is the descriptor's own file"
text 'createType="fullDevice"' 'RW 8 FLAT "\\.\PhysicalDrive2" 0'
refused text.vmdk "createType is \"fullDevice\", a disk that is a device"
text 'keySafe = "vmware:key/list/..."' 'RW 8 FLAT "flat.bin" 0'
refused text.vmdk \
  'the disk is encrypted, as its key "keysafe" says: decrypt it'
text 'isNativeSnapshot="yes"' 'RW 8 FLAT "flat.bin" 0'
refused text.vmdk "isNativeSnapshot is \"yes\""
text 'createType="custom"'
refused text.vmdk "lists no extent that holds anything"
text 'parentCID=00000001' 'RW 8 FLAT "flat.bin" 0'
refused text.vmdk "parentCID is 00000001, but there is no parentFileNameHint"

# Two lines that lead to one sparse file; one that is larger than the file.
python3 "$disks/mkvmdk.py" sparse-tiny tiny.vmdk tiny.raw
text 'RW 200 SPARSE "tiny.vmdk"' 'RW 200 SPARSE "tiny.vmdk"'
refused text.vmdk "two of its extents are the same sparse file"
text 'RW 201 SPARSE "tiny.vmdk"'
refused text.vmdk "capacity at byte 12 is 200 sectors, less than the 201"

# A parent that was changed after the snapshot.
sed -i 's/CID=12345678/CID=12345679/' delta-base.vmdk
refused delta.vmdk "parentCID is 12345678, but the CID of its parent"

# Files of VMware's world that are no disk, or not one that is read.
printf 'COWD\1\0\0\0' >cowd.vmdk
refused cowd.vmdk "(COWD), which is no disk by itself: open the descriptor" \
  'without "-delta" in its name'
printf '\xbe\xba\xfe\xca\0\0\0\0' >se.vmdk
refused se.vmdk "(SESparse), which is no disk by itself" \
  'without "-sesparse" in its name'
printf '\xa2\x72\x19\xf6\1\0\0\0\0\0\0\0\0\2\0\0' >disk-ctk.vmdk
refused disk-ctk.vmdk "a change tracking file, not a disk"
python3 - <<'PYTHON'
with open('tiny.vmdk', 'rb') as f:
    data = bytearray(f.read())
open('unfinished.vmdk', 'wb').write(b'kdmv' + data[4:])
data[28:44] = bytes(16)
open('part.vmdk', 'wb').write(data)
PYTHON
refused unfinished.vmdk "was interrupted; make it again"
refused part.vmdk "this is one part of a disk; open the descriptor file"
