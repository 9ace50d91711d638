# vmferry: differencing VHDX: bitmaps, the order of the parent's names, and
# parents that are not the right one; qemu-img refuses them all, 7-Zip reads
# them
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

cd "$tmpdir"

# make NAME [KEY=VALUE...]: NAME.vhdx and NAME.raw, as mkvhdx.py has it.
make ()
{
  rm -f "$1.vhdx" "$1.raw"
  python3 "$disks/mkvhdx.py" "$1.vhdx" "$1.raw" "${@:2}"
}

# same NAME: fails unless NAME.vhdx reads as NAME.raw, here and in 7-Zip.
same ()
{
  "$dump" read "$1.vhdx" | cmp - "$1.raw" || fail "$1 reads wrong"
  if command -v 7zz >/dev/null; then
    7zz x -so -tvhdx "$1.vhdx" 2>/dev/null | cmp - "$1.raw" ||
      fail "7-Zip reads $1 differently"
  fi
}

make base states=6,6,0,6,2,6,6,6,6,6,6
for sector in 512 4096; do
  make base sector=$sector states=6,6,0,6,2,6,6,6,6,6,6
  for bits in runs odd all none; do
    make child sector=$sector bits=$bits 'parent=.\base.vhdx' base=base.raw \
      states=7,7,7,0,0,1,3,6,2,7,7
    same child
    sound child.vhdx
  done
done

# The bits of a block do not start with those of its chunk: what dissect has
# wrong.  Sectors 0, 2, ... of block 2 are the parent's.
make child sector=4096 bits=odd 'parent=base.vhdx' base=base.raw \
  states=0,0,7,0 size=11534336
