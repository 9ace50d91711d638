/* vmferry: where distributions have UEFI firmware for QEMU.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_UEFI_FILES_H
#define VF_CONVERT_VM_HARDWARE_UEFI_FILES_H

#include <stdbool.h>

struct vf_uefi_files {
  const char *code;
  const char *variables; /* a template */
  bool is_secure;        /* wants SMM; the variables have Microsoft's keys */
};

/* Those that are known, to be tried in turn; code is NULL at the end. */
extern const struct vf_uefi_files vf_uefi_files[];

#endif
