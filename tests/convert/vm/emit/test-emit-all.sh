#!/bin/bash
# vmferry: emit --all-vms: a file for each VM, the same as of one at a time;
# what has no place for several texts is refused, and one that fails is named
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires jq
ovf=$top_srcdir/fixtures/machine/ovf/collection.ovf
cd "$tmpdir"

for case in libvirt:xml qemu:sh kubevirt:yaml proxmox:conf openstack:sh; do
  target=${case%:*}
  "$vmferry" emit -q --to "$target" --all-vms -o "$target" "$ovf" >out
  [ ! -s out ] || fail "$target: prints $(cat out)"
  [ "$(ls "$target")" = "$(printf '%s\n' "The "{db,web}".${case#*:}")" ] ||
    fail "$target: $(ls "$target")"
  for vm in web db; do
    "$vmferry" emit -q --to "$target" --vm $vm "$ovf" |
      cmp - "$target/The $vm.${case#*:}" || fail "$target: another $vm"
  done
done

# A mapping is for those that have the network; one that none has is told once.
card='<Item><r:Connection>of one</r:Connection><r:InstanceID>99</r:InstanceID>'
card+='<r:ResourceType>10</r:ResourceType></Item>'
sed "0,/<.VirtualHardwareSection>/s||$card&|" "$ovf" >one.ovf
"$vmferry" emit --all-vms -o maps --network 'of one:a' --network none:b \
           one.ovf 2>err
[ "$(grep 'the mapping of' err)" = \
    'vmferry: warning: the mapping of "none" matches no card' ] ||
  fail "$(cat err)"

# As JSON, each as if it were alone; losses count together.
"$vmferry" emit -q --all-vms --json "$ovf" >all
[ "$(jq -c '[.vms, .failed, .definitions[].vm, .definitions[].name]' all)" = \
    '[2,0,"web","db","The web","The db"]' ] || fail "$(cat all)"
"$vmferry" emit -q --vm db --json "$ovf" | jq -S . >one
jq -S '.definitions[1] | del(.vm, .name, .failure)' all | cmp - one
expect_status 3 "$vmferry" emit -q --strict --all-vms --json "$ovf"
lost=$(jq '[.definitions[] | .report[], .source[] |
            select(.fate == "loss")] | length' all)
grep -q "^vmferry: --strict: $lost things are lost" err || fail "$(cat err)"

expect_status 2 "$vmferry" emit --all-vms "$ovf"
grep -q '^vmferry: --all-vms: say where the definitions go' err ||
  fail "$(cat err)"
for option in --vm=web --name=x --device-map=z; do
  expect_status 2 "$vmferry" emit --all-vms -o x "$option" "$ovf"
  grep -q "^vmferry: ${option%%=*} is for one VM" err || fail "$(cat err)"
done
[ ! -e x ] || fail "makes a folder for a wrong usage"

# Two of one name: neither is written, the other VMs are.
sed 's/The web/same/; s/The db/same/' "$ovf" >two.ovf
expect_status 1 "$vmferry" emit -q --all-vms -o made two.ovf
[ ! -e made ] || fail "leaves $(find made)"
grep -q '^vmferry: 2 of 2 VMs failed: "same": .*; "same": ' err ||
  fail "$(cat err)"
third='<VirtualSystem o:id="third"><Name>third</Name>'
third+='<VirtualHardwareSection/></VirtualSystem>'
sed "s|</VirtualSystemCollection>|$third&|" two.ovf >three.ovf
expect_status 1 "$vmferry" emit -q --all-vms --json -o made three.ovf
[ "$(ls made)" = third.xml ] || fail "made: $(ls made)"
[ "$(jq -c '[.failed, (.definitions[] | .definition != null)]' out)" = \
    '[2,false,false,true]' ] || fail "$(cat out)"

# Names that are two, but not in KubeVirt.
sed 's/The web/db α/; s/The db/db β/' "$ovf" >greek.ovf
expect_status 1 "$vmferry" emit -q --to kubevirt --all-vms -o made greek.ovf
grep -q '2 of 2 VMs failed: .*would be called "db" there, as "web" would' err ||
  fail "$(cat err)"
[ "$(ls made)" = third.xml ] || fail "made: $(ls made)"
"$vmferry" emit -q --to qemu --all-vms -o greek greek.ovf
[ -e "greek/db α.sh" ] && [ -e "greek/db β.sh" ] || fail "made: $(ls greek)"

# One disk file of several VMs, under three names.
mkdir shared
: >shared/a.vmdk
ln -s a.vmdk shared/link.vmdk
for disk in a.vmdk ./a.vmdk link.vmdk; do
  printf '%s = "%s"\n' virtualHW.version 8 displayName "vm${#disk}" \
    guestOS debian11-64 scsi0.present TRUE scsi0:0.present TRUE \
    scsi0:0.fileName "$disk" >"shared/vm${#disk}.vmx"
done
"$vmferry" emit --all-vms --json -o disks shared >out 2>err ||
  fail "$(cat err)"
[ "$(jq '[.definitions[].report[].note | select(contains("has this disk, too"))
         ] | length' out)" = 3 ] || fail "a copy that nobody is told of"

# What is read is not written over, though a VM of the same name is in it.
cat >same.xml <<'END'
<domain type='kvm'><name>same</name><memory>1048576</memory><vcpu>1</vcpu>
<os><type arch='x86_64'>hvm</type></os></domain>
END
cp same.xml before.xml
for option in '--all-vms -o .' '-o same.xml' '-o ./link.xml'; do
  ln -sf same.xml link.xml
  # shellcheck disable=SC2086
  expect_status 1 "$vmferry" emit -q $option same.xml
  grep -q '\.xml: belongs to the source, which' err || fail "$(cat err)"
  cmp same.xml before.xml || fail "$option: the source is changed"
done
