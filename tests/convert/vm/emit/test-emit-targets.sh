# vmferry: what holds for every target of emit: help and manual name it, -o
# writes all or nothing, --json has its report, --strict minds its losses
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires jq
vmx=$top_srcdir/fixtures/machine/vmx/worked-example.vmx
windows=$top_srcdir/fixtures/machine/vmx/secure-boot.vmx

expect_status 2 "$vmferry" emit --to nothing "$vmx"
targets=$(sed -n 's/.*there are: //p' "$tmpdir/err" | tr -d ,)
[ "$(wc -w <<<"$targets")" -ge 5 ] || fail "targets: $targets"

"$vmferry" emit --help >"$tmpdir/help"
for target in $targets; do
  grep -q "$target" "$tmpdir/help" || fail "the help has no $target"
  grep -q "^=item B<$target>$" "$top_srcdir/tools/vmferry-emit.pod" ||
    fail "the manual has no $target"

  # The same text to a file, in JSON, and to standard output.
  "$vmferry" emit -q --to "$target" "$vmx" >"$tmpdir/text"
  [ -s "$tmpdir/text" ] || fail "$target: nothing"
  "$vmferry" emit -q --to "$target" -o "$tmpdir/file" "$vmx"
  cmp "$tmpdir/text" "$tmpdir/file" || fail "$target: another file"
  "$vmferry" emit --to "$target" --json "$vmx" >"$tmpdir/json"
  jq -rj .definition "$tmpdir/json" | cmp - "$tmpdir/text" ||
    fail "$target: another text in JSON"
  jq -e '.hardware | map(select(.what == "vCPUs" and .source and .target)) |
         length == 1' "$tmpdir/json" >/dev/null || fail "$target: no vCPUs"
  expect_status 1 "$vmferry" emit --to "$target" -o "$tmpdir/none/x" "$vmx"
  [ ! -e "$tmpdir/none" ] || fail "made a folder"

  # Windows is told what it lacks, and what becomes of its TPM.
  "$vmferry" emit --to "$target" "$windows" >/dev/null 2>"$tmpdir/err"
  grep -q '^vmferry: warning: scsi0:0: Windows brings no drivers of virtio' \
    "$tmpdir/err" || fail "$target: no word of drivers: $(cat "$tmpdir/err")"
  grep -q "^vmferry: warning: .*TPM is a new one: .*BitLocker" \
    "$tmpdir/err" || fail "$target: no word of the TPM: $(cat "$tmpdir/err")"
  for bus in source virtio; do
    "$vmferry" emit --to "$target" --disk-bus $bus "$windows" >/dev/null \
      2>"$tmpdir/err"
    ! grep 'drivers of virtio' "$tmpdir/err" || fail "$target: $bus was chosen"
  done

  # Networks that nothing names are a loss to all of them.
  expect_status 3 "$vmferry" emit --strict --to "$target" "$vmx"
  grep -q '^vmferry: warning: ethernet0: ' "$tmpdir/err" ||
    fail "$target: $(cat "$tmpdir/err")"
done

# What the source's own account loses is named, too, and so is what it has
# that is not known.
cat >"$tmpdir/source.vmx" <<'END'
config.version = "8"
virtualHW.version = "19"
displayName = "source"
memSize = "64"
numvcpus = "1"
cleanShutdown = "FALSE"
teapot.short = "TRUE"
END
expect_status 3 "$vmferry" emit --strict "$tmpdir/source.vmx"
for line in 'cleanShutdown: the VM runs or was not shut down cleanly' \
  'teapot.short: not known, and left out'; do
  grep -q "^vmferry: warning: $line" "$tmpdir/err" ||
    fail "no $line: $(cat "$tmpdir/err")"
done
! grep -q suspended "$tmpdir/err" || fail "it is not suspended"
"$vmferry" emit --json "$tmpdir/source.vmx" |
  jq -e '.source | map(.key + " " + .fate) ==
         ["cleanShutdown loss", "teapot.short unknown"]' >/dev/null ||
  fail "not in JSON"

