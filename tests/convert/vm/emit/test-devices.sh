# vmferry: the choices of devices, and the files that map networks and devices
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires virt-xml-validate

cat >"$tmpdir/vm.vmx" <<'END'
.encoding = "UTF-8"
config.version = "8"
virtualHW.version = "19"
displayName = "devices"
guestOS = "debian12-64"
memsize = "1024"
numvcpus = "4"
scsi0.present = "TRUE"
scsi0.virtualDev = "pvscsi"
scsi0:0.present = "TRUE"
scsi0:0.fileName = "a.vmdk"
scsi0:15.present = "TRUE"
scsi0:15.fileName = "b.vmdk"
scsi0:15.mode = "independent-nonpersistent"
nvme0.present = "TRUE"
nvme0:0.present = "TRUE"
nvme0:0.fileName = "c.vmdk"
ethernet0.present = "TRUE"
ethernet0.virtualDev = "e1000e"
ethernet0.networkName = "DMZ"
ethernet0.address = "00:50:56:00:00:01"
ethernet0.addressType = "static"
ethernet0.pciSlotNumber = "1184"
ethernet1.present = "TRUE"
ethernet1.virtualDev = "vmxnet3"
ethernet1.networkName = "Storage"
ethernet1.address = "00:50:56:00:00:02"
ethernet1.addressType = "static"
ethernet1.pciSlotNumber = "160"
sound.present = "TRUE"
sound.virtualDev = "hdaudio"
pciPassthru0.present = "TRUE"
pciPassthru0.id = "59:00.0"
END
cat >"$tmpdir/networks" <<'END'
# of the old cluster
DMZ     -> openvswitch:br-int vlan=20
Storage -> bridge:br1 mtu=9000
END
echo 'pciPassthru0 -> 0000:3b:00.1' >"$tmpdir/devices"

# emit OPTION...: writes vm.xml, which has to pass libvirt's schema.
emit ()
{
  "$vmferry" emit "$@" -o "$tmpdir/vm.xml" "$tmpdir/vm.vmx" 2>"$tmpdir/err" ||
    fail "$(cat "$tmpdir/err")"
  virt-xml-validate "$tmpdir/vm.xml" domain >"$tmpdir/out" 2>&1 ||
    fail "$*: $(head -n 3 "$tmpdir/out")"
}

# has TEXT...: vm.xml has each of these.
has ()
{
  local text
  for text; do
    grep -qF -- "$text" "$tmpdir/vm.xml" ||
      fail "no $text in $(cat "$tmpdir/vm.xml")"
  done
}

emit --disk-bus source --nic-model source
has "model='vmpvscsi'" "target='15' unit='0'" "<target dev='sdc' bus='sata'/>" \
  "<transient/>" "<model type='e1000e'/>" "<model type='vmxnet3'/>" \
  "<sound model='ich9'>"
grep -q 'nvme0:0: NVMe becomes SATA' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
grep -qi 'pciPassthru0: .*--device-map' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"

emit --disk-bus virtio-scsi --profile fast
has "<iothreads>1</iothreads>" "<driver queues='4' iothread='1'/>" \
  "cache='none' io='native' discard='unmap' detect_zeroes='unmap'" \
  "<driver name='vhost' queues='4'/>" "<target dev='sdc' bus='scsi'/>"

emit --graphics spice
has "<graphics type='spice'" "com.redhat.spice.0" "<audio id='1' type='spice'/>"
emit --graphics none
! grep -q '<graphics' "$tmpdir/vm.xml" || fail "graphics"

# The card in slot 160 comes first, and Linux calls it so.
emit
has "xmlns:qemu=" "<alias name='ua-slot160'/>" "<alias name='ua-slot161'/>" \
  "<qemu:device alias='ua-slot161'>" \
  "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off"
[ "$(grep -o '00:50:56:00:00:0.' "$tmpdir/vm.xml" | head -n 1)" = \
  00:50:56:00:00:02 ] || fail "the order of cards"
