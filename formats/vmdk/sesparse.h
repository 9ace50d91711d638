/* vmferry: extents of type SESPARSE: the snapshots of ESX on VMFS 6.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_SESPARSE_H
#define VF_FORMATS_VMDK_SESPARSE_H

#include <stdint.h>

#include "formats/vmdk/sesparse-header.h"

struct vf_error;
struct vf_io;
struct vf_vmdk_extent;

/* The first LENGTH bytes of the disk in IO, which stays the caller's and must
 * outlive the extent.
 * Errors:  CORRUPT when the capacity is less, NOMEM */
struct vf_vmdk_extent *
vf_vmdk_sesparse_new (struct vf_io *io,
                      const struct vf_sesparse_header *header, uint64_t length,
                      struct vf_error *err);

#endif
