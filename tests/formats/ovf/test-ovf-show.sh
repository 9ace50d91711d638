# vmferry: OVFs and an OVA as the commands meet them: nothing vanishes from the
# account, several VMs, damage, and how much of a large archive is read
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3

samples=$top_srcdir/fixtures/machine/ovf
python3 -B "$top_srcdir/tests/formats/ovf/account.py" "$vmferry" \
  "$samples"/*.ovf

# All VMs, or one.
"$vmferry" show "$samples/collection.ovf" >"$tmpdir/out"
[ "$(grep -c '^name: ' "$tmpdir/out")" = 2 ] || fail "not both VMs"
"$vmferry" show --json "$samples/collection.ovf" |
  python3 -c 'import json, sys; assert len(json.load(sys.stdin)["machines"]) == 2'
"$vmferry" show --vm web --configuration large "$samples/collection.ovf" |
  grep '^vCPUs: 8 ' >/dev/null || fail "not the large one"
expect_status 2 "$vmferry" emit "$samples/collection.ovf"
grep -q 'say which with --vm (or, .*, --all-vms): "web" (The web), "db"' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
expect_status 2 "$vmferry" show --vm web --configuration x \
  "$samples/collection.ovf"

# The number that stands for an id may be the id of another.
sed 's/VirtualSystem o:id="db"/VirtualSystem o:id="2"/
  s/VirtualSystem o:id="web"/VirtualSystem o:id="3"/' \
  "$samples/collection.ovf" >"$tmpdir/number.ovf"
python3 - "$tmpdir/number.ovf" <<'PYTHON'
import re, sys
text = open(sys.argv[1]).read()
last = re.findall(r'(?s)<VirtualSystem o:id="2">.*?</VirtualSystem>', text)[0]
open(sys.argv[1], "w").write(text.replace(last, last + last))
PYTHON
[ "$("$vmferry" show "$tmpdir/number.ovf" | grep '^hardware' | sort | uniq -c |
  tr -s ' \n' ' ')" = ' 2 hardware version: 10 1 hardware version: 7 ' ] ||
  fail "not each of three VMs: $("$vmferry" show "$tmpdir/number.ovf")"

# Several of one id or name: each is shown, and none of them is guessed.
sed 's/VirtualSystem o:id="db"/VirtualSystem o:id="web"/; s/The db/The web/' \
  "$samples/collection.ovf" >"$tmpdir/same.ovf"
"$vmferry" show "$tmpdir/same.ovf" >"$tmpdir/out"
[ "$(grep -c '^hardware version: \(7\|10\)$' "$tmpdir/out")" = 2 ] ||
  fail "not both VMs of one id"
expect_status 2 "$vmferry" emit --vm 'The web' "$tmpdir/same.ovf"
grep -q 'several VMs called "The web", .*: "web" (The web), "2" (The web)' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
"$vmferry" show --vm 2 "$tmpdir/same.ovf" | grep '^hardware version: 10$' \
  >/dev/null || fail "the second is not chosen by its number"

# What is no size is not passed over.
sed 's/capacity="1048576"/capacity="99999999999999999999"/' \
  "$samples/vmware.ovf" >"$tmpdir/size.ovf"
"$vmferry" show "$tmpdir/size.ovf" |
  grep -F 'loss DiskSection/Disk[d2]@capacity = "99999999999999999999"' \
    >/dev/null || fail "the capacity is lost silently"

# A disk of no controller goes to the first by number, not by place.
sed 's|<r:Parent>4</r:Parent>||' "$samples/vmware.ovf" >"$tmpdir/parent.ovf"
"$vmferry" show "$tmpdir/parent.ovf" | grep '^disk scsi0:2: disk 1.vmdk' \
  >/dev/null || fail "not the first controller"

# A disk as XenServer has it; a Limit that counts parts of cores is no MHz.
xen ()
{
  cat <<END
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:o="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:r="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
<References><File o:id="f" o:href="a.vhd"/></References>
<DiskSection><Disk o:diskId="d" o:fileRef="f" o:capacity="1024"/></DiskSection>
<VirtualSystem o:id="x"><VirtualHardwareSection o:transport="">
<Item><r:AllocationUnits>Processor Cores</r:AllocationUnits>
<r:InstanceID>1</r:InstanceID><r:Limit>$2</r:Limit>
<r:ResourceType>3</r:ResourceType><r:VirtualQuantity>1</r:VirtualQuantity></Item>
<Item><r:HostResource>ovf:/disk/d</r:HostResource>
<r:InstanceID>2</r:InstanceID><r:ResourceType>$1</r:ResourceType></Item>
</VirtualHardwareSection><ProductSection>
<Property o:key="p" o:type="string" o:qualifiers="MinLen(1)" o:value="v"/>
<Property o:key="q" o:type="string"/></ProductSection>
<GuestCustomizationSection><Enabled>${3:-true}</Enabled>
<JoinDomainEnabled>false</JoinDomainEnabled><ChangeSid>false</ChangeSid>
<ComputerName>pc</ComputerName></GuestCustomizationSection>
</VirtualSystem></Envelope>
END
}
xen 19 100000 >"$tmpdir/xen.ovf"
"$vmferry" show "$tmpdir/xen.ovf" >"$tmpdir/out"
grep -q '^disk .*: a.vhd' "$tmpdir/out" || fail "no disk: $(cat "$tmpdir/out")"
! grep -q 'MHz\|properties by' "$tmpdir/out" || fail "$(cat "$tmpdir/out")"
xen 19 500 >"$tmpdir/half.ovf"
"$vmferry" show "$tmpdir/half.ovf" |
  grep -F 'Limit = "500": not in a unit of frequency' >/dev/null ||
  fail "the limit is lost silently"
xen 25 100000 >"$tmpdir/none.ovf"
expect_status 3 "$vmferry" emit --strict "$tmpdir/none.ovf"
grep -q 'warning: .*Item.2./HostResource: a disk that is left out' \
  "$tmpdir/err" || fail "no word of a disk: $(cat "$tmpdir/err")"

# Of properties and defaults no more is lost than there is to lose.
"$vmferry" show "$tmpdir/xen.ovf" |
  sed -n 's,^loss [^ ]*/\([^:]*\):.*,\1,p' >"$tmpdir/lost"
