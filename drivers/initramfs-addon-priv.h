/* vmferry: what the files that make an archive for an initramfs share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_INITRAMFS_ADDON_PRIV_H
#define VF_DRIVERS_INITRAMFS_ADDON_PRIV_H

#include <stddef.h>

#include "inspect/initramfs.h"

struct vf_cpio_writer;
struct vf_error;
struct vf_guest_kernel;
struct vf_step_context;

struct vf_addon {
  const struct vf_step_context *context;
  const struct vf_guest_kernel *kernel;
  struct vf_initramfs initramfs; /* the old one; its folders grow */
  struct vf_cpio_writer *writer;
};

/* Puts a file with N BYTES into the archive, and the folders that it needs.
 * Errors:  as vf_cpio_writer_add_file */
int vf_addon_add_file (struct vf_addon *addon, const char *name,
                       const void *bytes, size_t n, struct vf_error *err);

/* Adds the virtio modules that the initramfs lacks, with the indexes that
 * modprobe needs, and the list of those to load at once.
 * Errors:  as vf_appliance_read_file and vf_addon_add_file */
int vf_addon_add_modules (struct vf_addon *addon, struct vf_error *err);

#endif
