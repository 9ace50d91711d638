# vmferry: info, check and compare, their JSON and their exit statuses
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires jq qemu-img qemu-io
cd "$tmpdir"

# has FILTER: the JSON in out.json fulfils it.
has ()
{
  jq -e "$1" out.json >/dev/null || fail "not $1: $(jq -c . out.json)"
}

qemu-img create -q -f vmdk -o subformat=twoGbMaxExtentSparse disk.vmdk 3G
qemu-io -c 'write -P 7 1M 1M' disk.vmdk >/dev/null
"$vmferry" info --json disk.vmdk >out.json
has '.format == "vmdk" and .variant == "twoGbMaxExtentSparse"'
has '.virtual_size == 3221225472 and (.chain | length) == 1'
has '.chain[0].path == "disk.vmdk" and .chain[0].format == "vmdk"'
has 'has("creator") and (.extents | length) == 2'
has '[.extents[] | .length] | add == 3221225472'
has '.extents | all (.kind == "sparse" and .access == "rw")'
"$vmferry" info disk.vmdk |
  grep '^format: vmdk, twoGbMaxExtentSparse$' >/dev/null ||
  fail "the text does not say the format"

qemu-img create -q -f qcow2 base.qcow2 16M
qemu-io -c 'write -P 7 1M 1M' base.qcow2 >/dev/null
qemu-img create -q -f qcow2 -b base.qcow2 -F qcow2 top.qcow2 32M
"$vmferry" info --json top.qcow2 >out.json
has '[.chain[] | .format] == ["qcow2", "qcow2"]'
has '[.chain[] | .virtual_size] == [33554432, 16777216]'
has '.chain[1].path | endswith ("base.qcow2")'

# A parent elsewhere needs a word.
mkdir sub
cp top.qcow2 sub/inner.qcow2
qemu-img rebase -q -u -b ../base.qcow2 -F qcow2 sub/inner.qcow2
expect_status 1 "$vmferry" info sub/inner.qcow2
grep -q -e --allow-path err || fail "no hint at --allow-path: $(cat err)"
"$vmferry" info --allow-path . sub/inner.qcow2 2>err |
  grep '^parent: ' >/dev/null ||
  fail "--allow-path does not allow"
[ ! -s err ] || fail "allowed, but: $(cat err)"
# Declared raw, it has no parent.
[ "$("$vmferry" info --json -f raw top.qcow2 | jq '.chain | length')" = 1 ] ||
  fail "a raw disk has a parent"

# A disk of more files than a process may open unless it asks.
{
  echo '# Disk DescriptorFile'
  echo 'createType="twoGbMaxExtentFlat"'
  for i in {1..300}; do
    echo 'RW 1 FLAT "base.qcow2" 0'
  done
} >split.vmdk
(ulimit -S -n 128 && "$vmferry" info --json split.vmdk) >out.json ||
  fail "a disk of many files does not open"
has '.virtual_size == 300 * 512'

before=$(same_state top.qcow2 base.qcow2 disk.vmdk)
expect_status 0 "$vmferry" check --json top.qcow2
cp out out.json
has 'length == 2 and all (.[]; .damaged == false and .findings == [])'
expect_status 0 "$vmferry" check disk.vmdk
# Data is counted once.
for options in vmdk vmdk,subformat=streamOptimized \
    vmdk,subformat=monolithicFlat vhdx vpc vdi qcow2; do
  subformat=${options#*,}
  [ "$subformat" != "$options" ] || subformat=
  qemu-img convert -O "${options%%,*}" ${subformat:+-o "$subformat"} \
    top.qcow2 counted
  expect_status 0 "$vmferry" check --json counted
  cp out out.json
  data=$("$vmferry" map --json counted |
    jq '[.[] | select (.data) | .length] | add')
  has ".[0].data_bytes == $data and $data > 0"
  rm -f counted*
done
# A parent that is missing is told once, and so is who misses it.
qemu-img create -q -f qcow2 -u -b gone.qcow2 -F qcow2 orphan.qcow2 1M
expect_status 3 "$vmferry" copy --salvage orphan.qcow2 salvaged.qcow2
grep -q '^vmferry: warning: orphan.qcow2: parent: cannot open' err ||
  fail "who misses its parent: $(cat err)"
grep -q ' in 1 range could not be read' err || fail "how many: $(cat err)"
# The L1 entry of the data leads past the end of the file.
l1=$(od -An -tu1 -j 40 -N 8 base.qcow2 | awk '{ for (i = 1; i <= 8; i++)
  n = n * 256 + $i; print n }')
cp base.qcow2 bad.qcow2
printf '\200\0\177\377\377\377\0\0' |
  dd of=bad.qcow2 bs=1 seek="$l1" conv=notrunc status=none
expect_status 1 "$vmferry" check bad.qcow2
grep -q '^damage: ' out || fail "no damage named: $(cat out err)"
[ ! -s err ] || fail "damage is told on stderr as well: $(cat err)"
expect_status 1 "$vmferry" check --json bad.qcow2
cp out out.json
has '.[0].damaged and .[0].damages > 0'
has '.[0].findings[0].severity == "damage"'

# compare: 0 same, 1 different, 2 cannot say, as qemu-img compare.
qemu-img convert -O raw top.qcow2 flat.raw
expect_status 0 "$vmferry" compare top.qcow2 flat.raw
expect_status 0 qemu-img compare -q top.qcow2 -F raw flat.raw
expect_status 0 "$vmferry" compare base.qcow2 flat.raw
expect_status 1 "$vmferry" compare --strict base.qcow2 flat.raw
printf x | dd of=flat.raw bs=1 seek=1234567 conv=notrunc status=none
expect_status 1 "$vmferry" compare --json top.qcow2 flat.raw
cp out out.json
has '.identical == false and .first_difference == 1234567'
expect_status 1 "$vmferry" compare -q top.qcow2 flat.raw
[ ! -s out ] || fail "-q prints: $(cat out)"
expect_status 2 "$vmferry" compare top.qcow2 gone.raw
expect_status 2 "$vmferry" compare -F nope top.qcow2 flat.raw

[ "$before" = "$(same_state top.qcow2 base.qcow2 disk.vmdk)" ] ||
  fail "a source has changed"