# Of a suspended VM, what to do is said.
echo 'checkpoint.vmState = "source.vmss"' >>"$tmpdir/source.vmx"
expect_status 0 "$vmferry" emit "$tmpdir/source.vmx"
grep -q 'warning: the VM is suspended: resume it, and shut it down' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"

# An image in a drive is taken out, and that is said, whatever the source; a
# target without empty drives has no drive.
cat >"$tmpdir/iso.vmx" <<'END'
config.version = "8"
virtualHW.version = "19"
displayName = "iso"
memSize = "64"
numvcpus = "1"
ide1:0.present = "TRUE"
ide1:0.deviceType = "cdrom-image"
ide1:0.fileName = "a.iso"
END
cat >"$tmpdir/iso.xml" <<'END'
<domain type='kvm'><name>iso</name><memory>65536</memory><devices>
<disk type='file' device='cdrom'><source file='/a.iso'/><target dev='sda' bus='sata'/></disk>
</devices></domain>
END
for target in $targets; do
  for source in "$tmpdir/iso.vmx" "$tmpdir/iso.xml"; do
    expect_status 3 "$vmferry" emit --strict --to "$target" "$source"
    grep -q 'warning: .*: the image is taken out of the drive$' \
      "$tmpdir/err" || fail "$target, $source: $(cat "$tmpdir/err")"
    case $target in
      kubevirt | openstack)
        grep -q 'no drives that are empty: it is left out' "$tmpdir/err" ||
          fail "$target: $(cat "$tmpdir/err")"
        ;;
    esac
  done
done

# A card whose network has no name.
cat >"$tmpdir/nat.vmx" <<'END'
virtualHW.version = "13"
displayName = "nat"
guestOS = "other3xlinux-64"
ethernet0.present = "TRUE"
ethernet0.connectionType = "nat"
END
for target in $targets; do
  expect_status 0 "$vmferry" emit --to "$target" "$tmpdir/nat.vmx"
  grep -q "^vmferry: warning: ethernet0: its NAT network " "$tmpdir/err" ||
    fail "$target: $(cat "$tmpdir/err")"
  grep -q "ethernet0: has no address: the target makes one" "$tmpdir/err" ||
    fail "$target: $(cat "$tmpdir/err")"
done

# Dynamic memory is said to be what the target makes of it.
dynamic=$top_srcdir/fixtures/machine/hyperv/get-vm.json
for target in $targets; do
  case $target in
    libvirt) words='starts with 2 GiB, and changes when virsh' ;;
    qemu) words='starts with 4 GiB, and changes when QEMU' ;;
    proxmox) words='starts with 4 GiB, and gives back what is beyond' ;;
    *) words='starts with 4 GiB, and keeps it' ;;
  esac
  expect_status 0 "$vmferry" emit --to "$target" "$dynamic"
  grep -q "memory.dynamic: .* between 1 GiB and 4 GiB by demand; here it $words" \
    "$tmpdir/err" || fail "$target: $(cat "$tmpdir/err")"
done

# Strings by which a guest would think that it is elsewhere, an address of no
# network, and a kind of guest that may lack drivers.
sed 's/"7783-7084"/"7783-7084-3265-9085-8269-3286-77"/' \
  "$top_srcdir/fixtures/machine/hyperv/export.json" >"$tmpdir/azure.json"
grep -q 7783-7084-3265 "$tmpdir/azure.json" || fail "it has no tag"
cat >"$tmpdir/mac.vmx" <<'END'
virtualHW.version = "13"
displayName = "mac"
guestOS = "solaris10-64"
hw.model = "MacBookPro15,1"
scsi0.present = "TRUE"
scsi0:0.present = "TRUE"
scsi0:0.fileName = "a.vmdk"
END
sed -i 's|<devices>|&<interface type="null"/>|; s|<devices>|<on_reboot>restart</on_reboot><on_crash>restart</on_crash>&|' \
  "$tmpdir/iso.xml"
