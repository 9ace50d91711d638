/* vmferry: what a boot needs of the host: overlays over the disks, firmware
 * with variables of its own, and what this QEMU can do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_BOOT_BOOT_HOST_H
#define VF_CONVERT_VM_BOOT_BOOT_HOST_H

struct vf_boot_plan;
struct vf_domain;
struct vf_error;

/* Makes "disk-N.qcow2" in FOLDER over each disk of DOMAIN; the disks are
 * opened for reading only.
 * Errors:  NOT_FOUND, EXTERNAL with qemu-img's words */
int vf_boot_make_overlays (const struct vf_domain *domain, const char *folder,
                           struct vf_error *err);

/* Finds the firmware for DOMAIN and puts what goes with it into PLAN's folder:
 * a copy of the variables for UEFI, the port of the screen for BIOS.
 * Params:  plan - uefi_code and uefi_is_secure are set; the path is static or
 *          DOMAIN's
 * Errors:  NOT_FOUND */
int vf_boot_find_firmware (const struct vf_domain *domain,
                           struct vf_boot_plan *plan, struct vf_error *err);

/* Finds out what this host and its QEMU can do.
 * Params:  plan - has_kvm, has_user_network and max_memory_bytes are set
 *          no_kvm - is set where KVM runs no guests: why
 * Errors:  NOT_FOUND when there is no QEMU, EXTERNAL */
int vf_boot_ask_host (struct vf_boot_plan *plan, struct vf_error *no_kvm,
                      struct vf_error *err);

#endif
