/* vmferry: where distributions have UEFI firmware for QEMU.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/uefi-files.h"

#include <stddef.h>

/* Debian and Ubuntu; Fedora and RHEL; SUSE; Arch. */
const struct vf_uefi_files vf_uefi_files[] = {
  { "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd",
    false },
  { "/usr/share/OVMF/OVMF_CODE_4M.ms.fd", "/usr/share/OVMF/OVMF_VARS_4M.ms.fd",
    true },
  { "/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd",
    false },
  { "/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd",
    "/usr/share/edk2/ovmf/OVMF_VARS.secboot.fd", true },
  { "/usr/share/qemu/ovmf-x86_64-code.bin",
    "/usr/share/qemu/ovmf-x86_64-vars.bin", false },
  { "/usr/share/qemu/ovmf-x86_64-smm-ms-code.bin",
    "/usr/share/qemu/ovmf-x86_64-smm-ms-vars.bin", true },
  { "/usr/share/edk2/x64/OVMF_CODE.4m.fd",
    "/usr/share/edk2/x64/OVMF_VARS.4m.fd", false },
  { NULL, NULL, false },
};
