# vmferry: a domain of libvirt's again: what others than libvirt do not have
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires virt-xml-validate

cat >"$tmpdir/vm.xml" <<'END_OF_XML'
<domain type='kvm'>
  <name>old</name>
  <memory unit='MiB'>4096</memory>
  <vcpu>6</vcpu>
  <cputune><shares>2048</shares></cputune>
  <os><type arch='x86_64'>hvm</type></os>
  <cpu>
    <topology sockets='2' cores='3' threads='1'/>
    <numa>
      <cell id='0' cpus='0,2,4' memory='2048' unit='MiB'/>
      <cell id='1' cpus='1,3,5' memory='2048' unit='MiB'/>
    </numa>
  </cpu>
  <devices>
    <disk type='file'>
      <source file='a.img'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <watchdog model='i6300esb' action='poweroff'/>
    <watchdog model='itco' action='none'/>
    <vsock model='virtio'/>
    <vsock model='virtio'/>
  </devices>
</domain>
END_OF_XML

"$vmferry" show "$tmpdir/vm.xml" >"$tmpdir/shown"
grep -q 'NUMA node 1: vCPUs 1,3,5, 2 GiB' "$tmpdir/shown" ||
  fail "$(cat "$tmpdir/shown")"

# To libvirt: the same sets, each pinned with its node.
"$vmferry" emit "$tmpdir/vm.xml" --numa-bind 0:0-7 --numa-bind 1:8-15 \
  -o "$tmpdir/new.xml" 2>"$tmpdir/err" || fail "$(cat "$tmpdir/err")"
virt-xml-validate "$tmpdir/new.xml" domain >"$tmpdir/out" 2>&1 ||
  fail "$(cat "$tmpdir/out")"
for text in "cpus='0,2,4'" "cpus='1,3,5'" "vcpu='4' cpuset='0-7'" \
  "vcpu='5' cpuset='8-15'" "action='poweroff'" '<shares>2048</shares>'; do
  grep -qF -- "$text" "$tmpdir/new.xml" || fail "$text: $(cat "$tmpdir/new.xml")"
done
[ "$(grep -c '<watchdog\|<vsock' "$tmpdir/new.xml")" = 2 ] ||
  fail "$(cat "$tmpdir/new.xml")"
for device in watchdog1 vsock1; do
  grep -q "warning: $device: the domain has one of the kind already" \
    "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
done

# To the others: each has a list of its own.
"$vmferry" emit "$tmpdir/vm.xml" --to qemu >"$tmpdir/script" 2>"$tmpdir/err"
grep -q 'nodeid=0,cpus=0-0,cpus=2-2,cpus=4-4,memdev=ram0' "$tmpdir/script" ||
  fail "$(cat "$tmpdir/script")"
"$vmferry" emit "$tmpdir/vm.xml" --to proxmox >"$tmpdir/conf" 2>"$tmpdir/err"
grep -qF 'numa1: cpus=1-1;3-3;5-5,memory=2048' "$tmpdir/conf" ||
  fail "$(cat "$tmpdir/conf")"
"$vmferry" emit "$tmpdir/vm.xml" --to openstack >"$tmpdir/line" 2>"$tmpdir/err"
grep -qF 'hw_numa_cpus.1=1,3,5 ' "$tmpdir/line" || fail "$(cat "$tmpdir/line")"

# vCPUs that may be plugged in follow the sets, and are none of OpenStack's.
sed 's/<vcpu>6/<vcpu current="4">6/' "$tmpdir/vm.xml" >"$tmpdir/plug.xml"
"$vmferry" emit -q --max-vcpus 12 "$tmpdir/plug.xml" >"$tmpdir/new.xml"
for text in "cpus='0,2,4,6-8'" "cpus='1,3,5,9-11'"; do
  grep -qF -- "$text" "$tmpdir/new.xml" || fail "$text: $(cat "$tmpdir/new.xml")"
done
"$vmferry" emit -q --max-vcpus 12 --to qemu "$tmpdir/plug.xml" >"$tmpdir/script"
grep -q 'cpus=5-5,cpus=9-11,memdev=ram1' "$tmpdir/script" ||
  fail "$(cat "$tmpdir/script")"
"$vmferry" emit -q --to openstack "$tmpdir/plug.xml" >"$tmpdir/script"
grep -q 'hw_numa_cpus.0=0,2 ' "$tmpdir/script" || fail "$(cat "$tmpdir/script")"
grep -q 'hw_numa_cpus.1=1,3 ' "$tmpdir/script" || fail "$(cat "$tmpdir/script")"
sed -i "s/'0,2,4'/'0-3'/; s/'1,3,5'/'4-5'/" "$tmpdir/plug.xml"
"$vmferry" emit --to openstack "$tmpdir/plug.xml" >"$tmpdir/script" \
  2>"$tmpdir/err"
grep -q 'cpu.nodes: a NUMA node has no vCPU at boot' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
