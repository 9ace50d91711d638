/* vmferry: the archive that is put behind an initramfs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_INITRAMFS_ADDON_H
#define VF_DRIVERS_INITRAMFS_ADDON_H

#include <stddef.h>

struct vf_error;
struct vf_guest_kernel;
struct vf_step_context;

/* The whole new initramfs of KERNEL: the old one, unchanged, with an archive
 * behind it that has the virtio modules it lacks, the indexes that modprobe
 * needs to find them, settings with their disks renamed, and .link files.
 * Returns: malloc'd bytes, or NULL with UNSUPPORTED when the old one cannot
 *          be read, IO, NOMEM, ... */
void *vf_initramfs_extend (const struct vf_step_context *context,
                           const struct vf_guest_kernel *kernel,
                           size_t *ret_size, struct vf_error *err);

#endif
