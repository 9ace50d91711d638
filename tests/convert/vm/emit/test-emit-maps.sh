# vmferry: what mapping files name reaches each target, or it is said why not
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
cd "$tmpdir"

cat >vm.vmx <<'END'
virtualHW.version = "19"
displayName = "maps"
guestOS = "debian11-64"
memsize = "1024"
ethernet0.present = "TRUE"
ethernet0.virtualDev = "vmxnet3"
ethernet0.networkName = "DMZ"
ethernet0.address = "00:50:56:00:00:01"
ethernet0.addressType = "static"
vvtd.enable = "TRUE"
pciPassthru0.present = "TRUE"
pciPassthru0.id = "59:00.0"
pciPassthru1.present = "TRUE"
pciPassthru1.id = "60:00.0"
END
echo 'DMZ -> bridge:br0 vlan=20 mtu=9000' >bridge
echo 'DMZ -> network:lan vlan=20' >network
echo 'DMZ -> openvswitch:ovs0 mtu=1400' >openvswitch
echo 'pciPassthru0 -> 3b:00.1' >devices

# emit TARGET OPTION...: into out, and warnings into err.
emit ()
{
  "$vmferry" emit --to "$@" vm.vmx >out 2>err || fail "$*: $(cat err)"
}

# has TEXT...: each is in out.
has ()
{
  local text
  for text; do
    grep -qF -- "$text" out || fail "no $text in $(cat out)"
  done
}

# said TEXT...: each is warned of, and no more of this card.
said ()
{
  local text
  for text; do
    grep -qF "warning: ethernet0: $text" err || fail "no $text: $(cat err)"
  done
  [ "$(grep -c 'warning: ethernet0' err)" = $# ] || fail "$(cat err)"
}

emit libvirt --network-map openvswitch
has "<source bridge='ovs0'/>" "<virtualport type='openvswitch'/>" \
  "<mtu size='1400'/>"
said

emit qemu --network-map bridge
has 'bridge,id=net0,br=br0' ',host_mtu=9000'
said 'VLAN 20: "br0" has to be in it'
emit qemu --network-map network
has 'user,id=net0'
said 'network "DMZ" becomes a network of QEMU'"'s own, which others cannot"\
' reach: "lan", a network of libvirt'"'s, is none"
emit qemu --network-map openvswitch
has 'user,id=net0'
grep -q '"ovs0", an Open vSwitch, is none' err || fail "$(cat err)"
emit qemu --network-map bridge --nic-model source
said 'an MTU of 9000 is not told to the guest' 'VLAN 20: '

emit kubevirt --network-map bridge
has 'networkName: br0'
said 'the bridge "br0" is taken for a NetworkAttachmentDefinition of that name' \
  'VLAN 20: "br0" has to be in it' 'an MTU of 9000 is not told to the guest'
emit openstack --network-map network
has '--network=lan'
said 'VLAN 20: "lan" has to be in it'
emit openstack --network-map openvswitch
said 'the bridge "ovs0" is taken for a network of OpenStack of that name' \
  'an MTU of 1400 is not told to the guest'

emit proxmox --network-map bridge
has ',bridge=br0,tag=20,mtu=9000'
said
emit proxmox --network-map network
has ',bridge=lan,tag=20'
said 'the network "lan" is taken for a bridge of that name'

# Devices of the host; the other is lost.
for target in libvirt qemu proxmox; do
  emit $target --device-map devices
  ! grep -qi 'pciPassthru0' err || fail "$target: $(cat err)"
  grep -qi 'warning: pciPassthru1: a device of the source.*--device-map' err ||
    fail "$target: $(cat err)"
  case $target in
    libvirt) has "bus='0x3b' slot='0x00' function='0x1'" "caching_mode='on'" ;;
    qemu) has 'vfio-pci,host=0000:3b:00.1,bus=port' ',caching-mode=on' ;;
    proxmox) has 'hostpci0: 0000:3b:00.1,pcie=1' ;;
  esac
done

# A map of which the VM has no device changes nothing.
echo 'pciPassthru9 -> 3b:00.1' >devices
for target in libvirt qemu; do
  emit $target --device-map devices
  has 'intremap'
  ! grep -q 'caching.mode' out || fail "$target: $(cat out)"
done
