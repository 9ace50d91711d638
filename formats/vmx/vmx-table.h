/* vmferry: all tables of keys of a .vmx, for reading, for the account of what
 * no family reads, and for the documentation that a test holds to them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_TABLE_H
#define VF_FORMATS_VMX_VMX_TABLE_H

#include <stdbool.h>

#include "formats/account.h"
#include "formats/vmx/vmx-row.h"

/* A table, and what its keys start with: "" or "ethernetN.". */
struct vf_vmx_family {
  const char *prefix;
  const struct vf_vmx_row *rows;
};

/* All of them; the last has no rows. */
extern const struct vf_vmx_family vf_vmx_families[];

/* What becomes of keys that stand in no row. */
struct vf_vmx_pattern {
  const char *key; /* lower case; "*" stands for anything; NULL at the end */
  enum vf_fate fate;
  const char *note;
};

/* The first that fits decides. */
extern const struct vf_vmx_pattern vf_vmx_patterns[];

/* Whether all of KEY, in lower case, fits PATTERN, where "*" stands for
 * anything. */
bool vf_vmx_matches (const char *pattern, const char *key);

/* The tables of the families. */
extern const struct vf_vmx_row vf_vmx_rows_general[], vf_vmx_rows_smbios[],
    vf_vmx_rows_os[], vf_vmx_rows_cpu[], vf_vmx_rows_memory[],
    vf_vmx_rows_numa[], vf_vmx_rows_firmware[], vf_vmx_rows_boot[],
    vf_vmx_rows_controller[], vf_vmx_rows_disk[], vf_vmx_rows_disk_io[],
    vf_vmx_rows_nic[], vf_vmx_rows_usb[], vf_vmx_rows_sound[],
    vf_vmx_rows_port[], vf_vmx_rows_tpm[], vf_vmx_rows_passthrough[],
    vf_vmx_rows_nvdimm[], vf_vmx_rows_folder[], vf_vmx_rows_vmci[],
    vf_vmx_rows_watchdog[], vf_vmx_rows_precision_clock[],
    vf_vmx_rows_usb_device[], vf_vmx_rows_display[], vf_vmx_rows_security[];

#endif
