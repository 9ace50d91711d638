# vmferry: VHD by qemu-img, and fixed and dynamic disks that it cannot write or
# gets wrong: bitmaps, sizes by creator, footers that are damaged
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3 qemu-img

cd "$tmpdir"
sample_disk raw $((20 * 1024 * 1024 + 512))
for options in dynamic fixed dynamic,force_size=on fixed,force_size=on; do
  rm -f qemu.vhd
  qemu-img convert -O vpc -o "subformat=$options" raw qemu.vhd
  same_content qemu.vhd raw
  sound qemu.vhd
done
qemu-img convert -O vpc -o subformat=dynamic raw qemu.vhd
same_map qemu.vhd

# make [KEY=VALUE...]: x.vhd and x.raw, as mkvhd.py has it.
make ()
{
  rm -f x.vhd x.raw
  python3 "$disks/mkvhd.py" x.vhd x.raw "$@"
}

# reads_right [KEY=VALUE...]: makes a disk and compares.
reads_right ()
{
  make "$@"
  "$dump" read x.vhd >read.raw || fail "$*: it is refused"
  cmp read.raw x.raw || fail "$*: it reads wrong"
}

for options in "" "type=fixed size=1000448" "type=fixed size=999 footer=511" \
    "block=4096 blocks=d,p,z,-,p" "block=524288 blocks=p,p,-,p size=1900032" \
    "block=8388608 blocks=p,-" "align=4096" "blocks=d size=512 cut=2096640" \
    "order=low creator=tap crver=0.1" "batmap=1 creator=tap crver=1.3" \
    "hidden=1 creator=tap" "footer=511" "copy=same blocks=-,-,-"; do
  # shellcheck disable=SC2086
  reads_right $options
  sound x.vhd
done

# What 7-Zip reads, too: sectors whose bit is clear must hold zeros there.
if command -v 7zz >/dev/null; then
  for options in "" "block=524288 blocks=p,-,p" "type=fixed size=1000448"; do
    # shellcheck disable=SC2086
    make stale=0 $options
    7zz e -tVHD -so x.vhd 2>err | cmp - x.raw || fail "7zz: $options"
    "$dump" read x.vhd | cmp - x.raw || fail "stale=0 $options"
  done
fi

# A fixed disk is never raw: qemu-img gives its footer to the guest.
make type=fixed size=65536
[ "$("$dump" size x.vhd)" = 65536 ] || fail "a fixed disk is raw"
[ "$("$dump" -f raw size x.vhd)" = 66048 ] || fail "raw is not raw"
make type=fixed size=65536 trailing=512
refused x.vhd 'footer: cookie at byte 66048 is not "conectix", but one stands' \
  'at byte 65536'
# A guest can start its disk like another format.
make type=fixed size=65536
printf 'QFI\373\0\0\0\3' | dd of=x.vhd conv=notrunc status=none
refused x.vhd "it has the marks of qcow2 and of vhd; say with --format"
[ "$("$dump" -f vhd size x.vhd)" = 65536 ] || fail "--format does not help"

# size_of WANTED KEY=VALUE...: by which size a disk is read.
size_of ()
{
  make "${@:2}"
  [ "$("$dump" size x.vhd)" = "$1" ] ||
    fail "$* has $("$dump" size x.vhd) bytes"
}
size_of 8355840 "creator=vpc " blocks=d,d,-,-
size_of 8355840 creator=qemu blocks=d,d,-,-
for creator in "win " "vs  " "d2v" "tap" "CTXS" "vbox" "wa" "xo  " "qem2"; do
  size_of 8388608 "creator=$creator" blocks=d,d,-,-
done
size_of 8388608 "creator=vpc " blocks=d,d,-,- geometry=0/0/0
size_of 8388608 "creator=vpc " blocks=d,d,-,- geometry=65535/16/255
"$vmferry" info x.vhd >out
grep -q 'geometry_size: 127.5 GiB' out || fail "$(cat out)"
grep -q 'current_size: 8 MiB' out || fail "$(cat out)"

make "creator=vpc " blocks=d,d,-,-
"$vmferry" info --vhd-size=current x.vhd 2>err |
  grep 'virtual size: 8 MiB (8388608 bytes)' >/dev/null ||
  fail "--vhd-size=current has no effect"
[ ! -s err ] || fail "a size that was chosen is noted: $(cat err)"
make "creator=win " blocks=d,d,-,-
"$vmferry" copy -q -O raw --vhd-size=CHS x.vhd chs.raw
[ "$(stat -c %s chs.raw)" = 8355840 ] || fail "--vhd-size=chs has no effect"
cmp -n 8355840 chs.raw x.raw
expect_status 2 "$vmferry" info --vhd-size=8M x.vhd
grep -q 'no size of a VHD "8M", use chs or current' err || fail "$(cat err)"
make geometry=0/0/0
expect_status 1 "$vmferry" info --vhd-size=chs x.vhd
grep -q "it has no geometry at byte 8392760" err || fail "$(cat err)"

