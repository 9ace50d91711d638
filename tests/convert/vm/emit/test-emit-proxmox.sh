# vmferry: configurations of emit --to proxmox keep the rules of qm.conf(5)
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3
cases=$top_srcdir/fixtures/machine/vmx
judge=$top_srcdir/tests/convert/vm/emit/proxmox.py

mkdir "$tmpdir/all"
for vmx in "$cases"/*.vmx; do
  "$vmferry" emit -q --to proxmox -o "$tmpdir/all/$(basename "$vmx")" "$vmx"
done
conf=$tmpdir/all/worked-example.vmx
[ "$(grep '^numa' "$conf")" = 'numa: 1
numa0: cpus=0-11,memory=32768
numa1: cpus=12-23,memory=32768' ] || fail "$(grep '^numa' "$conf")"
grep -q '^smbios1: .*,serial=Vk13YXJlLTQy' "$conf" || fail "no serial number"
grep -q '^vmgenid: 09512cc5-940a-8987-b950-f54f631015e8$' "$conf" ||
  fail "no generation id"

# A description and paths stay notes, whatever is in them.
{
  cat "$cases/minimal.vmx"
  printf '%s\n' 'displayName = "a..b_ c."' 'annotation = "x|0Amemory: 1"'
} >"$tmpdir/odd.vmx"
"$vmferry" emit -q --to proxmox --disk-dir $'/x\nmemory: 2\n\xff' \
  -o "$tmpdir/all/odd" "$tmpdir/odd.vmx"
grep -q '^name: a.b-c$' "$tmpdir/all/odd" || fail "$(cat "$tmpdir/all/odd")"

# More disks than one kind of place has, and maps of networks.
"$vmferry" emit --to proxmox --bridge '*:vmbr1' -o "$tmpdir/all/nics" \
  "$cases/nic-order.vmx" 2>"$tmpdir/err"
! grep -q 'not mapped' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
{
  cat "$cases/minimal.vmx"
  for unit in 0 1 2 3 4 5 6 8 9 10 11 12 13 14 15; do
    for bus in 0 1; do
      echo "scsi$bus.present = \"TRUE\""
      echo "scsi$bus:$unit.present = \"TRUE\""
      echo "scsi$bus:$unit.fileName = \"d$bus-$unit.vmdk\""
    done
  done | sort -u
} >"$tmpdir/many.vmx"
"$vmferry" emit --to proxmox -o "$tmpdir/all/many" "$tmpdir/many.vmx" \
  2>"$tmpdir/err"
[ "$(grep -cE '^(virtio|scsi)[0-9]+: ' "$tmpdir/all/many")" = 30 ] ||
  fail "$(cat "$tmpdir/all/many")"
grep -q 'at most 16 virtio disks' "$tmpdir/err" || fail "nothing was said"

# Features without a flag are one line, however many.
{
  cat "$cases/minimal.vmx"
  echo 'cpuid.1.edx = "00000000000000000000000000000001"'
} >"$tmpdir/mask.vmx"
"$vmferry" emit --to proxmox -o "$tmpdir/all/mask" "$tmpdir/mask.vmx" \
  2>"$tmpdir/err"
[ "$(grep -c 'no flag for [0-9]* of them: .*fpu .*, vme ' "$tmpdir/err")" = 1 ] ||
  fail "$(cat "$tmpdir/err")"

# Volumes of qm's own: what it makes must not be named yet.
grep -q '^#Then delete the line efidisk0 below, and do: qm set 100 --efidisk0' \
  "$tmpdir/all/secure-boot.vmx" || fail "no word of efidisk0"
grep -q '^#Then delete the line tpmstate0 below' \
  "$tmpdir/all/secure-boot.vmx" || fail "no word of tpmstate0"
python3 "$judge" "$tmpdir/all"/*

# What breaks a rule would be noticed.
sed 's/^memory: .*/memory: 1/' "$conf" >"$tmpdir/wrong"
expect_status 1 python3 "$judge" "$tmpdir/wrong"
