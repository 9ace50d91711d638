# vmferry: VDI by qemu-img, and blocks and parents that no tool here writes
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3 qemu-img

cd "$tmpdir"
sample_disk raw $((20 * 1024 * 1024 + 512))
for static in off on; do
  rm -f qemu.vdi
  qemu-img convert -O vdi -o static=$static raw qemu.vdi
  same_content qemu.vdi raw
  sound qemu.vdi
done
qemu-img convert -O vdi raw qemu.vdi
same_map qemu.vdi

# make NAME [KEY=VALUE...]: NAME.vdi and NAME.raw, as mkvdi.py has it.
make ()
{
  rm -f "$1.vdi" "$1.raw"
  python3 "$disks/mkvdi.py" "$1.vdi" "$1.raw" "${@:2}"
}

# as_whole NAME: it reads as it should, with all its parents.
as_whole ()
{
  "$dump" read "$1.vdi" >read.raw || fail "$1 is refused"
  cmp read.raw "$1.raw" || fail "$1 reads wrong"
}

for options in "" "type=fixed blocks=d,d,d" "header=384 align=1048576" \
    "block=4096 blocks=d,-,z,d,d size=18000 extra=512" "version=1.0" \
    "block=512 blocks=d,z,d" "blocks=-,-,z" "blocks=d,d size=1049088 cut=0"; do
  # shellcheck disable=SC2086
  make x $options
  as_whole x
  sound x.vdi
done

# Others read this one, too.
make x blocks=d,-,z,d size=4000256
as_whole x
qemu-img convert -f vdi -O raw x.vdi qemu.raw
cmp -n 4000256 qemu.raw x.raw || fail "qemu-img reads otherwise"
if command -v 7zz >/dev/null; then
  7zz e -tVDI -so x.vdi 2>err | cmp - x.raw || fail "7zz reads otherwise"
fi
"$dump" map x.vdi >map
cat >want <<EOT
0 1048576 data
1048576 1048576 hole
2097152 1048576 zero
3145728 854528 data
EOT
diff want map || fail "entries mean something else"

# The bytes before each block are not the disk's: qemu-img reads them as such.
make x blocks=d,d extra=512
as_whole x
qemu-img convert -f vdi -O raw x.vdi qemu.raw
! cmp -s qemu.raw x.raw || fail "qemu-img skips them: update the page on VDI"
# The last block may end with the disk.
make x size=1536 cut=1047040 blocks=d
as_whole x
sound x.vdi

# damaged START LENGTH TEXT [KEY=VALUE...]: its check says what is lost.
damaged ()
{
  make x "${@:4}"
  expect_status 1 "$dump" check x.vdi
  grep -Fq "2 $1 $2 $3" out || fail "$*: $(cat out)"
}
damaged 1048576 1048576 "block table: entry of guest byte 1048576 at byte 516 \
is block 2, whose 1048576 bytes at byte 2098176 do not lie" \
  blocks=d,d entry=1:2
damaged 1048576 1048576 "block table: the entry of guest byte 1048576 is \
block 0, which another one is, too" blocks=d,- entry=1:0
damaged 0 1048576 "block table: entry of guest byte 0" blocks=d cut=1
make x allocated=7
"$dump" check x.vdi >findings
grep -q "header: 7 blocks are said to be in the file, but 2 are" findings ||
  fail "$(cat findings)"
make x blocks=d,-
truncate -s 515 x.vdi
refused x.vdi "block table: needs 8 bytes at byte 512, but the file has 515"

make x version=0.1
refused x.vdi "header: version at byte 68 is 0.1, of before VirtualBox 1.0"
make x version=2.0
refused x.vdi "header: version at byte 68 is 2.0, only 1.x is known"

# Parents are known by their UUID; what a file is called says nothing.
make "some base" blocks=d,-,d,z,d id=b0 mod=b1
make other blocks=d,d,d,d,d id=b9 mod=b1
printf 'no disk' >a.vdi
child='type=diff id=c0 mod=c1 parent-id=b0 parent-mod=b1'
# shellcheck disable=SC2086
make child $child "parent=some base.raw" blocks=d,-,z,-,-
as_whole child
sound child.vdi
make top type=undo id=d0 parent=child.raw parent-id=c0 parent-mod=c1 \
  blocks=-,d,-,-,z
as_whole top
"$vmferry" info --json top.vdi >info.json
for text in '"variant": "undo"' \
    '"parent_uuid": "00000000-0000-0000-0000-0000000000c0"' 'some base.vdi'; do
  grep -Fq "$text" info.json || fail "no $text in $(cat info.json)"
done

# One that was changed since is refused, unless it is overruled; where there
# are two, that which was not changed is it.
make a blocks=d,d,d,d,d id=b0 mod=b7 seed=2
as_whole child
mv "some base.vdi" base.away
refused child.vdi "modification UUID of the parent at byte 440 is" "b1, but \"" \
  "a.vdi\" has 00000000-0000-0000-0000-0000000000b7: it was changed since"
"$vmferry" copy --ignore-cid child.vdi copy.raw -O raw 2>err
grep -q "it was changed since" err || fail "nothing is said of it"
# shellcheck disable=SC2086
make child $child parent=a.raw parent-mod=0 blocks=d,-,z,-,-
as_whole child

# None is there; it may lie elsewhere, in a folder that is allowed.
rm a.vdi
refused child.vdi "parent 00000000-0000-0000-0000-0000000000b0: it is in none"
# A salvage goes on without it.
expect_status 3 "$vmferry" copy --salvage child.vdi lost.raw -O raw
grep -q "0000000000b0}.vdi.*; what it holds is lost" err || fail "$(cat err)"
[ -s lost.raw ] || fail "nothing was salvaged"
mkdir Snapshots
make base blocks=d,-,d,z,d id=b0 mod=b1
# shellcheck disable=SC2086
make Snapshots/child $child parent=base.raw blocks=d,-,z,-,-
refused Snapshots/child.vdi "it is in none of the 1 .vdi files beside this one"
"$vmferry" copy -q --allow-path . Snapshots/child.vdi copy.raw -O raw
cmp copy.raw Snapshots/child.raw || fail "an allowed folder is not used"
