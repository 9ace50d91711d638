# vmferry: a folder that Export-VM made is a source: the definition is found in
# it, its disks by their names, their parents by the disks themselves
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3
export PYTHONDONTWRITEBYTECODE=1

cd "$tmpdir"
mkdir samples
python3 "$top_srcdir/fixtures/machine/mkvmcx.py" samples

# export_vm NAME GUID: the folder that Export-VM would make of a sample.
export_vm ()
{
  mkdir -p "all/$1/Virtual Machines" "all/$1/virtual hard disks" \
    "all/$1/Snapshots"
  cp "samples/$1.vmcx" "all/$1/Virtual Machines/$2.vmcx"
  cp "samples/dynamic.vmcx" "all/$1/Snapshots/$2.vmcx"
  touch "all/$1/Virtual Machines/$2.VMRS" "all/$1/Virtual Machines/$2.vmgs"
}

# disk KEY MEMBER: what `show` says of a disk of all/gen2.
disk ()
{
  "$vmferry" show --json all/gen2 | python3 -c '
import json, sys
machine = json.load(sys.stdin)
print(next(d for d in machine["disks"] if d["key"] == sys.argv[1])
      [sys.argv[2]])' "$@"
}

export_vm gen2 AAAAAAAA-0000-4000-8000-000000000001
hard_disks="all/gen2/virtual hard disks"
python3 "$disks/mkvhdx.py" "$hard_disks/Base.vhdx" base.raw states=6,6,0,6
python3 "$disks/mkvhdx.py" "$hard_disks/Boot_1234.AVHDX" boot.raw \
  'parent=.\base.vhdx' 'absolute=C:\VMs\Virtual Hard Disks\base.vhdx' \
  base=base.raw bits=odd states=7,0,6,0

# The definition, though a checkpoint's lies beside it; its first disk in
# another case, with its chain; its second is not there.
for folder in all/gen2 "all/gen2/Virtual Machines" all; do
  [ "$("$vmferry" show "$folder" | sed -n 1p)" = "name: gen2" ] ||
    fail "$folder is not read"
done
[ "$(disk scsi0:0 backing_path)" = "$PWD/$hard_disks/Boot_1234.AVHDX" ] ||
  fail "the disk is $(disk scsi0:0 backing_path)"
"$vmferry" copy -q -O raw "$(disk scsi0:0 backing_path)" read.raw
cmp read.raw boot.raw || fail "the chain reads wrong"
[ "$(disk scsi0:10 backing_path)" = None ] || fail "ten.vhdx is there"
case $(disk scsi0:10 backing_fault) in
  *'is not in the folder of the definition'*) ;;
  *) fail "the fault is $(disk scsi0:10 backing_fault)" ;;
esac
case $(disk scsi1:63 backing_fault) in
  *"a device of the source's host"*) ;;
  *) fail "the fault is $(disk scsi1:63 backing_fault)" ;;
esac

# A link does not lead out of the export.
cp base.raw outside.vhdx
ln -s "$PWD/outside.vhdx" "$hard_disks/ten.vhdx"
[ "$(disk scsi0:10 backing_path)" = None ] || fail "a link leads out"

# Several VMs: by name, by GUID; show tells of all.
export_vm gen1 AAAAAAAA-0000-4000-8000-000000000002
expect_status 2 "$vmferry" emit all
grep -q '2 definitions (.* (Gen 1 .*), .* (gen2)); say which .* --all-vms)$' err ||
  fail "$(cat err)"
[ "$("$vmferry" show all | grep -c '^name: ')" = 2 ] || fail "not all shown"
for vm in gen2 aaaaaaaa-0000-4000-8000-000000000001; do
  [ "$("$vmferry" show --vm "$vm" all | sed -n 1p)" = "name: gen2" ] ||
    fail "$vm is not chosen"
done
expect_status 2 "$vmferry" show --vm nobody all
expect_status 0 "$vmferry" emit --vm gen2 -o vm.xml all

# Two of one name are told apart by what `show` prints, not by their order.
export_vm gen2 AAAAAAAA-0000-4000-8000-000000000003
expect_status 2 "$vmferry" show --vm gen2 all
for id in AAAAAAAA-0000-4000-8000-00000000000{1,3}; do
  grep -q "several VMs called \"gen2\".*\"$id\" (gen2)" err ||
    fail "$id: $(cat err)"
done
uuid=$("$vmferry" show all/gen1 | sed -n 's/^uuid: //p')
[ "$uuid" ] || fail "gen1 has no UUID"
[ "$("$vmferry" show --vm "$uuid" all/gen1 | sed -n 1p)" = "name: Gen 1 – über" ] ||
  fail "$uuid is not chosen"
expect_status 2 "$vmferry" show --vm "$uuid" all
rm "all/gen2/Virtual Machines/AAAAAAAA-0000-4000-8000-000000000003.vmcx"

# Two files of one name are told apart by their paths: none is left out.
mkdir -p "twins/Virtual Machines"
for twin in web.vmx "Virtual Machines/web.vmx"; do
  printf 'virtualHW.version = "13"\nmemSize = "512"\ndisplayName = "%s"\n' \
    "in $twin" >"twins/$twin"
done
[ "$("$vmferry" show twins | grep -c '^name: in ')" = 2 ] || fail "a twin lacks"
for twin in web.vmx "Virtual Machines/web.vmx"; do
  [ "$("$vmferry" show --vm "$twin" twins | sed -n 1p)" = "name: in $twin" ] ||
    fail "$twin is not chosen"
done
expect_status 2 "$vmferry" show --vm web twins
grep -q 'several VMs called "web".*"Virtual Machines/web.vmx".*"web.vmx"' err ||
  fail "$(cat err)"

mkdir empty
expect_status 1 "$vmferry" show empty
grep -q 'there is no definition of a VM in this folder' err ||
  fail "$(cat err)"

# One with more than is looked at is not read in part.
mkdir many
(cd many && seq -f f%g 16384 | xargs touch)
cp "all/gen2/Virtual Machines/"*.vmcx many
expect_status 1 "$vmferry" show many
grep -q 'many: more than 16384 entries: name the definition itself' err ||
  fail "$(cat err)"

# Two disks of one name from two folders are not one.
cat >two.json <<'EOF'
{ "Name": "two", "Generation": 2, "ProcessorCount": 1,
  "MemoryStartup": 1073741824, "HardDrives": [
  { "Path": "C:\\a\\disk.vhdx", "ControllerType": "SCSI",
    "ControllerNumber": 0, "ControllerLocation": 0 },
  { "Path": "D:\\b\\disk.vhdx", "ControllerType": "SCSI",
    "ControllerNumber": 0, "ControllerLocation": 1 } ] }
EOF
cp "$hard_disks/Base.vhdx" disk.vhdx
"$vmferry" show two.json >out
grep -q 'disk scsi0:1: .*lay in another folder than a disk of the same name' \
  out || fail "$(cat out)"