for target in $targets; do
  expect_status 0 "$vmferry" emit --vm db1 --to "$target" \
    "$tmpdir/azure.json"
  ! grep -q 7783-7084 "$tmpdir/out" || fail "$target: Azure's tag is shown"
  expect_status 0 "$vmferry" emit --to "$target" "$tmpdir/mac.vmx"
  grep -q 'smbios: the maker and the model, "MacBookPro15,1", are not shown' \
    "$tmpdir/err" || fail "$target: $(cat "$tmpdir/err")"
  ! grep -q 'TWFjQm9va1BybzE1LDE=\|MacBook' "$tmpdir/out" ||
    fail "$target: $(cat "$tmpdir/out")"
  grep -q 'scsi0:0: not each release of this system brings drivers' \
    "$tmpdir/err" || fail "$target: $(cat "$tmpdir/err")"
  # What each target does anyway is not lost.
  expect_status 0 "$vmferry" emit --to "$target" "$tmpdir/iso.xml"
  grep -q 'its network (there is none) ' "$tmpdir/err" ||
    fail "$target: $(cat "$tmpdir/err")"
  ! grep -q 'on_reboot' "$tmpdir/err" || fail "$target: $(cat "$tmpdir/err")"
  if [ "$target" != libvirt ]; then
    grep -q 'on_crash' "$tmpdir/err" || fail "$target: $(cat "$tmpdir/err")"
  fi
done

# QEMU's own address is the same for each VM.
"$vmferry" emit -q --to qemu --name a "$tmpdir/nat.vmx" |
  grep -o ',mac=52:54:00:[0-9a-f:]*' >"$tmpdir/a"
"$vmferry" emit -q --to qemu --name b "$tmpdir/nat.vmx" |
  grep -o ',mac=52:54:00:[0-9a-f:]*' >"$tmpdir/b"
[ -s "$tmpdir/a" ] || fail "no address"
! cmp -s "$tmpdir/a" "$tmpdir/b" || fail "two VMs have one address"

# Controllers that the firmware or the target has no driver for; no disk.
{
  cat "$tmpdir/mac.vmx"
  echo 'firmware = "efi"'
} >"$tmpdir/lsi.vmx"
for target in $targets; do
  expect_status 0 "$vmferry" emit --disk-bus source --to "$target" \
    "$tmpdir/lsi.vmx"
  grep -q 'scsi0:0: UEFI has no driver for its controller' "$tmpdir/err" ||
    fail "$target: $(cat "$tmpdir/err")"
done
expect_status 0 "$vmferry" emit --disk-bus source --to kubevirt "$tmpdir/lsi.vmx"
grep -q "scsi0:0: KubeVirt's SCSI controller is a virtio-scsi" "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
expect_status 0 "$vmferry" emit --to openstack "$tmpdir/nat.vmx"
grep -q 'disks: there is none, and no server' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"

# Disks whose changes are dropped, and that snapshots leave out.
cat >"$tmpdir/modes.vmx" <<'END'
virtualHW.version = "13"
displayName = "modes"
guestOS = "debian11-64"
scsi0.present = "TRUE"
scsi0:0.present = "TRUE"
scsi0:0.fileName = "a.vmdk"
scsi0:0.mode = "independent-persistent"
scsi0:1.present = "TRUE"
scsi0:1.fileName = "b.vmdk"
scsi0:1.mode = "independent-nonpersistent"
END
for target in $targets; do
  expect_status 0 "$vmferry" emit --to "$target" "$tmpdir/modes.vmx"
  case $target in
    libvirt) words='<transient/>' ;;
    qemu) words=',snapshot=on,file=.*modes-sdb' ;;
    proxmox) words='^virtio1: .*,snapshot=1' ;;
    kubevirt) words='ephemeral:' ;;
    *) words='openstack' ;;
  esac
  [ "$(grep -c -e "$words" "$tmpdir/out")" -ge 1 ] ||
    fail "$target: $(cat "$tmpdir/out")"
  if [ "$target" = openstack ]; then
    grep -q 'scsi0:1: what is written to it is kept' "$tmpdir/err" ||
      fail "$(cat "$tmpdir/err")"
  else
    ! grep -q 'scsi0:1' "$tmpdir/err" || fail "$target: $(cat "$tmpdir/err")"
  fi
  if [ "$target" != libvirt ]; then
    grep -q 'scsi0:0: snapshots of the target have it' "$tmpdir/err" ||
      fail "$target: $(cat "$tmpdir/err")"
  fi
done
