# vmferry: what a person chooses for the target stands in the domain, and what
# the target cannot have is refused
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires virt-xml-validate
cases=$top_srcdir/fixtures/machine/vmx

# emit CASE OPTION...: into $tmpdir/vm.xml, which passes the schema.
emit ()
{
  local vmx=$cases/$1.vmx
  [ -e "$vmx" ] || vmx=$1
  shift
  "$vmferry" emit "$@" -o "$tmpdir/vm.xml" "$vmx" \
    2>"$tmpdir/err" || fail "$*: $(cat "$tmpdir/err")"
  virt-xml-validate "$tmpdir/vm.xml" domain >"$tmpdir/out" 2>&1 ||
    fail "$*: $(head -n 3 "$tmpdir/out")"
}

# has TEXT...: each is in the domain.
has ()
{
  local text
  for text; do
    grep -Fq -e "$text" "$tmpdir/vm.xml" || fail "no $text in:
$(cat "$tmpdir/vm.xml")"
  done
}

# refused TEXT CASE OPTION...: fails with TEXT, and writes nothing.
refused ()
{
  local text=$1 case=$2
  shift 2
  rm -f "$tmpdir/vm.xml"
  expect_status 1 "$vmferry" emit "$@" -o "$tmpdir/vm.xml" "$cases/$case.vmx"
  grep -Fq -e "$text" "$tmpdir/err" || fail "$*: $(cat "$tmpdir/err")"
  [ ! -e "$tmpdir/vm.xml" ] || fail "$*: wrote something"
}

# worked-example: 24 vCPUs in 2 nodes, 64 GiB, UEFI without secure boot.
emit worked-example --cpu host-passthrough
has "mode='host-passthrough'" "migratable='on'"
emit worked-example --cpu EPYC-Rome --topology one-socket
has "<model fallback='forbid'>EPYC-Rome</model>" "sockets='1'" "cores='24'"
emit hot-add --max-vcpus 32 --max-memory 16G
has "current='16'" ">32</vcpu>" "<maxMemory slots='16' unit='KiB'>16777216<" \
  "<cell id='0' cpus='0-31'"
emit worked-example --hugepages 1G --lock-memory --max-vcpus 48
has "<page size='1048576' unit='KiB'/>" "<locked/>" "<hard_limit" \
  "cpus='0-11,24-35'" "cpus='12-23,36-47'" "sockets='4'"
emit worked-example --numa-bind 0:0-11 --numa-bind 1:12-23
has "<memnode cellid='1' mode='strict' nodeset='1'/>" \
  "<vcpupin vcpu='23' cpuset='12-23'/>"
emit odd-cores --numa-bind 3
has "<memory mode='preferred' nodeset='3'/>"
emit worked-example --shares per-vcpu
has "<shares>2400</shares>"
emit worked-example --launch-security sev
has "<launchSecurity type='sev'>" "<locked/>"
emit worked-example --uuid text
cp "$tmpdir/vm.xml" "$tmpdir/text.xml"
emit worked-example --uuid bytes --genid new
has "<genid/>"
! grep -Fqx "$(grep '<uuid>' "$tmpdir/text.xml")" "$tmpdir/vm.xml" ||
  fail "the UUID's bytes are its text"

# Promises of the source's administrator.
cat >"$tmpdir/tuned.vmx" <<'END'
virtualHW.version = "13"
displayName = "tuned"
guestOS = "windows9-64"
numvcpus = "4"
memSize = "1024"
sched.cpu.shares = "high"
sched.cpu.min = "1000"
sched.cpu.max = "2000"
sched.mem.max = "512"
sched.mem.minSize = "256"
featMask.vm.cpuid.AVX2 = "Val:0"
vhv.enable = "TRUE"
vpmc.enable = "TRUE"
numa.vcpu.maxPerVirtualNode = "2"
numa.nodeAffinity = "0"
bios.bootDelay = "90000"
scsi0.present = "TRUE"
scsi0:0.present = "TRUE"
scsi0:0.fileName = "t.vmdk"
sched.scsi0:0.shares = "high"
END
emit "$tmpdir/tuned.vmx"
has "<shares>200</shares>" "<weight>1000</weight>" "<pmu state='on'/>" \
  "policy='disable' name='avx2'" "policy='optional' name='svm'" \
  "offset='localtime'" "<direct state='on'/>" "timeout='65535'"
for loss in cpu.limit cpu.reservation memory.limit memory.reservation \
  firmware.boot_delay numa.binding; do
  grep -q "warning: $loss: " "$tmpdir/err" || fail "no word of $loss"
