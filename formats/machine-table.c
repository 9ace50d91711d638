/* vmferry: what a machine's general structs have in them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-member.h"
#include "formats/machine.h"

#define AT(STRUCT, MEMBER) offsetof (struct vf_machine_##STRUCT, MEMBER)

static const char *const os_families[] = {
  [VF_OS_UNKNOWN] = "unknown", [VF_OS_LINUX] = "linux",
  [VF_OS_WINDOWS] = "windows", [VF_OS_BSD] = "bsd",
  [VF_OS_SOLARIS] = "solaris", [VF_OS_DARWIN] = "darwin",
  [VF_OS_OTHER] = "other",
};

static const char *const firmware_kinds[] = {
  [VF_FIRMWARE_BIOS] = "bios",
  [VF_FIRMWARE_EFI] = "efi",
};

static const char *const launches[] = {
  [VF_LAUNCH_NONE] = "none",     [VF_LAUNCH_SEV] = "sev",
  [VF_LAUNCH_SEV_ES] = "sev-es", [VF_LAUNCH_SEV_SNP] = "sev-snp",
  [VF_LAUNCH_TDX] = "tdx",
};

const char *const vf_platform_names[] = {
  [VF_PLATFORM_UNKNOWN] = NULL,    [VF_PLATFORM_VMWARE] = "vmware",
  [VF_PLATFORM_HYPERV] = "hyperv", [VF_PLATFORM_VIRTUALBOX] = "virtualbox",
  [VF_PLATFORM_XEN] = "xen",       [VF_PLATFORM_QEMU] = "qemu",
};

const char *
vf_platform_name (enum vf_platform platform)
{
  return vf_platform_names[platform];
}

const char *
vf_launch_security_name (enum vf_launch_security launch)
{
  return launches[launch];
}

const char *
vf_os_family_name (enum vf_os_family family)
{
  return os_families[family];
}

const struct vf_member vf_members_identity[] = {
  { "name", VF_MEMBER_TEXT, AT (identity, name), NULL },
  { "title", VF_MEMBER_TEXT, AT (identity, title), NULL },
  { "description", VF_MEMBER_TEXT, AT (identity, description), NULL },
  { "bios_uuid", VF_MEMBER_TEXT, AT (identity, bios_uuid_text), NULL },
  { "instance_uuid", VF_MEMBER_TEXT, AT (identity, instance_uuid), NULL },
  { "source_id", VF_MEMBER_TEXT, AT (identity, source_id), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_smbios[] = {
  { "manufacturer", VF_MEMBER_TEXT, AT (smbios, manufacturer), NULL },
  { "product", VF_MEMBER_TEXT, AT (smbios, product), NULL },
  { "version", VF_MEMBER_TEXT, AT (smbios, version), NULL },
  { "serial", VF_MEMBER_TEXT, AT (smbios, serial), NULL },
  { "sku", VF_MEMBER_TEXT, AT (smbios, sku), NULL },
  { "family", VF_MEMBER_TEXT, AT (smbios, family), NULL },
  { "board_manufacturer", VF_MEMBER_TEXT, AT (smbios, board_manufacturer),
    NULL },
  { "board_product", VF_MEMBER_TEXT, AT (smbios, board_product), NULL },
  { "board_serial", VF_MEMBER_TEXT, AT (smbios, board_serial), NULL },
  { "chassis_manufacturer", VF_MEMBER_TEXT, AT (smbios, chassis_manufacturer),
    NULL },
  { "chassis_serial", VF_MEMBER_TEXT, AT (smbios, chassis_serial), NULL },
  { "chassis_asset", VF_MEMBER_TEXT, AT (smbios, chassis_asset), NULL },
  { "reflects_host", VF_MEMBER_TRISTATE, AT (smbios, reflects_host), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_os[] = {
  { "family", VF_MEMBER_ENUM, AT (os, family), os_families },
  { "source_id", VF_MEMBER_TEXT, AT (os, source_id), NULL },
  { "name", VF_MEMBER_TEXT, AT (os, name), NULL },
  { "osinfo", VF_MEMBER_TEXT, AT (os, osinfo_uri), NULL },
  { "bits", VF_MEMBER_KNOWN, AT (os, bits), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_lifecycle[] = {
  { "autostart", VF_MEMBER_TRISTATE, AT (lifecycle, autostart), NULL },
  { "start_order", VF_MEMBER_NUMBER, AT (lifecycle, start_order), NULL },
  { "start_delay_s", VF_MEMBER_KNOWN, AT (lifecycle, start_delay_s), NULL },
  { "stop_delay_s", VF_MEMBER_KNOWN, AT (lifecycle, stop_delay_s), NULL },
  { "stop_action", VF_MEMBER_TEXT, AT (lifecycle, stop_action), NULL },
  { "on_poweroff", VF_MEMBER_TEXT, AT (lifecycle, on_poweroff), NULL },
  { "on_reboot", VF_MEMBER_TEXT, AT (lifecycle, on_reboot), NULL },
  { "on_crash", VF_MEMBER_TEXT, AT (lifecycle, on_crash), NULL },
  { "snapshots", VF_MEMBER_COUNT, AT (lifecycle, snapshots), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_cpu[] = {
  { "vcpus", VF_MEMBER_COUNT, AT (cpu, vcpus), NULL },
  { "max_vcpus", VF_MEMBER_COUNT, AT (cpu, max_vcpus), NULL },
  { "dies_per_socket", VF_MEMBER_KNOWN, AT (cpu, dies_per_socket), NULL },
  { "cores_per_socket", VF_MEMBER_KNOWN, AT (cpu, cores_per_socket), NULL },
  { "threads_per_core", VF_MEMBER_KNOWN, AT (cpu, threads_per_core), NULL },
  { "hot_add", VF_MEMBER_TRISTATE, AT (cpu, hot_add), NULL },
  { "hot_remove", VF_MEMBER_TRISTATE, AT (cpu, hot_remove), NULL },
  { "nested", VF_MEMBER_TRISTATE, AT (cpu, nested), NULL },
  { "pmu", VF_MEMBER_TRISTATE, AT (cpu, pmu), NULL },
  { "iommu", VF_MEMBER_TRISTATE, AT (cpu, iommu), NULL },
  { "hypervisor_hidden", VF_MEMBER_TRISTATE, AT (cpu, hidden), NULL },
  { "compatible", VF_MEMBER_TRISTATE, AT (cpu, compatible), NULL },
  { "baseline", VF_MEMBER_TEXT, AT (cpu, baseline), NULL },
  { "mode", VF_MEMBER_TEXT, AT (cpu, mode), NULL },
  { "model", VF_MEMBER_TEXT, AT (cpu, model), NULL },
  { "affinity", VF_MEMBER_TEXT, AT (cpu, affinity), NULL },
  { "latency_sensitivity", VF_MEMBER_TEXT, AT (cpu, latency_sensitivity),
    NULL },
  { "reservation_percent", VF_MEMBER_KNOWN, AT (cpu, reservation_percent),
    NULL },
  { "limit_percent", VF_MEMBER_KNOWN, AT (cpu, limit_percent), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_node[] = {
  { "first_vcpu", VF_MEMBER_COUNT, AT (node, first_vcpu), NULL },
  { "vcpus", VF_MEMBER_COUNT, AT (node, vcpus), NULL },
  { "vcpu_set", VF_MEMBER_TEXT, AT (node, vcpu_set), NULL },
  { "memory", VF_MEMBER_BYTES, AT (node, memory_bytes), NULL },
  { "host_node", VF_MEMBER_NUMBER, AT (node, host_node), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_feature[] = {
  { "name", VF_MEMBER_TEXT, AT (feature, name), NULL },
  { "policy", VF_MEMBER_TEXT, AT (feature, policy), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_schedule[] = {
  { "reservation", VF_MEMBER_LIMIT, AT (schedule, reservation), NULL },
  { "limit", VF_MEMBER_LIMIT, AT (schedule, limit), NULL },
  { "shares", VF_MEMBER_LIMIT, AT (schedule, shares), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_memory[] = {
  { "size", VF_MEMBER_BYTES, AT (memory, size_bytes), NULL },
  { "max", VF_MEMBER_BYTES, AT (memory, max_bytes), NULL },
  { "slots", VF_MEMBER_KNOWN, AT (memory, slots), NULL },
  { "hot_add", VF_MEMBER_TRISTATE, AT (memory, hot_add), NULL },
  { "dynamic", VF_MEMBER_TRISTATE, AT (memory, dynamic), NULL },
  { "min", VF_MEMBER_BYTES, AT (memory, min_bytes), NULL },
  { "buffer_percent", VF_MEMBER_KNOWN, AT (memory, buffer_percent), NULL },
  { "hugepage", VF_MEMBER_BYTES, AT (memory, hugepage_bytes), NULL },
  { "balloon", VF_MEMBER_TRISTATE, AT (memory, balloon), NULL },
  { "locked", VF_MEMBER_TRISTATE, AT (memory, locked), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_firmware[] = {
  { "kind", VF_MEMBER_ENUM, AT (firmware, kind), firmware_kinds },
  { "bits", VF_MEMBER_KNOWN, AT (firmware, bits), NULL },
  { "secure_boot", VF_MEMBER_TRISTATE, AT (firmware, secure_boot), NULL },
  { "enrolled_keys", VF_MEMBER_TRISTATE, AT (firmware, enrolled_keys), NULL },
  { "secure_boot_template", VF_MEMBER_TEXT,
    AT (firmware, secure_boot_template), NULL },
  { "nvram", VF_MEMBER_TEXT, AT (firmware, nvram_name), NULL },
  { "nvram_path", VF_MEMBER_TEXT, AT (firmware, nvram_path), NULL },
  { "boot_delay_ms", VF_MEMBER_COUNT, AT (firmware, boot_delay_ms), NULL },
  { "boot_retry_ms", VF_MEMBER_COUNT, AT (firmware, boot_retry_ms), NULL },
  { "enter_setup", VF_MEMBER_TRISTATE, AT (firmware, enter_setup), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_security[] = {
  { "encrypted", VF_MEMBER_TRISTATE, AT (security, encrypted), NULL },
  { "vbs", VF_MEMBER_TRISTATE, AT (security, vbs), NULL },
  { "launch", VF_MEMBER_ENUM, AT (security, launch), launches },
  { "sgx", VF_MEMBER_BYTES, AT (security, sgx_bytes), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_property[] = {
  { "key", VF_MEMBER_TEXT, AT (property, key), NULL },
  { "type", VF_MEMBER_TEXT, AT (property, type), NULL },
  { "value", VF_MEMBER_TEXT, AT (property, value), NULL },
  { "label", VF_MEMBER_TEXT, AT (property, label), NULL },
  { "user_configurable", VF_MEMBER_TRISTATE, AT (property, user_configurable),
    NULL },
  { NULL, 0, 0, NULL },
};