# noted TEXT [KEY=VALUE...]: it is read, with a note that says TEXT.
noted ()
{
  reads_right "${@:2}"
  "$vmferry" info x.vhd >out 2>err || fail "$*: $(cat err)"
  grep -Fq "$1" err || fail "$*: no note but $(cat err)"
}
noted "checksum at byte 8392768 is" footer=torn
noted "; its copy at byte 0 is used" footer=none
noted "; its copy at byte 0 is used" trailing=4096
noted "was saved, not shut down" saved=1
noted "but its copy at byte 0 has 10486272: resizing was cut off" copy=size
make footer=none "creator=vpc "
"$vmferry" info x.vhd 2>&1 | grep "the size by geometry, 1047" >/dev/null ||
  fail "nothing is said of the two sizes"

# warned TEXT [KEY=VALUE...]: its check warns, but finds no damage.
warned ()
{
  reads_right "${@:2}"
  "$dump" check x.vhd >findings || fail "$*: $(cat findings)"
  grep -Fq "$1" findings || fail "$*: no '$1' in $(cat findings)"
}
warned "footer: checksum at byte 8392768" footer=torn
warned "copy of the footer: checksum at byte 64" copy=torn
warned 'copy of the footer: cookie at byte 0 is not "conectix"' copy=none
warned "copy of the footer: its current size is another" copy=size
warned "copy of the footer: it is not that of the footer" copy=id

# damaged START LENGTH TEXT [KEY=VALUE...]: its check says what is lost.
damaged ()
{
  make "${@:4}"
  expect_status 1 "$dump" check x.vhd
  grep -Fq "2 $1 $2 $3" out || fail "$*: $(cat out)"
}
entry="block allocation table: entry of guest byte 2097152 at byte 1540 is"
damaged 2097152 2097152 "$entry sector 0, must lead behind headers" entry=1:0
damaged 2097152 2097152 "$entry sector 3, must lead behind headers" entry=1:3
damaged 2097152 2097152 "$entry sector 16400, must" entry=1:16400
damaged 8388608 2097152 "block allocation table: the block of guest byte" \
  entry=1:4
damaged 2096640 512 "block: the 512 bytes from guest byte 2096640 on should" \
  blocks=d cut=512

# field AT FORMAT VALUE TEXT...: refuses a sound file with that value, under a
# checksum that is right.
field ()
{
  make
  python3 -c 'import struct, sys
at, form, value = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
data = bytearray(open("x.vhd", "rb").read())
struct.pack_into(form, data, at, value)
for start, size, check in ((0, 512, 64), (512, 1024, 36),
                           (len(data) - 512, 512, 64)):
    part = data[start:start + size]
    total = ~(sum(part) - sum(part[check:check + 4])) & 0xffffffff
    struct.pack_into(">I", data, start + check, total)
open("x.vhd", "wb").write(data)' "$1" "$2" "$3"
  refused x.vhd "${@:4}"
}
footer=8392704
field $((footer + 12)) '>I' 131072 "version at byte $((footer + 12)) is 0x0002"
field $((footer + 16)) '>Q' 99999744 "dynamic header: is at byte 99999744, as"
field $((footer + 16)) '>Q' 1024 'dynamic header: cookie at byte 1024 is not'
field $((footer + 48)) '>Q' $((1 << 60)) "the limit of a dynamic disk is 2 TiB"
field $((footer + 48)) '>Q' $((1 << 30)) "entry count at byte 540 is 5, must"
for type in 0 1 5 6 7; do
  field $((footer + 60)) '>I' $type "type at byte $((footer + 60)) is $type, "
done
field $((footer + 60)) '>I' 4 "is 4, but its copy at byte 0 has 3"
make type=4
refused x.vhd "it has a parent, but names none"
field 528 '>Q' 99999744 "block allocation table: needs 20 bytes at byte 9999"
field 528 '>q' -512 "block allocation table: needs 20 bytes at byte 18446744073"
field 528 '>Q' 1537 "table offset at byte 528 is 1537, must be a multiple"
field 536 '>I' 0 "dynamic header: version at byte 536 is 0x00000000"
field 540 '>I' 4 "entry count at byte 540 is 4, must be at least 5"
for size in 0 2048 3145728 2147483648; do
  field 544 '>I' $size "block size at byte 544 is $size, must be a power"
done
make poison=1
refused x.vhd "says that a change was not finished"
make header=torn
refused x.vhd "dynamic header: checksum at byte 548 is"
make batmap=encrypted creator=tap
refused x.vhd "batmap: key hash at byte 2077 says that the blocks are encrypt"
make footer=torn copy=torn
refused x.vhd "footer: checksum at byte 8392768" "copy of the footer: checksum"
make type=fixed size=65536
dd if=x.vhd of=short.vhd bs=512 skip=1 status=none
refused short.vhd "size at byte 65072 is 65536, but only 65024 bytes stand"
