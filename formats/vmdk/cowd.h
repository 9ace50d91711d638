/* vmferry: extents of type VMFSSPARSE: COWD, the snapshots of ESX on VMFS 3 to
 * 5.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_COWD_H
#define VF_FORMATS_VMDK_COWD_H

#include <stdint.h>

struct vf_cowd_disk_header;
struct vf_error;
struct vf_io;
struct vf_vmdk_extent;

struct vf_cowd_header {
  uint64_t capacity;  /* bytes */
  uint32_t grain;     /* bytes */
  uint64_t directory; /* byte in the file */
};

/* Checks a header against the FILE_SIZE.
 * Errors:  CORRUPT, UNSUPPORTED */
int vf_cowd_header_parse (const struct vf_cowd_disk_header *disk,
                          uint64_t file_size, struct vf_cowd_header *ret,
                          struct vf_error *err);

/* The first LENGTH bytes of the disk in IO, which stays the caller's and must
 * outlive the extent.
 * Errors:  CORRUPT, UNSUPPORTED, NOMEM */
struct vf_vmdk_extent *vf_vmdk_cowd_new (struct vf_io *io, uint64_t length,
                                         struct vf_error *err);

#endif
