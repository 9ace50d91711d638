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

# proxmox NAME CASE OPTION...: into all/NAME, with what is said in err.
proxmox ()
{
  local name=$1 case=$2
  shift 2
  "$vmferry" emit --to proxmox "$@" -o "$tmpdir/all/$name" "$case" \
    2>"$tmpdir/err" || fail "$(cat "$tmpdir/err")"
}

# has NAME LINE...: all/NAME has these.
has ()
{
  local name=$1 line
  shift
  for line; do
    grep -qxF -- "$line" "$tmpdir/all/$name" ||
      fail "no $line in $(cat "$tmpdir/all/$name")"
  done
}

# said TEXT...: each is a warning.
said ()
{
  local text
  for text; do
    grep -qF -- "$text" "$tmpdir/err" || fail "no $text: $(cat "$tmpdir/err")"
  done
}

# What qm would refuse only when the VM starts; the judge knows, too.
proxmox tcg "$cases/worked-example.vmx" --domain-type qemu
has tcg 'kvm: 0' 'cpu: max'
proxmox vcpus "$cases/odd-cores.vmx" --max-vcpus 12
has vcpus 'hotplug: disk,network,usb,cpu'
proxmox grows "$cases/odd-cores.vmx" --max-memory 64G
has grows 'hotplug: disk,network,usb,memory' 'numa: 1'
said 'makes each of 3 sockets a NUMA node'
proxmox nodes "$cases/worked-example.vmx" --max-memory 128G
said 'memory.max: Proxmox VE plugs in no memory where'
! grep -q '^hotplug' "$tmpdir/all/nodes" || fail "plugs memory into own nodes"
proxmox pages "$cases/odd-cores.vmx" --hugepages 2M
grep -q '^numa0: cpus=0-5,memory=' "$tmpdir/all/pages" || fail "many nodes"

# Hardware that Proxmox VE has not.
{
  cat "$cases/minimal.vmx"
  printf '%s\n' 'scsi0.present = "TRUE"' 'scsi0.virtualDev = "lsisas1068"' \
    'scsi0:0.present = "TRUE"' 'scsi0:0.fileName = "a.vmdk"' \
    'scsi1.present = "TRUE"' 'scsi1.virtualDev = "lsilogic"' \
    'scsi1:0.present = "TRUE"' 'scsi1:0.fileName = "b.vmdk"' \
    'scsi1:0.readonly = "TRUE"' \
    'sata0.present = "TRUE"' 'sata0:0.present = "TRUE"' \
    'sata0:0.fileName = "c.vmdk"' 'sata0:0.readonly = "TRUE"' \
    'floppy0.present = "TRUE"' 'floppy0.fileName = "f.flp"' \
    'floppy0.fileType = "file"'
} >"$tmpdir/lsi.vmx"
proxmox lsi "$tmpdir/lsi.vmx" --disk-bus source
has lsi 'scsihw: lsi'
said 'controller 0, a lsisas1068, are on a lsi, for which' \
  'sata0:0: read-only: the guest may write to it' \
  'floppy0: Proxmox VE has no floppy drives'
[ "$(grep -c ',ro=1' "$tmpdir/all/lsi")" = 1 ] || fail "$(cat "$tmpdir/all/lsi")"
cat >"$tmpdir/legacy.json" <<'EOF'
[{"VMName": "legacy", "Generation": 1, "ProcessorCount": 1,
  "MemoryStartup": 2147483648, "MemoryMinimum": 1073741824,
  "MemoryMaximum": 4294967296, "DynamicMemoryEnabled": true,
  "HardDrives": [{"Path": "C:\\a.vhdx", "ControllerType": 0,
    "ControllerNumber": 0, "ControllerLocation": 0}],
  "NetworkAdapters": [{"Name": "Legacy", "MacAddress": "00155D00000A",
    "SwitchName": "LAN", "IsLegacy": true}]}]
EOF
proxmox legacy "$tmpdir/legacy.json" --nic-model source
grep -q '^net0: e1000=' "$tmpdir/all/legacy" || fail "$(cat "$tmpdir/all/legacy")"
said 'Proxmox VE has no tulip'
has legacy 'memory: 4096' 'balloon: 1024'
said 'starts with 4 GiB, and gives back'
sed -i '/"MemoryMinimum"/s/, "MemoryMinimum": 1073741824//' "$tmpdir/legacy.json"
proxmox legacy "$tmpdir/legacy.json" --nic-model source
! grep -q '^balloon' "$tmpdir/all/legacy" || fail "$(cat "$tmpdir/all/legacy")"
said 'starts with 4 GiB, and keeps it'

# Volumes of qm's own: what it makes must not be named yet.
grep -q '^#Then delete the line efidisk0 below, and do: qm set 100 --efidisk0' \
  "$tmpdir/all/secure-boot.vmx" || fail "no word of efidisk0"
grep -q '^#Then delete the line tpmstate0 below' \
  "$tmpdir/all/secure-boot.vmx" || fail "no word of tpmstate0"
python3 "$judge" "$tmpdir/all"/*

# What breaks a rule would be noticed.
sed 's/^memory: .*/memory: 1/' "$conf" >"$tmpdir/wrong"
expect_status 1 python3 "$judge" "$tmpdir/wrong"
