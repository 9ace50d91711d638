# vmferry: differencing VHDs: how a parent is named, found and recognised; a
# disk that qemu-img opens as if it were whole
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

cd "$tmpdir"
mkdir sub other
# make NAME [KEY=VALUE...]: NAME.vhd and NAME.raw.
make ()
{
  rm -f "$1.vhd" "$1.raw"
  python3 "$disks/mkvhd.py" "$1.vhd" "$1.raw" block=65536 "${@:2}"
}

# child [KEY=VALUE...]: child.vhd over sub/base.vhd.
child ()
{
  make child type=diff blocks=p,-,p,z,d,- parent=sub/base.raw parent-id=ab "$@"
}

# as_whole NAME: it reads as it should, with all its parents.
as_whole ()
{
  "$dump" read "$1.vhd" >read.raw || fail "$1 is refused"
  cmp read.raw "$1.raw" || fail "$1 reads wrong"
}

# Dynamic, fixed and differencing parents.
make sub/base blocks=d,p,-,d,-,p id=ab stale=0
child 'w2ru=.\sub\base.vhd' id=cd stale=0
as_whole child
sound child.vhd
make top type=diff blocks=-,p,-,-,p,p parent=child.raw parent-id=cd \
  name=child.vhd 'w2ku=C:\disks\child.vhd' stale=0
as_whole top
"$vmferry" info --json top.vhd >info.json
for text in '"variant": "differencing"' '"parent_name": "child.vhd"' \
    '"parent_uuid": "01010101-0101-0101-0101-0101010101cd"'; do
  grep -Fq "$text" info.json || fail "no $text in $(cat info.json)"
done

# 7-Zip follows the name in the header alone.
if command -v 7zz >/dev/null; then
  make base blocks=d,p,-,d,-,p id=ab stale=0
  child name=base.vhd id=cd stale=0
  7zz e -tVHD -so top.vhd 2>err | cmp - top.raw || fail "7zz reads otherwise"
  as_whole top
  rm base.*
fi

# qemu-img takes such a disk for a dynamic one: what the parent has is zeros.
child 'w2ru=.\sub\base.vhd'
if command -v qemu-img >/dev/null; then
  qemu-img convert -f vpc -O raw child.vhd qemu.raw
  ! cmp -s qemu.raw child.raw || fail "qemu-img follows parents: update the
page on VHD"
fi
as_whole child
"$vmferry" copy -q child.vhd copy.qcow2
"$dump" read copy.qcow2 | cmp - child.raw || fail "the copy is not whole"

make sub/base type=fixed size=393216 id=ab
child 'w2ru=.\sub\base.vhd'
as_whole child

# Names: in all forms, and in all places, the best first.
for names in 'w2ru=sub\base.vhd' 'w2ru=.\SUB\Base.VHD' \
    'macx=file://./sub/base.vhd' \
    'macx=./sub/base.vhd' 'macx=file://./sub/b%61se.vhd' \
    'w2ru=.\gone\x.vhd macx=sub/base.vhd' \
    'w2ru=.\sub\base.vhd utf16=be' \
    'w2ku=C:\gone\x.vhd macx=sub/base.vhd'; do
  # shellcheck disable=SC2086
  child $names
  as_whole child
done
# The first character of these has a zero byte where ASCII has none.
mkdir 一
cp sub/base.vhd 一
for order in le be; do
  child 'w2ru=一\base.vhd' utf16=$order
  as_whole child
done
cp sub/base.vhd base.vhd
for names in 'w2ku=C:\other\base.vhd' 'w2ku=\\server\disks\base.vhd' \
    'name=base.vhd' 'name=D:\vms\base.vhd' 'w2ru=..\base.vhd name=base.vhd' \
    'macx=file://localhost/disks/x.vhd name=base.vhd' \
    'w2ru=.\base.vhd utf16=be'; do
  # shellcheck disable=SC2086
  child $names
  as_whole child
done
rm base.vhd

# What is not found or not allowed is refused with the best name.
child 'w2ru=.\gone\base.vhd' name=gone.vhd
refused child.vhd 'child.vhd: parent: cannot open' 'gone/base.vhd'
child 'w2ru=..\sub\base.vhd'
mv child.vhd other/child.vhd
refused other/child.vhd "lies outside the folder"
"$vmferry" info --allow-path "$tmpdir/sub" other/child.vhd >out ||
  fail "an allowed folder is refused"
child 'w2ku=C:\VMs\base.vhd' name=base.vhd
refused child.vhd 'parent: cannot open'
"$vmferry" compare --allow-path "$tmpdir/sub" child.vhd child.raw >out ||
  fail "a parent in an allowed folder is not found by its name"
child "macx=file://localhost$tmpdir/sub/base.vhd"
as_whole child
child name=child.vhd
refused child.vhd 'parent "child.vhd" is in the chain already'

# The identifier decides, not the time; it can be overruled.
child 'w2ru=.\sub\base.vhd' parent-id=ac
refused child.vhd "parent identifier at byte 552 is 01010101-0101-0101-0101-\
0101010101ac, but parent" "is 01010101-0101-0101-0101-0101010101ab"
"$vmferry" copy --ignore-cid child.vhd copy.raw -O raw 2>err
cmp copy.raw child.raw || fail "an overruled parent reads wrong"
grep -q "parent identifier at byte 552" err || fail "nothing is said of it"

# Xen: a raw parent has no identifier, and only a child without one has it.
cp sub/base.raw sub/base.img
child parent-id= macx=./sub/base.img
as_whole child
child macx=./sub/base.img parent-id=ab
refused child.vhd "sub/base.img: footer: "
make sub/base blocks=d,p,-,d,-,p id=ab
child parent-id= macx=./sub/base.vhd
refused child.vhd "parent identifier at byte 552 is 00000000-0000-0000-0000-"
if command -v qemu-img >/dev/null; then
  qemu-img create -q -f qcow2 sub/base.qcow2 384k
  child parent-id= macx=./sub/base.qcow2
  refused child.vhd "is qcow2, must be vhd or raw"
fi

# A child that was enlarged reads zeros behind its parent.
child 'w2ru=.\sub\base.vhd' size=1000448 blocks=-,p,p,-,-,-,p,-
as_whole child
