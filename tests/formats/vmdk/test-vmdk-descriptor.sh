# vmferry: descriptors as the field writes them: names in all encodings, with
# spaces and quotes; names that lead out of the folder; other spellings
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

mkdir "$tmpdir/vm" "$tmpdir/other"
cd "$tmpdir/vm"
head -c 4096 /dev/urandom >"$tmpdir/other/data"

# named ENCODING NAME HOW: an extent that is called NAME, a Python string, in a
# descriptor in ENCODING; on disk it has those bytes (raw) or UTF-8.
named ()
{
  rm -f ./*
  python3 - "$@" ../other/data <<'PYTHON'
import sys
encoding, how = sys.argv[1], sys.argv[3]
name = eval("'" + sys.argv[2] + "'")
raw = name.encode(encoding.replace('windows-', 'cp'))
open(raw if how == 'raw' else name.encode(), 'wb').write(
    open(sys.argv[4], 'rb').read())
open('disk.vmdk', 'wb').write(
    b'# Disk DescriptorFile\nversion=1\nencoding="%s"\n'
    b'RW 8 FLAT "%s" 0\n' % (encoding.encode(), raw))
PYTHON
  same_content disk.vmdk ../other/data
}
for how in raw utf-8; do
  named UTF-8 'a b "c" d.vmdk' "$how"
  named UTF-8 '\u20ac \xe9.vmdk' "$how"
  named windows-1252 '\u20ac \xe9.vmdk' "$how"
  named GBK '\u65e5\u672c.vmdk' "$how"
  named Big5 '\u65e5\u672c.vmdk' "$how"
  named windows-949 '\uc11c\uc6b8.vmdk' "$how"
  named EUC-KR '\uc11c\uc6b8.vmdk' "$how"
  # The second byte of these is a backslash in Shift_JIS and Big5.
  named Shift_JIS '\u8868.vmdk' "$how"
  named Big5 '\u529f.vmdk' "$how"
done
rm -f ./*
cp ../other/data flat.bin

# text LINES...: disk.vmdk, with no other lines.
text ()
{
  printf '%s\n' "$@" >disk.vmdk
}

# Spellings: VMDKstream's title, no title, no sections, other case, spaces,
# CRLF, keys in any order.  qemu-img wants createType="x" without spaces, and
# libvmdk wants VMware's title and comments.
for title in '# Disk Descriptor File' '#Disk DescriptorFile' '' \
    '# made by hand'; do
  text "$title" 'version = 1' 'createType = "custom"' 'rw 8 flat "flat.bin" 0'
  same_content disk.vmdk flat.bin
done
text 'CreateType="MonolithicFlat"' 'RDONLY 4 FLAT "flat.bin"' 'VERSION=3' \
  'Rw	4	Flat	"flat.bin"	4'
sed -i 's/$/\r/' disk.vmdk
same_content disk.vmdk flat.bin
for type in monolithicFlat custom vmfs vmfsThin vmfsThick vmfsPreallocated \
    vmfsEagerZeroedThick 2GbMaxExtentFlat twoGbMaxExtentFlat something; do
  text version=1 "createType=\"$type\"" 'RW 8 VMFS "flat.bin" 0'
  same_content disk.vmdk flat.bin
done
text version=4 'RW 8 FLAT "flat.bin"'
refused disk.vmdk 'version is "4", known are 1 to 3'
printf 'version=1\nRW 8 FLAT "flat.bin"\n\0RW 8 FLAT "none"\n' >disk.vmdk
same_content disk.vmdk flat.bin

# What editors of Windows make of a text.
text '# Disk DescriptorFile' version=1 'RW 8 FLAT "flat.bin"'
cp disk.vmdk plain
{ printf '\357\273\277'; cat plain; } >disk.vmdk
same_content disk.vmdk flat.bin
for order in LE BE; do
  {
    [ $order = LE ] && printf '\377\376' || printf '\376\377'
    iconv -f UTF-8 -t UTF-16$order plain
  } >disk.vmdk
  refused disk.vmdk "a descriptor in UTF-16" "save it as UTF-8"
done

# Encrypted, by whatever says so.
for line in 'keySafe = "vmware:key/list"' 'encryptionKeys = "x"' \
    'encryption.keySafe = "vmware:key/list"' 'encryption.data = "x"' \
    'ddb.iofilters = "vmwarecrypt"'; do
  text version=1 "$line" 'RW 8 FLAT "flat.bin"'
  refused disk.vmdk "the disk is encrypted"
done
text version=1 'ddb.iofilters = "vmwarelwd"' 'RW 8 FLAT "flat.bin"'
same_content disk.vmdk flat.bin

# Out of the folder, by whatever way; qemu-img follows them all.
ln -s ../other/data link.bin
ln -s "$tmpdir/vm/flat.bin" inside.bin
for name in /etc/os-release ../other/data "$tmpdir/other/data" link.bin \
    flat.bin/../../other/data /proc/self/cmdline; do
  text version=1 "RW 1 FLAT \"$name\" 0"
  expect_status 1 "$dump" size disk.vmdk
  grep -e 'leads out of' -e 'lies outside' -e 'Not a directory' \
    -e 'is no regular' "$tmpdir/err" >/dev/null || fail "$(cat "$tmpdir/err")"
done
mkfifo fifo
for name in file:///etc/passwd vsan://x/y nbd://localhost/x fifo .; do
  text version=1 "RW 1 FLAT \"$name\" 0"
  expect_status 1 "$dump" size disk.vmdk
done
text version=1 "RW 8 FLAT \"$tmpdir/other/data\" 0"
expect_status 0 "$vmferry" compare --allow-path "$tmpdir/other" disk.vmdk \
  ../other/data
text version=1 'RW 8 FLAT "inside.bin" 0'
same_content disk.vmdk flat.bin
for name in 'C:\VMs\x\flat.bin' /vmfs/volumes/5f-1/x/flat.bin; do
  text version=1 "RW 8 VMFS \"$name\""
  same_content disk.vmdk flat.bin
done

# A flat file that is longer than its line is what VMFS makes; one that is
# shorter is refused, where qemu-img reads zeros.
text version=1 'RW 5 VMFS "flat.bin"'
head -c 2560 flat.bin >start
same_content disk.vmdk start
text version=1 'RW 9 VMFS "flat.bin"'
refused disk.vmdk "needs 4608 bytes at byte 0, but the file has 4096 bytes"

# A file of the disk given in place of the descriptor.
expect_status 1 "$dump" -f vmdk size flat.bin
grep -q 'open the descriptor, which is another file' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
cp flat.bin disk-flat.vmdk
expect_status 1 "$vmferry" info disk-flat.vmdk
grep -q 'its content is no vmdk, though its name says so: if another file' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
expect_status 0 "$vmferry" info -f raw disk-flat.vmdk
expect_status 0 "$vmferry" info flat.bin
