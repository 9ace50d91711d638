# vmferry: salvage of a VMDK whose files are not all there: what they held is
# lost and listed, the rest is copied
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3 jq

cd "$tmpdir"

# salvages LOST TEXT PYTHON: disk.vmdk is refused with TEXT; a salvage loses
# the ranges LOST, as JSON, and copies disk.raw with those zeroed otherwise.
salvages ()
{
  refused disk.vmdk "$2"
  expect_status 1 "$vmferry" check disk.vmdk
  rm -f copy.raw*
  expect_status 3 "$vmferry" copy -q --salvage -O raw disk.vmdk copy.raw
  [ "$(jq -c '[.lost[] | [.start, .length]]' copy.raw.lost.json)" = "$1" ] ||
    fail "not $1 is lost: $(cat copy.raw.lost.json)"
  jq -r '.notes[].text' copy.raw.lost.json | grep -F -e "$2" >/dev/null ||
    fail "no note of it: $(cat copy.raw.lost.json)"
  python3 - "$1" <<'PYTHON'
import json, sys
data = bytearray(open('disk.raw', 'rb').read())
for start, length in json.loads(sys.argv[1]):
    data[start:start + length] = bytes(length)
open('wanted.raw', 'wb').write(data)
PYTHON
  cmp copy.raw wanted.raw || fail "more than $1 is lost"
}

# make_disk LAYER...: disk.vmdk anew.
make_disk ()
{
  rm -f disk*
  python3 "$disks/mkesx.py" disk.vmdk disk.raw "$@"
}

# Of three parts one is gone, and of another the end, on a sector or not.
make_disk flat,parts=3,capacity=900
rm disk-flat2.vmdk
salvages '[[153600,153600]]' 'disk-flat2.vmdk": No such file'
make_disk flat,parts=3,capacity=900
truncate -s 100000 disk-flat2.vmdk
salvages '[[253600,53600]]' 'the file has 100000 bytes'
make_disk flat,parts=3,capacity=900
truncate -s 0 disk-flat3.vmdk
salvages '[[307200,153600]]' 'the file has 0 bytes'

# A sparse part whose header is damaged.
make_disk sparse,parts=2,capacity=800
printf x | dd of=disk-s1.vmdk conv=notrunc status=none
salvages '[[0,204800]]' 'magic at byte 0 is not "KDMV"'

# A journal that only ESX could replay: all is copied, as the tables have it.
make_disk flat,capacity=90 sesparse,dirty=1
refused disk.vmdk 'disk-sesparse.vmdk: snapshot was not closed cleanly'
expect_status 0 "$vmferry" copy --salvage -O raw disk.vmdk copy.raw
grep -q 'warning: .*snapshot was not closed cleanly' err ||
  fail "no warning: $(cat err)"
cmp copy.raw disk.raw || fail "a salvage of a dirty SESparse is another disk"

# What the user can put right is no damage.
make_disk flat,capacity=90
sed -i 's/disk-flat/..\/disk-flat/' disk.vmdk
expect_status 1 "$vmferry" copy -q --salvage -O raw disk.vmdk copy.raw