"$vmferry" map --json child.vhdx | sed -n '3,6s/"data.*//p' >map
cat >want <<EOT
{ "start": 2097152, "length": 4096, "depth": 1, 
{ "start": 2101248, "length": 4096, "depth": 0, 
{ "start": 2105344, "length": 4096, "depth": 1, 
{ "start": 2109440, "length": 4096, "depth": 0, 
EOT
diff map want || fail "bits are looked for in the wrong place"

# State 5 of drafts is zeros, not the parent's.
make base states=6,6
make child 'parent=base.vhdx' base=base.raw states=5,7
"$dump" read child.vhdx | cmp - child.raw || fail "state 5 is not zeros"

# Behind a chunk: its bitmap is another one.
make base at=1:6,4096:6,4097:6,4099:6 states=
make child 'parent=base.vhdx' base=base.raw at=1:7,4095:7,4096:7,4097:7,4099:7 \
  states=
"$vmferry" compare -q child.vhdx child.raw || fail "two chunks read wrong"
rm child.raw base.raw

# Three deep, the middle one dirty: its log has its bitmap, its tables and the
# GUID's companions.
make base states=6,6,6,6
make middle 'parent=base.vhdx' base=base.raw states=7,0,6,7 write=4
cp middle.vhdx clean.vhdx
bitmap=$(($(stat -c %s clean.vhdx) - 1048576))
python3 "$disks/mklog.py" clean.vhdx middle.vhdx \
  pages=0x30000,0x40000,0x200000,0x300000,$bitmap entries=2
make child 'parent=middle.vhdx' base=middle.raw states=0,7,7,7 linkage=4
"$dump" read child.vhdx | cmp - child.raw || fail "three deep reads wrong"

# Names: each is tried in its order, beside the child where it is absolute.
mkdir -p sub elsewhere/sub
make base states=6,6
make sub/other write=6 states=6,6
try ()
{
  make child "$@" base=base.raw states=7,0
  "$dump" read child.vhdx | cmp - child.raw || fail "$* reads wrong"
}
try 'parent=.\base.vhdx'
try 'parent=base.vhdx' 'absolute=C:\VMs\none.vhdx'
try 'parent=.\gone\none.vhdx' 'volume=\\?\Volume{1-2}\VMs\base.vhdx'
try 'parent=.\gone.vhdx' 'volume=\\?\Volume{1-2}\a.vhdx' \
  'absolute=\\?\C:\VMs\base.vhdx'
try 'parent=..\gone\base.vhdx'
try 'absolute=C:\VMs\base.vhdx'
try 'parent=.\Base.VHDX'
try 'absolute=C:\VMs\BASE.vhdx'
make child 'parent=.\sub\other.vhdx' base=sub/other.raw states=7,0 linkage=6
"$dump" read child.vhdx | cmp - child.raw || fail "a parent below reads wrong"
make child 'parent=.\SUB\Other.vhdx' base=sub/other.raw states=7,0 linkage=6
"$dump" read child.vhdx | cmp - child.raw ||
  fail "a folder in another case is not found"
make elsewhere/sub/child 'parent=..\..\base.vhdx' states=0,0
refused elsewhere/sub/child.vhdx 'elsewhere/sub/child.vhdx: parent' \
  'base.vhdx" lies outside the folder' 'allow its folder with --allow-path'
"$vmferry" info --allow-path "$tmpdir" elsewhere/sub/child.vhdx >/dev/null ||
  fail "an allowed folder is not allowed"
make elsewhere/child 'parent=..\SUB\Other.vhdx' states=0,0 linkage=6
refused elsewhere/child.vhdx 'SUB/Other.vhdx'
"$vmferry" compare -q --allow-path "$tmpdir/sub" elsewhere/child.vhdx \
  sub/other.raw || fail "an allowed folder in another case is not found"
make elsewhere/child 'absolute=C:\VMs\Base.vhdx' states=0,0
refused elsewhere/child.vhdx 'elsewhere/child.vhdx: parent' 'Base.vhdx'
"$vmferry" compare -q --allow-path "$tmpdir" elsewhere/child.vhdx base.raw ||
  fail "a parent in an allowed folder is not found by its name"

# The wrong parent is refused, or a note where it is asked for.
changed ()
{
  refused child.vhdx "$1"
  "$vmferry" info --ignore-cid child.vhdx >info 2>&1 || fail "$(cat info)"
  grep -Fq "$1" info || fail "--ignore-cid does not say '$1': $(cat info)"
}
make child 'parent=base.vhdx' states=0,0 linkage=5
changed "parent_linkage is {00000000-0000-1234-0000-000000000005}, but the \
parent's data write GUID is 00000000-0000-1234-0000-000000000002"
make child 'parent=base.vhdx' states=0,0 linkage=5 linkage2=2
"$dump" size child.vhdx >/dev/null || fail "parent_linkage2 is not looked at"
make child 'parent=base.vhdx' states=0
changed "virtual disk size is 1048576, but the parent's is 2097152"
make child 'parent=base.vhdx' states=0,0 sector=4096
changed "logical sector size is 4096, but the parent's is 512"
make child 'parent=base.vhdx' base=base.raw states=0,7,0,6 id=8
"$dump" read child.vhdx | cmp - child.raw || fail "a larger child reads wrong"
"$vmferry" info child.vhdx >info 2>&1
for text in "what is behind its end reads as zeros" \
    "virtual disk ID is 00000000-0000-1234-0000-000000000008" \
    "relative_path: base.vhdx" "differencing"; do
  grep -Fq "$text" info || fail "info does not say '$text': $(cat info)"
done
make child 'parent=child.vhdx' states=0,0
refused child.vhdx 'parent "child.vhdx" is in the chain already'
make child 'parent=base.raw' states=0,0
refused child.vhdx 'signature at byte 0 is not "vhdxfile"'
make child 'parent=gone.vhdx' states=0,0
refused child.vhdx 'child.vhdx: parent' 'gone.vhdx'

# Bitmaps that are not there.
make child 'parent=base.vhdx' states=6,7 bitmap=0
expect_status 1 "$dump" read child.vhdx
grep -q 'entry of sector bitmap 0 at byte 3178496 has state 0, must be 6' err ||
  fail "$(cat err)"
expect_status 1 "$dump" check child.vhdx
grep -q '^2 1048576 1048576 .*sector bitmap 0' out || fail "$(cat out)"
