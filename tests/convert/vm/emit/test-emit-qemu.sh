# vmferry: the scripts of emit --to qemu are clean, and QEMU starts by them
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-system-x86_64 qemu-img
cases=$top_srcdir/fixtures/machine/vmx
qemu=$top_srcdir/tests/convert/vm/emit/qemu-small.sh
dir="$tmpdir/it's, \$HOME \"disks\""
mkdir "$dir"

emit ()
{
  "$vmferry" emit -q --to qemu --disk-dir "$dir" -o "$tmpdir/vm.sh" "$1"
}

# start ARG...: runs the script up to where the guest would start, with what a
# test has in place of KVM and of hardware.
start ()
{
  printf '%s\n' '{"execute":"qmp_capabilities"}' '{"execute":"query-status"}' \
    '{"execute":"quit"}' |
    ACCEL=tcg QEMU=$qemu SCREEN=none CONSOLE=null timeout 60 \
      sh "$tmpdir/vm.sh" -S -qmp stdio "$@" >"$tmpdir/out" 2>&1 ||
    fail "$vmx: $(tail -n 3 "$tmpdir/out")"
  grep -q '"status": "prelaunch"' "$tmpdir/out" ||
    fail "$vmx: $(cat "$tmpdir/out")"
}

# TPMs are swtpm's; where there is none, machines with one are not started.
# More than 255 vCPUs need KVM.
for vmx in "$cases"/*.vmx; do
  emit "$vmx"
  if command -v shellcheck >/dev/null; then
    LC_ALL=C.UTF-8 shellcheck "$tmpdir/vm.sh" || fail "$vmx"
  fi
  if grep -q swtpm "$tmpdir/vm.sh" && ! command -v swtpm >/dev/null; then
    continue
  fi
  if grep -q -- '-smp cpus=260' "$tmpdir/vm.sh"; then
    continue
  fi
  start
done

# A name that would be commands, were it not quoted.
vmx=$tmpdir/name.vmx
{
  cat "$cases/minimal.vmx"
  # shellcheck disable=SC2016
  printf '%s\n' 'displayName = "a'"'"'; touch hurt; `touch hurt` $(touch hurt), x=y"'
} >"$vmx"
emit "$vmx"
start
[ ! -e hurt ] || fail "a name was run"

# A disk of ATA cannot be read-only.
vmx=$tmpdir/ata.vmx
{
  cat "$cases/minimal.vmx"
  printf '%s\n' 'sata0.present = "TRUE"' 'sata0:0.present = "TRUE"' \
    'sata0:0.fileName = "c.vmdk"' 'sata0:0.readonly = "TRUE"'
} >"$vmx"
"$vmferry" emit --to qemu --disk-bus source --disk-dir "$dir" "$vmx" \
  >"$tmpdir/vm.sh" 2>"$tmpdir/err"
grep -q 'sata0:0: read-only: the guest may write to it' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
start

# A floppy drive that is booted from, on both boards.
for os in debian11-64 winXPPro; do
  vmx=$tmpdir/floppy.vmx
  {
    cat "$cases/minimal.vmx"
    printf '%s\n' "guestOS = \"$os\"" 'floppy0.present = "TRUE"' \
      'floppy0.fileType = "file"' 'floppy0.fileName = "f.flp"' \
      'bios.bootOrder = "floppy"'
  } >"$vmx"
  emit "$vmx"
  grep -q -- '-global isa-fdc.bootindexA=1' "$tmpdir/vm.sh" ||
    fail "$(cat "$tmpdir/vm.sh")"
  start
done

# NVMe stays what it is.
vmx=$tmpdir/nvme.vmx
{
  cat "$cases/minimal.vmx"
  printf '%s\n' 'nvme0.present = "TRUE"' 'nvme0:0.present = "TRUE"' \
    'nvme0:0.fileName = "c.vmdk"' 'nvme0:1.present = "TRUE"' \
    'nvme0:1.fileName = "d.vmdk"'
} >"$vmx"
"$vmferry" emit --to qemu --disk-bus source --disk-dir "$dir" "$vmx" \
  >"$tmpdir/vm.sh" 2>"$tmpdir/err"
! grep -q 'nvme0:.*SATA' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
[ "$(grep -c -- '-device nvme,.*serial=nvme[01]n1' "$tmpdir/vm.sh")" = 2 ] ||
  fail "$(cat "$tmpdir/vm.sh")"
start

# What the source orders and limits reaches QEMU.
emit "$cases/worked-example.vmx"
grep -q -- '-smp cpus=24,maxcpus=24,sockets=2,dies=1,cores=12,threads=1 ' \
  "$tmpdir/vm.sh" || fail "no topology"
[ "$(grep -c -- '-numa node' "$tmpdir/vm.sh")" = 2 ] || fail "no nodes"
grep -q 'mac=00:50:56:00:00:01' "$tmpdir/vm.sh" || fail "no address"
"$vmferry" emit -q --to qemu --bridge '*:br0' "$cases/nic-order.vmx" \
  >"$tmpdir/vm.sh"
grep -q -- '-netdev bridge,id=net0,br=br0' "$tmpdir/vm.sh" || fail "no bridge"