done
emit "$tmpdir/tuned.vmx" --source-mhz 2500 --shares none \
  --numa-bind 1 --numa-bind 0
! grep -q "numa.binding" "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
has "<global_quota>80000</global_quota>"
! grep -q "<shares>\|<locked" "$tmpdir/vm.xml" || fail "not as asked"
sed -i 's/windows9-64/winvista-64/' "$tmpdir/tuned.vmx"
emit "$tmpdir/tuned.vmx"
has "<relaxed" "hypervclock"
! grep -q "<stimer" "$tmpdir/vm.xml" || fail "too much for Vista"

# Hyper-V's memory that grows, and its requests of 8 KiB.
sed 's/"MaximumIOPS": null/"MaximumIOPS": 500, "MinimumIOPS": 100/' \
  "$top_srcdir/fixtures/machine/hyperv/get-vm.json" >"$tmpdir/get-vm.json"
emit "$tmpdir/get-vm.json"
has "<total_iops_sec>500<" "<size_iops_sec>8192<" "<currentMemory"
grep -q "100 requests a second were promised" "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"

expect_status 2 "$vmferry" emit --numa-bind 0 "$cases/worked-example.vmx"
grep -q "name one for each" "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
refused "boots by BIOS" old-bios --launch-security sev
refused "cannot have secure boot" secure-boot --launch-security sev
refused "cannot have secure boot" secure-boot --to kubevirt \
  --launch-security sev
for options in "--numa-bind x" "--numa-bind 0:a" "--numa-bind 0:5-2" \
  "--numa-bind 0:1,,2" "--numa-bind 0:3-" "--numa-bind 0:16384" \
  "--topology none" "--max-vcpus 100000"; do
  # shellcheck disable=SC2086
  expect_status 2 "$vmferry" emit $options "$cases/odd-cores.vmx"
done

# What a target says of itself.
cat >"$tmpdir/old.xml" <<'END'
<domainCapabilities>
  <domain>kvm</domain>
  <vcpu max='16'/>
  <os><enum name='firmware'><value>efi</value></enum>
    <loader><enum name='secure'><value>no</value></enum></loader></os>
  <cpu>
    <mode name='host-model' supported='yes'><model>qemu64</model></mode>
  </cpu>
  <devices><tpm supported='no'/></devices>
  <features><sev supported='no'/><hyperv supported='no'/></features>
</domainCapabilities>
END
old="--domcapabilities $tmpdir/old.xml"
# shellcheck disable=SC2086
refused "host-model is qemu64 on the target" odd-cores $old
sed "s|<cpu>|&<mode name='host-passthrough' supported='yes'/>|" \
  "$tmpdir/old.xml" >"$tmpdir/any.xml"
refused "no model that is known is usable, but --cpu host-passthrough" \
  odd-cores --domcapabilities "$tmpdir/any.xml"
sed 's|<domain>|<arch>aarch64</arch>&|' "$tmpdir/old.xml" >"$tmpdir/arm.xml"
refused 'arm.xml: arch is "aarch64", must be x86_64' odd-cores \
  --domcapabilities "$tmpdir/arm.xml"
# shellcheck disable=SC2086
refused "24 vCPUs: q35 of QEMU 7.2 has at most 16" worked-example $old
sed -i 's/qemu64/EPYC/' "$tmpdir/old.xml"
# shellcheck disable=SC2086
refused "secure boot, for which the target" secure-boot $old
sed -i 's/<value>no</<value>yes</' "$tmpdir/old.xml"
# shellcheck disable=SC2086
emit secure-boot $old
! grep -q "<tpm\|<hyperv" "$tmpdir/vm.xml" || fail "a TPM that is not there"
grep -q "swtpm" "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
refused "no <domainCapabilities>" odd-cores \
  --domcapabilities "$cases/odd-cores.expected.xml"

# libvirt's own: what each calls usable is taken, what not is refused.
need_corpus libvirt-xml/libvirt-libvirt/domaincapsdata
for caps in "$corpus"/libvirt-xml/libvirt-libvirt/domaincapsdata/*-q35.x86_64*
do
  emit worked-example --domcapabilities "$caps"
  has "mode='host-model'"
  for usable in yes no; do
    model=$(sed -n "/<model usable='$usable'/{s/.*>\(.*\)<.*/\1/p;q}" "$caps")
    if [ $usable = yes ]; then
      emit worked-example --domcapabilities "$caps" --cpu "$model"
      has ">$model</model>"
    else
      refused "cannot be a $model: it lacks" worked-example \
        --domcapabilities "$caps" --cpu "$model"
    fi
  done
done