emit --nic-names index
has "<acpi index='160'/>" "<acpi index='161'/>"
grep -q 'ethernet1: Linux that calls it ens160 there calls it eno160 here' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
emit --nic-names board
! grep -q 'qemu:' "$tmpdir/vm.xml" || fail "slots that nobody wants"
grep -q 'ethernet0: Linux that calls it ens161 there calls it enp5s0 here' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
"$vmferry" emit --to proxmox "$tmpdir/vm.vmx" 2>"$tmpdir/err" >"$tmpdir/out"
grep -q "ethernet0: .*a name that is made of its slot" "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
# Windows has no such names.
sed -i 's/"debian12-64"/"windows2019srv-64"/' "$tmpdir/vm.vmx"
emit
! grep -q 'qemu:' "$tmpdir/vm.xml" || fail "slots for Windows"
! grep -q 'Linux' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
sed -i 's/"windows2019srv-64"/"debian12-64"/' "$tmpdir/vm.vmx"

emit --network-map "$tmpdir/networks" --device-map "$tmpdir/devices"
has "<source bridge='br-int'/>" "<virtualport type='openvswitch'/>" \
  "<tag id='20'/>" "<mtu size='9000'/>" "<hostdev mode='subsystem' type='pci'" \
  "bus='0x3b' slot='0x00' function='0x1'"
! grep -qi 'ethernet\|pciPassthru0' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"

# An option goes before the file.
emit --network-map "$tmpdir/networks" --bridge DMZ:br9
has "<source bridge='br9'/>"

# A network that happens to be called like libvirt's.
sed -i 's/"DMZ"/"default"/' "$tmpdir/vm.vmx"
emit
grep -q 'ethernet0: network "default" is taken for' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
"$vmferry" emit "$tmpdir/vm.xml" >"$tmpdir/again" 2>"$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
! grep -q '"default"' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"

# A domain has one weight for all its disks.
echo 'scsi0:15.shares = "high"' >>"$tmpdir/vm.vmx"
emit
! grep -q blkiotune "$tmpdir/vm.xml" || fail "one disk's weight is for all"
grep -q 'disk.shares: .* a domain has one' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
echo 'scsi0:0.shares = "high"
nvme0:0.shares = "2000"' >>"$tmpdir/vm.vmx"
emit
has "<weight>1000</weight>"
! grep -q 'weight' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"

# What QEMU would refuse when it starts.
echo 'bios.bootDelay = "99999999"
scsi0:0.throughputCap = "9223372036854775807"
scsi0:15.throughputCap = "1000"' >>"$tmpdir/vm.vmx"
emit
has "<bootmenu enable='yes' timeout='65535'/>" \
  "<total_iops_sec>1000</total_iops_sec>"
[ "$(grep -c '<iotune' "$tmpdir/vm.xml")" = 1 ] || fail "a limit that is none"
grep -q 'firmware.boot_delay: 99999999 ms are cut' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
"$vmferry" emit --to qemu "$tmpdir/vm.vmx" >"$tmpdir/script" 2>"$tmpdir/err"
grep -q 'splash-time=65535 ' "$tmpdir/script" || fail "the boot delay"
[ "$(grep -o 'iops-total=[0-9]*' "$tmpdir/script")" = iops-total=1000 ] ||
  fail "a limit that is none"
grep -q 'firmware.boot_delay: 99999999 ms are cut' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
sed -i "s,<source network='default'/>,&<mtu size='40'/>," "$tmpdir/vm.xml"
"$vmferry" emit "$tmpdir/vm.xml" >"$tmpdir/again" 2>"$tmpdir/err"
! grep -q 'mtu' "$tmpdir/again" || fail "$(cat "$tmpdir/again")"
grep -q 'interface0: an MTU of 40, which must be 68' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"

echo 'DMZ -> br0' >"$tmpdir/networks"
expect_status 2 "$vmferry" emit --network-map "$tmpdir/networks" \
  "$tmpdir/vm.vmx"
grep -q 'networks: line 1: "br0" must be network:NAME' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
expect_status 2 "$vmferry" emit --device-map "$tmpdir/networks" \
  "$tmpdir/vm.vmx"
echo 'pciPassthru1 -> 3b:00.1' >>"$tmpdir/devices"
expect_status 2 "$vmferry" emit --device-map "$tmpdir/devices" "$tmpdir/vm.vmx"
grep -q 'devices: line 2: "pciPassthru1" has the same device as "pciP' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"

# libvirt takes no disk that is both: nothing is written to a read-only one.
sed -i 's/^scsi0:15.mode.*/&\nscsi0:15.readonly = "TRUE"/' "$tmpdir/vm.vmx"
emit
has '<readonly/>'
! grep -q '<transient/>' "$tmpdir/vm.xml" || fail "$(cat "$tmpdir/vm.xml")"
