# vmferry: a domain for the sample VM's disk, for tests that source this
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

# domain virtio|pvscsi DISK: prints a domain with DISK (raw) and the NIC.
domain ()
{
  local bus=virtio dev=vda nic=virtio
  [ "$1" = virtio ] || { bus=scsi; dev=sda; nic=vmxnet3; }
  cat <<END
<domain type='kvm'>
  <name>sample</name>
  <memory unit='MiB'>1024</memory>
  <vcpu>2</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='$2'/>
      <target dev='$dev' bus='$bus'/>
      <boot order='1'/>
    </disk>
    <controller type='scsi' index='0' model='vmpvscsi'/>
    <interface type='network'>
      <mac address='00:50:56:3f:12:34'/>
      <source network='default'/>
      <model type='$nic'/>
    </interface>
    <serial type='pty'/>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
</domain>
END
}
