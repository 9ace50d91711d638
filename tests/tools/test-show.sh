# vmferry: what show prints of a machine that has something of everything
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

# Each line stands in the output as it is.
expect_status 0 "$vmferry" show "$top_srcdir/fixtures/fuzz/libvirt-xml/full.xml"
while IFS= read -r line; do
  grep -qxF -e "$line" "$tmpdir/out" || fail "no line: $line"
done <<'END'
name: full
title: All of it
platform: qemu
guest: http://microsoft.com/win/2k22 (windows)
vCPUs: 4 (2 sockets, 2 cores, 2 threads), at most 8, hot-add, may run VMs itself, IOMMU, hypervisor hidden
CPU model: Skylake-Server, vmx require, hle disable
CPU time: by its host, at most 50% of a core, shares 200, bound to CPUs 0-7
NUMA node 0: vCPUs 0 to 3, 2 GiB, distances 10 31
NUMA node 1: vCPUs 4 to 7, 3 GiB, on the host's node 1, distances 20 10
memory: 5 GiB, hot-add, locked, at most 16 GiB, 16 slots, in pages of 2 MiB, limited to 9 GiB
clock: UTC-3600 s
disk vda: full.qcow2, boots as number 2, serial S1, SSD, SCSI reservations, at most 500 IOPS
disk sdb: rbd:pool/image, WWN 5000c50015ea71aa, shared with other VMs; cannot be opened: it lies on the network
nic interface0: 52:54:00:12:34:56 (unknown), virtio, custom network default, VLANs 10,20, MTU 9000, at most 10 Mbit/s, number 2 on the bus, boots as number 1, not connected
nic interface1: 52:54:00:12:34:57 (unknown), model not said, bridged network eth0, VLAN 7, number 1 on the bus
pci-passthrough hostdev0: 0000:06:02.0
tpm tpm0: tpm-crb, 2.0
display: qxl, 64 MiB, 2 screens, 1920 x 1080, 3D, offered by spice
security: launch sev-es, SGX 16 MiB
unknown devices/teapot = "tea"
END
grep -q '^firmware: EFI, secure boot: yes, TPM, variables in ' "$tmpdir/out" ||
  fail "no firmware: $(grep '^firmware' "$tmpdir/out")"

# What is not said is not printed, and no control characters are.
echo '<domain><name>a&#10;b&#127;c</name></domain>' >"$tmpdir/least.xml"
expect_status 0 "$vmferry" show "$tmpdir/least.xml"
sed 's/^definition: .*/definition/' "$tmpdir/out" >"$tmpdir/least"
cat >"$tmpdir/expected" <<'END'
name: a?b?c
definition
vCPUs: 1 (1 sockets, 1 cores, 1 threads)
memory: unknown
firmware: BIOS
keys: 1 mapped, 0 with loss, 0 irrelevant, 0 unknown
END
diff -u "$tmpdir/expected" "$tmpdir/least" || fail "more or less than is known"

# What of a device is not said is said to be so.
{
  cat "$top_srcdir/fixtures/machine/vmx/minimal.vmx"
  printf '%s\n' 'sata0.present = "TRUE"' \
    'ethernet0.present = "TRUE"' 'serial0.present = "TRUE"' \
    'serial0.fileType = "file"' 'serial0.fileName = "a.log"'
} >"$tmpdir/mute.vmx"
expect_status 0 "$vmferry" show "$tmpdir/mute.vmx"
grep -qx 'controller sata0: model not said' "$tmpdir/out" ||
  fail "$(grep ^controller "$tmpdir/out")"
grep -q '^nic ethernet0: address not said (.*), .* network without a name, ' \
  "$tmpdir/out" || fail "$(grep ^nic "$tmpdir/out")"
grep -qx 'serial serial0: a.log' "$tmpdir/out" ||
  fail "$(grep ^serial "$tmpdir/out")"

# No secret is told, neither to people nor to programs.
for option in --account --json; do
  expect_status 0 "$vmferry" show "$option" \
    "$top_srcdir/fixtures/fuzz/libvirt-xml/full.xml"
  ! grep -e hush -e c2VjcmV0 "$tmpdir/out" || fail "a secret with $option"
done

# What is given by mistake is called what it is, with what to do.
printf 'QFI\373\0\0\0\3' >"$tmpdir/disk.img"
truncate -s 64K "$tmpdir/disk.img"
: >"$tmpdir/empty.vmx"
expect_status 1 "$vmferry" show "$tmpdir/empty.vmx"
grep -q 'empty.vmx: is empty$' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
sed 's/o:size="[0-9]*"/o:size="@SIZE@"/' \
  "$top_srcdir/fixtures/machine/ovf/vmware.ovf" >"$tmpdir/template.ovf"
expect_status 1 "$vmferry" show "$tmpdir/template.ovf"
grep -q '<File> number 1: size: "@SIZE@" is not a number' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
printf '<?xml version="1.0"?>\n<VirtualBox version="1.19-linux"/>\n' \
  >"$tmpdir/vm.vbox"
expect_status 1 "$vmferry" show "$tmpdir/disk.img"
grep -q 'a disk image (qcow2), not a VM definition: `vmferry info`' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
expect_status 1 "$vmferry" show "$tmpdir/vm.vbox"
grep -q "VirtualBox's own: export the VM as an OVA" "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
for format in $("$vmferry" show -f nothing x 2>&1 | sed -n 's/.*there are: //p' |
  tr -d ,); do
  grep -q "C<$format>" "$top_srcdir/tools/vmferry-show.pod" ||
    fail "the manual has no $format"
done
