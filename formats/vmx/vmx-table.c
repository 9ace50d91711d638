/* vmferry: the tables of all families of keys of a .vmx.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-table.h"

#include <stddef.h>

/* Keys with names of many kinds, which code reads and judges. */
static const struct vf_vmx_row rows_of_many_names[] = {
  { "cpuid.LEAF.REGISTER", VF_VMX_NOTHING, 0, 0, NULL },
  { "featmask.vm.cpuid.NAME", VF_VMX_NOTHING, 0, 0, NULL },
  { "featmask.vm.hv.capable", VF_VMX_NOTHING, 0, 0, NULL },
  { "usb.autoconnect.deviceN", VF_VMX_NOTHING, 0, 0, NULL },
  { .key = NULL },
};

const struct vf_vmx_family vf_vmx_families[] = {
  { "", vf_vmx_rows_general },
  { "", vf_vmx_rows_smbios },
  { "", vf_vmx_rows_os },
  { "", vf_vmx_rows_cpu },
  { "", vf_vmx_rows_memory },
  { "", vf_vmx_rows_numa },
  { "", vf_vmx_rows_firmware },
  { "", vf_vmx_rows_boot },
  { "BUSN.", vf_vmx_rows_controller },
  { "BUSN:M.", vf_vmx_rows_disk },
  { "sched.BUSN:M.", vf_vmx_rows_disk_io },
  { "ethernetN.", vf_vmx_rows_nic },
  { "usb.", vf_vmx_rows_usb },
  { "usb:N.", vf_vmx_rows_usb_device },
  { "sound.", vf_vmx_rows_sound },
  { "serialN.", vf_vmx_rows_port },
  { "pciPassthruN.", vf_vmx_rows_passthrough },
  { "", vf_vmx_rows_tpm },
  { "vwdt.", vf_vmx_rows_watchdog },
  { "vmciN.", vf_vmx_rows_vmci },
  { "nvdimmN:M.", vf_vmx_rows_nvdimm },
  { "sharedFolderN.", vf_vmx_rows_folder },
  { "precisionclockN.", vf_vmx_rows_precision_clock },
  { "", vf_vmx_rows_display },
  { "", vf_vmx_rows_security },
  { "", rows_of_many_names },
  { NULL, NULL },
};
