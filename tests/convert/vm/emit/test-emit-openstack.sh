# vmferry: commands of emit --to openstack are clean, and say what they should
# to a client of OpenStack that only writes down what it is told
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
cases=$top_srcdir/fixtures/machine/vmx

# The properties that Glance's documentation has (2024.1).
cat >"$tmpdir/known" <<'END'
hw_architecture
hw_boot_menu
hw_cpu_cores
hw_cpu_sockets
hw_cpu_threads
hw_disk_bus
hw_firmware_type
hw_input_bus
hw_locked_memory
hw_machine_type
hw_mem_encryption
hw_mem_page_size
hw_numa_nodes
hw_pmu
hw_pointer_model
hw_qemu_guest_agent
hw_rng_model
hw_scsi_model
hw_serial_port_count
hw_time_hpet
hw_tpm_model
hw_tpm_version
hw_video_model
hw_vif_model
hw_vif_multiqueue_enabled
hw_viommu_model
hw_watchdog_action
img_hide_hypervisor_id
os_distro
os_secure_boot
os_type
os_version
END

mkdir "$tmpdir/bin"
cat >"$tmpdir/bin/openstack" <<'END'
#!/bin/bash
printf '<%s>' "$@" >>"$LOG"
echo >>"$LOG"
case $* in
  "volume show"*status*)
    # The first three times it is asked, a volume is still being made.
    echo >>"$LOG.asked"
    [ "$(wc -l <"$LOG.asked")" -gt 3 ] || { echo creating; exit; }
    echo "${STATUS:-available}"
    ;;
  *) echo an-id ;;
esac
END
printf '#!/bin/sh\necho "<sleep>" >>"$LOG"\n' >"$tmpdir/bin/sleep"
cat >"$tmpdir/bin/qemu-img" <<'END'
#!/bin/bash
echo "image: $3"
echo 'virtual size: 1 GiB (1074790400 bytes)'
END
chmod +x "$tmpdir/bin"/*

# run VMX ARG...: runs the script made of VMX; $tmpdir/log has the commands.
run ()
{
  local vmx=$1
  shift
  "$vmferry" emit -q --to openstack "$@" -o "$tmpdir/vm.sh" "$vmx"
  if command -v shellcheck >/dev/null; then
    LC_ALL=C.UTF-8 shellcheck "$tmpdir/vm.sh" || fail "$vmx"
  fi
  rm -f "$tmpdir/log.asked"
  : >"$tmpdir/log"
  (cd "$tmpdir" && LOG=$tmpdir/log PATH=$tmpdir/bin:$PATH sh "$tmpdir/vm.sh" \
    >/dev/null)
}

for vmx in "$cases"/*.vmx; do
  run "$vmx" --disk-dir "$tmpdir/it's, \$HOME"
  sed 's/<--property></\n&/g' "$tmpdir/log" |
    sed -n 's/^<--property><\([a-z_]*\).*/\1/p' |
    grep -v '^hw_numa_\(cpus\|mem\)$' |
    grep -vxFf "$tmpdir/known" && fail "$vmx: no such property"
done

run "$cases/worked-example.vmx" --disk-dir "$tmpdir" --network '*:prod net'
grep -q '<hw_numa_cpus.1=12-23><--property><hw_numa_mem.1=32768>' \
  "$tmpdir/log" || fail "no NUMA nodes"
grep -q '^<volume><create><--size><2><--image=db01-vda><--bootable>' \
  "$tmpdir/log" || fail "no volume: $(cat "$tmpdir/log")"
[ "$(grep -c '^<port><create><--network=prod net><--mac-address>' \
  "$tmpdir/log")" = 4 ] || fail "no ports"
tail -n 1 "$tmpdir/log" >"$tmpdir/server"
grep -q '^<server><create>.*<--volume=db01-vda>.*<--port=db01-nic3>' \
  "$tmpdir/server" ||
  fail "$(tail -n 1 "$tmpdir/log")"

# The server is made when the volumes are there, and not when they never are.
[ "$(grep -c '^<sleep>' "$tmpdir/log")" = 3 ] || fail "it does not wait"
sed -n '/^<sleep>/,$p' "$tmpdir/log" | grep '^<volume><show>.*<status>' |
  tail -n 1 | grep '<db01-vdc>$' >/dev/null || fail "it does not wait for each"
STATUS=error
export STATUS
expect_status 1 run "$cases/worked-example.vmx" --disk-dir "$tmpdir"
grep -q 'volume db01-vda is not available: error' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
! grep -q '^<server>' "$tmpdir/log" || fail "a server without its volume"
unset STATUS
run "$cases/secure-boot.vmx" --disk-dir "$tmpdir"
grep -q '<os_secure_boot=required>.*<hw_tpm_version=2.0>' "$tmpdir/log" ||
  fail "no secure boot"

# What starts like an option is none.
run "$cases/worked-example.vmx" --disk-dir -d --name=-x --network '*:-net'
grep -q '<--file=-d/-x-sda.qcow2>' "$tmpdir/log" || fail "$(cat "$tmpdir/log")"
grep -q '<--network=-net>.*<--><-x-nic3>' "$tmpdir/log" ||
  fail "$(cat "$tmpdir/log")"
! sed 's/<-->.*//' "$tmpdir/log" | grep '<-[xdn]' || fail "no options"

# One kind of controller and one model of NIC for all, that Nova has; memory
# is locked where the size of its pages is said.
{
  cat "$cases/minimal.vmx"
  printf '%s\n' 'scsi0.present = "TRUE"' 'scsi0.virtualDev = "lsilogic"' \
    'scsi0:0.present = "TRUE"' 'scsi0:0.fileName = "a.vmdk"' \
    'scsi1.present = "TRUE"' 'scsi1.virtualDev = "pvscsi"' \
    'scsi1:0.present = "TRUE"' 'scsi1:0.fileName = "b.vmdk"'
} >"$tmpdir/mixed.vmx"
run "$tmpdir/mixed.vmx" --disk-bus source --lock-memory
grep -q '<hw_mem_page_size=small>.*<hw_scsi_model=lsilogic>' "$tmpdir/log" ||
  fail "$(cat "$tmpdir/log")"
"$vmferry" emit --to openstack --disk-bus source "$tmpdir/mixed.vmx" \
  2>"$tmpdir/err" >/dev/null
grep -q 'scsi1:0: .* it is on a lsilogic, not a vmpvscsi$' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
cat >"$tmpdir/legacy.json" <<'EOF'
[{"VMName": "legacy", "Generation": 1, "ProcessorCount": 1,
  "MemoryStartup": 2147483648,
  "NetworkAdapters": [{"Name": "Legacy", "MacAddress": "00155D00000A",
    "SwitchName": "LAN", "IsLegacy": true}],
  "HardDrives": [{"Path": "C:\\a.vhdx", "ControllerType": 0,
    "ControllerNumber": 0, "ControllerLocation": 0}]}]
EOF
run "$tmpdir/legacy.json" --nic-model source
grep -q '<hw_vif_model=e1000>' "$tmpdir/log" || fail "$(cat "$tmpdir/log")"
