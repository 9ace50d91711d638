# vmferry: each target of emit takes the options that the manual's table says
# it takes, which then change what is written, and refuses the others
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
manual=$top_srcdir/tools/vmferry-emit.pod
cases=$top_srcdir/fixtures/machine/vmx
cd "$tmpdir"

# What the options below are about, as far as one fixture can have it.
cat >all.vmx <<'EOF'
virtualHW.version = "13"
displayName = "all"
guestOS = "other3xlinux-64"
firmware = "efi"
numvcpus = "4"
memSize = "4096"
sched.cpu.max = "2000"
sched.cpu.shares = "high"
uuid.bios = "56 4d 11 22 33 44 55 66-77 88 99 aa bb cc dd ee"
vm.genid = "1234567890123456789"
vm.genidX = "-1234567890123456789"
ethernet0.present = "TRUE"
ethernet0.networkName = "VM Network"
ethernet0.virtualDev = "e1000e"
ethernet0.pciSlotNumber = "192"
scsi0.present = "TRUE"
scsi0.virtualDev = "lsilogic"
scsi0:0.present = "TRUE"
scsi0:0.fileName = "t.vmdk"
pciPassthru0.present = "TRUE"
pciPassthru0.id = "00:03:00.0"
EOF
cp "$cases/worked-example.vmx" nodes.vmx
echo '* -> bridge:brx' >networks
echo 'pciPassthru0 -> 0000:3b:00.0' >devices
cat >caps.xml <<'EOF'
<domainCapabilities><domain>kvm</domain><cpu>
<mode name='host-model' supported='yes'><model>kvm64</model></mode>
<mode name='custom' supported='yes'><model usable='yes'>EPYC</model></mode>
</cpu></domainCapabilities>
EOF

# An option, a value that changes something, and the case that it changes.
cat >options <<'EOF'
--name other all
--disk-dir /x all
--define test:///default all
--domain-type qemu all
--network *:other all
--bridge *:other all
--network-map networks all
--profile fast all
--disk-bus virtio-scsi all
--nic-model source all
--nic-names board all
--graphics none all
--device-map devices all
--cpu EPYC all
--domcapabilities caps.xml all
--topology one-socket nodes
--max-vcpus 48 all
--max-memory 128G all
--hugepages 2M all
--lock-memory - all
--numa-bind 0:0-3 all
--shares per-vcpu all
--source-mhz 2500 all
--uuid text nodes
--genid new all
--launch-security sev all
EOF

# is_taken OPTION COLUMN: by the manual's table; what is not there, by all.
is_taken ()
{
  local mark
  mark=$(sed -n "/^=head2 Options that some/,/^=head1/s/^ *$1  *//p" \
    "$manual" | awk -v n="$2" '{ print $n }')
  [ "${mark:-x}" = x ]
}

# try TARGET OPTION VALUE CASE: writes $case.$target.new.
try ()
{
  local args=("$2")
  [ "$3" = - ] || args+=("$3")
  [ "$2" != --define ] || args+=(-o defined)
  "$vmferry" emit -q --to "$1" "${args[@]}" "$4.vmx" >new 2>err
}

column=0
for target in libvirt qemu kubevirt proxmox openstack; do
  column=$((column + 1))
  for case in all nodes; do
    "$vmferry" emit -q --to $target $case.vmx >$case.$target
  done
  while read -r option value case; do
    status=0
    try $target "$option" "$value" "$case" || status=$?
    if is_taken "$option" $column; then
      [ $status = 0 ] || fail "$target $option: $(cat err)"
      ! cmp -s new "$case.$target" || fail "$target: $option changes nothing"
    else
      [ $status = 2 ] || fail "$target takes $option, the manual says no"
      grep -q "^vmferry: $option: the target $target does not take it, only: " \
        err || fail "$target $option: $(cat err)"
    fi
  done <options
done

# No row is missing here, and what is done anyway may be asked for.
sed -n '/^=head2 Options that some/,/^=head1/s/^ *\(--[a-z-]*\)  .*/\1/p' \
  "$manual" >rows
[ "$(wc -l <rows)" -gt 10 ] || fail "the manual has no table"
while read -r option; do
  grep -q -e "^$option " options || fail "$option is not tried"
done <rows
"$vmferry" emit -q --to qemu --graphics vnc --launch-security none \
  --profile safe --domain-type kvm all.vmx >new
cmp new all.qemu || fail "defaults change something"

# Mappings that mean nothing of the VM.
echo 'PG-207 -> network:x' >networks
echo 'pciPassthru7 -> 0000:3b:00.0' >devices
expect_status 0 "$vmferry" emit --network-map networks --device-map devices \
  --bridge 'VM Network:br0' --network 'PG-206:x' --network '*:y' all.vmx
for source in PG-206 PG-207; do
  grep -qx "vmferry: warning: the mapping of \"$source\" matches no card" err ||
    fail "no warning of $source: $(cat err)"
done
[ "$(grep -c "matches no" err)" = 3 ] || fail "$(cat err)"
grep -q 'of "pciPassthru7" matches no device' err || fail "$(cat err)"

# A conversion says so before it does anything.
expect_status 1 "$vmferry" convert -o out --network-map networks \
  --device-map devices all.vmx
[ "$(grep -c "matches no" err)" = 2 ] || fail "$(cat err)"
