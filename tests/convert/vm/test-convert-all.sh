#!/bin/bash
# vmferry: --all-vms where no guest is reached: what it does not go with, VMs
# that cannot be converted, the status and the sentence, and nothing is left
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3
cd "$tmpdir"

# system ID NAME DISK: a VM with this disk.
system ()
{
  cat <<END
<VirtualSystem o:id="$1"><Name>$2</Name><VirtualHardwareSection>
<Item><r:Address>0</r:Address><r:InstanceID>1</r:InstanceID>
<r:ResourceType>6</r:ResourceType></Item>
<Item><r:Parent>1</r:Parent><r:AddressOnParent>0</r:AddressOnParent>
<r:HostResource>ovf:/disk/$3</r:HostResource><r:InstanceID>2</r:InstanceID>
<r:ResourceType>17</r:ResourceType></Item>
</VirtualHardwareSection></VirtualSystem>
END
}

# ovf SYSTEMS: an OVF with these VMs, and the disks "gone" and "bad".
ovf ()
{
  cat <<END
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:o="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:r="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
<References><File o:id="gone" o:href="gone.vmdk"/>
<File o:id="bad" o:href="bad.vmdk"/></References><DiskSection>
<Disk o:diskId="gone" o:fileRef="gone" o:capacity="1048576"/>
<Disk o:diskId="bad" o:fileRef="bad" o:capacity="1048576"/></DiskSection>
<VirtualSystemCollection o:id="all">$1</VirtualSystemCollection></Envelope>
END
}

echo 'KDMV, and no more' >bad.vmdk
ovf "$(system vm1 web gone; system vm2 db bad; system vm3 x/y gone
       system vm4 x_y bad)" >vms.ovf

# What is for one VM is refused at once.
for option in --vm=vm1 --name=x --disk=scsi0:0=y --device-map=z; do
  expect_status 2 "$vmferry" convert --all-vms -o made "$option" vms.ovf
  grep -q "^vmferry: ${option%%=*} is for one VM, and --all-vms asks for all" \
    err || fail "$(cat err)"
done
expect_status 2 "$vmferry" convert --all-vms -o made --configuration x vms.ovf
[ ! -e made ] || fail "makes a folder for a wrong usage"

# All are tried, and each has its reason; nothing is left.
expect_status 1 "$vmferry" convert --all-vms --json -o made vms.ovf
[ ! -e made ] || fail "leaves $(find made)"
[ "$(grep -c '^vmferry: VM [0-9] of 4: ' err)" = 2 ] || fail "$(cat err)"
grep '^vmferry: 4 of 4 VMs failed: "web": .*gone\.vmdk.*; "db": .*bad\.vmdk' \
  err >/dev/null || fail "$(cat err)"
python3 - <<'END'
import json

with open("out") as file:
    report = json.load(file)
assert [report[key] for key in ("success", "vms", "converted", "failed",
                                "not_begun")] == [False, 4, 0, 4, 0]
vms = report["conversions"]
assert [vm["vm"] for vm in vms] == ["vm1", "vm2", "vm3", "vm4"]
for vm, other in (2, "vm4"), (3, "vm3"):
    assert 'would be called "x_y", as "%s"' % other in vms[vm]["failure"]
for vm in vms:
    assert any("has this disk, too" in change["note"]
               for change in vm["changes"])
END

# A mapping that none of them needs is told once.
expect_status 1 "$vmferry" convert --all-vms --network none:b -o made vms.ovf
[ "$(grep -c 'the mapping of "none" matches no card' err)" = 1 ] ||
  fail "$(cat err)"

# A folder that was there stays, and a report in it is not written over.
mkdir there
expect_status 1 "$vmferry" convert -q --all-vms -o there vms.ovf
[ -z "$(ls -A there)" ] || fail "leaves $(ls -A there)"
touch there/vms.report.json
expect_status 1 "$vmferry" convert -q --all-vms -o there vms.ovf
grep '/there/vms.report.json: is there already' err >/dev/null ||
  fail "$(cat err)"

# Plans, of a definition with one VM as well.
printf '%s = "%s"\n' virtualHW.version 8 displayName one scsi0.present TRUE \
       scsi0:0.present TRUE scsi0:0.fileName gone.vmdk >one.vmx
expect_status 1 "$vmferry" convert -q --all-vms --plan one.vmx
grep '^vmferry: 1 of 1 VMs failed: "one": .*gone\.vmdk' err >/dev/null ||
  fail "$(cat err)"
