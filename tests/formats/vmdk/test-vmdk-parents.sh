# vmferry: the parents of VMDK deltas: found under the names that other hosts
# gave them, held to their identifiers, and never looked for elsewhere than
# allowed
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

mkdir "$tmpdir/vm" "$tmpdir/base"
cd "$tmpdir/vm"

# delta OPTIONS [BASE OPTIONS]: disk.vmdk is a COWD over disk-1.vmdk.
delta ()
{
  rm -f ./*.vmdk ../base/*.vmdk
  python3 "$disks/mkesx.py" disk.vmdk disk.raw "flat,capacity=50${2-}" \
    "cowd$1"
}

# The name alone, or with the folders of another host before it.
for hint in %s ./%s 'C:\VMs\gone\%s' '\\\\server\share\%s' \
    /vmfs/volumes/5f1e-22/gone/%s /home/someone/gone/%s; do
  delta ",hint=$hint"
  same_content disk.vmdk disk.raw
done

# In a folder beside this one, as on a datastore: only where that is allowed.
for hint in 'C:\VMs\base\%s' /vmfs/volumes/5f1e-22/base/%s ../base/%s \
    /home/someone/base/%s; do
  delta ",hint=$hint"
  mv disk-1*.vmdk ../base/
  expect_status 1 "$vmferry" info disk.vmdk
  expect_status 1 "$vmferry" info --allow-path /etc disk.vmdk
  "$vmferry" compare --allow-path "$tmpdir/base" disk.vmdk disk.raw \
    >/dev/null || fail "$hint is not found in an allowed folder"
done
delta ,hint=../base/%s
mv disk-1*.vmdk ../base/
refused disk.vmdk "base/disk-1.vmdk\" lies outside the folder" \
  "; allow its folder with --allow-path"
delta ''
rm disk-1.vmdk
refused disk.vmdk "disk.vmdk: parent: cannot open" "disk-1.vmdk"

# rename ENCODING PYTHON-NAME HOW: the parent has that name, the hint has it in
# ENCODING, and so has the disk if HOW is raw; else it is UTF-8 there.
rename ()
{
  delta ''
  python3 - "$@" <<'PYTHON'
import os, sys
encoding, how = sys.argv[1], sys.argv[3]
name = eval('"' + sys.argv[2] + '"')
raw = name.encode(encoding.replace('windows-', 'cp'))
os.rename('disk-1.vmdk', raw if how == 'raw' else name.encode())
text = open('disk.vmdk', 'rb').read()
text = text.replace(b'"disk-1.vmdk"', b'"C:\\VMs\\' + raw + b'"')
text = text.replace(b'version=1\n',
                    b'version=1\nencoding="%s"\n' % encoding.encode())
open('disk.vmdk', 'wb').write(text)
PYTHON
  same_content disk.vmdk disk.raw
}
rename UTF-8 '\u20ac \xe9.vmdk' utf-8
rename windows-1252 '\u20ac \xe9.vmdk' utf-8
rename GBK '\u65e5\u672c.vmdk' utf-8
rename GBK '\u65e5\u672c.vmdk' raw
rename Big5 '\u65e5\u672c.vmdk' utf-8
rename Shift_JIS '\u65e5\u672c.vmdk' utf-8
rename Shift_JIS '\u65e5\u672c.vmdk' raw
rename windows-949 '\uc11c\uc6b8.vmdk' utf-8
rename EUC-KR '\uc11c\uc6b8.vmdk' raw

# Another parent, or one that was changed: refused, or a note.
delta ,parent=deadbeef
refused disk.vmdk \
  "parentCID is deadbeef, but the CID of its parent" "is 00001001: the parent"
expect_status 0 "$vmferry" compare --ignore-cid disk.vmdk disk.raw
grep -q 'warning: disk.vmdk: descriptor: parentCID is deadbeef' "$tmpdir/err" ||
  fail "no warning of it: $(cat "$tmpdir/err")"

# A CID of fffffffe says nothing; the long one of the parent may.
delta ,parent=fffffffe ,cid=fffffffe
same_content disk.vmdk disk.raw
delta ,parent=00c0ffee ,cid=fffffffe,long=0123456789abcdef0123456700c0ffee
same_content disk.vmdk disk.raw
delta ,parent=00c0ffee ,cid=fffffffe,long=0123456789abcdef0123456700c0ffef
refused disk.vmdk "parentCID is 00c0ffee, but the CID of its parent"
one=0123456789abcdef01234567fffffffe
two=f123456789abcdef01234567fffffffe
delta ",cid=fffffffe,long=$one" ",cid=fffffffe,long=$one"
same_content disk.vmdk disk.raw
delta ",cid=fffffffe,long=$one" ",cid=fffffffe,long=$two"
refused disk.vmdk "ddb.longContentID is $one, but that of its parent"
delta ",long=$one" ",cid=fffffffe,long=$two"
same_content disk.vmdk disk.raw

# qemu-img looks for "CID" in the text, and finds the parent's here.
delta ''
sed -i '/^CID=/d; s/^parentCID=.*/&\nCID=00001002/' disk.vmdk
same_content disk.vmdk disk.raw

# Chains that lead back, or nowhere near an end.
delta ',hint=disk.vmdk'
refused disk.vmdk "parent \"disk.vmdk\" is in the chain already"
delta ''
sed -i 's/^parentCID=.*/parentCID=00001002\nparentFileNameHint="disk.vmdk"/' \
  disk-1.vmdk
refused disk.vmdk "parent \"disk.vmdk\" is in the chain already"
delta ''
python3 - <<'PYTHON'
text = open('disk.vmdk').read().replace('CID=00001002', 'CID=00001001')
for i in range(300):
    open('link-%d.vmdk' % i, 'w').write(
        text.replace('disk-1.vmdk', 'link-%d.vmdk' % (i + 1)))
PYTHON
refused link-1.vmdk "its chain of parents is longer than 256 images"

# A parent that is no VMDK, whatever it is called.
delta ''
printf 'QFI\373 and more' >disk-1.vmdk
refused disk.vmdk "disk.vmdk: parent: " "disk-1.vmdk: not a VMDK"

# What qemu-img makes: an embedded descriptor over a parent of several parts.
if command -v qemu-img >/dev/null; then
  rm -f ./*
  sample_disk base.raw 3000000
  qemu-img convert -O vmdk -o subformat=twoGbMaxExtentSparse base.raw \
    base.vmdk 2>/dev/null
  qemu-img create -q -f vmdk -b base.vmdk -F vmdk delta.vmdk
  qemu-io -f vmdk -c 'write -P 7 100000 70000' delta.vmdk >/dev/null
  qemu-img convert -O raw delta.vmdk delta.raw
  same_content delta.vmdk delta.raw
  same_map delta.vmdk
fi
