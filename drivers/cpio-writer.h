/* vmferry: making a cpio archive that is put behind an initramfs.  The kernel
 * unpacks the archives of an initramfs one after the other, and a later file
 * replaces an earlier one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_CPIO_WRITER_H
#define VF_DRIVERS_CPIO_WRITER_H

#include <stddef.h>

#include "common/cleanup.h"

struct vf_cpio_writer;
struct vf_error;

/* An empty archive.
 * Owner:   the caller frees it with vf_cpio_writer_free.
 * Errors:  NOMEM */
struct vf_cpio_writer *vf_cpio_writer_new (struct vf_error *err);

/* Adds a folder, 0755.  One that the initramfs has already must not be added:
 * the kernel replaces a symbolic link of that name (/lib) by it.
 * Errors:  NOMEM */
int vf_cpio_writer_add_folder (struct vf_cpio_writer *writer, const char *name,
                               struct vf_error *err);

/* Adds a file, 0644.
 * Errors:  NOMEM, LIMIT (cpio has 4 GiB at most) */
int vf_cpio_writer_add_file (struct vf_cpio_writer *writer, const char *name,
                             const void *bytes, size_t n,
                             struct vf_error *err);

/* Adds the trailer, and gives the archive's bytes.
 * Returns: malloc'd bytes, or NULL with NOMEM. */
void *vf_cpio_writer_finish (struct vf_cpio_writer *writer, size_t *ret_size,
                             struct vf_error *err);

/* Frees it; NULL is allowed. */
void vf_cpio_writer_free (struct vf_cpio_writer *writer);

VF_DEFINE_CLEANUP (cpio_writer, struct vf_cpio_writer, vf_cpio_writer_free)
#define CLEANUP_CPIO_WRITER VF_CLEANUP (vf_cleanup_cpio_writer)

#endif