for lost in 'Property[p]@value = "v"' 'Property[q]@key = "q"' \
  'ComputerName = "pc"'; do
  grep -qxF "$lost" "$tmpdir/lost" || fail "not lost: $lost"
done
! grep -q 'qualifiers\|type\|Property.p.@key\|Join\|Sid\|transport' \
  "$tmpdir/lost" || fail "lost: $(cat "$tmpdir/lost")"
xen 19 100000 false >"$tmpdir/off.ovf"
"$vmferry" show "$tmpdir/off.ovf" >"$tmpdir/out"
! grep -q 'loss .*GuestCustomization' "$tmpdir/out" || fail "it is off"

# What another VM of the package has is not this one's loss.
sed 's,<VirtualSystem o\?[^>]*db">,&<InstallSection><Info/></InstallSection>,' \
  "$samples/collection.ovf" >"$tmpdir/two.ovf"
grep -q InstallSection "$tmpdir/two.ovf" || fail "no section is put in"
"$vmferry" show --account --vm web "$tmpdir/two.ovf" >"$tmpdir/out"
grep -q '^irrelevant .*InstallSection.*another VM of the package' \
  "$tmpdir/out" || fail "$(grep InstallSection "$tmpdir/out")"

# A UUID that is none is not passed on.
sed 's/uuid="{[^}]*}"/uuid="{MACHINE_UUID}"/' "$samples/virtualbox.ovf" \
  >"$tmpdir/uuid.ovf"
"$vmferry" show "$tmpdir/uuid.ovf" >"$tmpdir/out"
grep -q '^loss .*@uuid = "{MACHINE_UUID}": not a UUID' "$tmpdir/out" ||
  fail "$(grep -i uuid "$tmpdir/out")"
! grep -q '^uuid:' "$tmpdir/out" || fail "$(grep -i uuid "$tmpdir/out")"

# refused SENTENCE TEXT: an OVF of this text is refused so, and fast.
refused ()
{
  printf '%s' "$2" >"$tmpdir/bad.ovf"
  expect_status 1 timeout 10 "$vmferry" show "$tmpdir/bad.ovf"
  grep -qF "$1" "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
}

ns='xmlns="http://schemas.dmtf.org/ovf/envelope/1"'
refused 'document type' \
  "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><Envelope $ns>&a;</Envelope>"
refused 'document type' \
  "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><Envelope $ns>&b;</Envelope>"
refused 'no virtual system' "<Envelope $ns/>"
refused 'no well-formed XML' "<Envelope $ns>"
refused 'none of OVF 0.9, 1 or 2' '<Envelope xmlns="urn:x"/>'
refused 'no VirtualHardwareSection' \
  "<Envelope $ns><VirtualSystem/></Envelope>"

# XML that is something else is called by its name, where that is known.
echo '<domain type="kvm"><name>Envelope</name></domain>' >"$tmpdir/domain.ovf"
expect_status 1 "$vmferry" show -f ovf "$tmpdir/domain.ovf"
grep -q 'not <Envelope> but <domain>: a domain of libvirt (-f libvirt)$' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
echo '<HTML><p>Sign in</p></HTML>' >"$tmpdir/page.ovf"
expect_status 1 "$vmferry" show "$tmpdir/page.ovf"
grep -q 'not <Envelope> but <html>: a web page' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
echo '<x/>' >"$tmpdir/x.ovf"
expect_status 1 "$vmferry" show "$tmpdir/x.ovf"
grep -q 'its outermost element is not <Envelope>$' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"

# Of a large archive the headers are read, and the OVF.
requires strace
python3 - "$tmpdir/large.ova" "$samples/vmware.ovf" <<'EOF'
import sys
import tarfile

out, ovf = sys.argv[1:]
size = 10 << 30
with tarfile.open(out, "w", format=tarfile.GNU_FORMAT) as tar:
    tar.add(ovf, "vm.ovf")
    end = tar.offset
info = tarfile.TarInfo("disk 1.vmdk")
info.size = size
with open(out, "r+b") as file:
    file.seek(end)
    file.write(info.tobuf(tarfile.GNU_FORMAT))
    file.truncate(end + 512 + size + 1024)
EOF
strace -f -qq -e trace=read,pread64 -P "$tmpdir/large.ova" \
  -o "$tmpdir/trace" "$vmferry" show "$tmpdir/large.ova" >"$tmpdir/out"
grep -q '^disk scsi0:2: disk 1.vmdk' "$tmpdir/out" ||
  fail "$(cat "$tmpdir/out")"
bytes=$(awk -F'= ' '/read/ { n += $NF } END { print n }' "$tmpdir/trace")
echo "$bytes bytes read of an OVA of 10 GiB"
[ "$bytes" -gt 0 ] && [ "$bytes" -lt 1000000 ] || fail "$bytes bytes are read"
