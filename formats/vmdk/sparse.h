/* vmferry: hosted sparse extents: grains found by tables, plain or compressed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_SPARSE_H
#define VF_FORMATS_VMDK_SPARSE_H

#include <stdint.h>

struct vf_error;
struct vf_image;
struct vf_io;
struct vf_vmdk_extent;
struct vf_vmdk_header;

/* An extent of plain grains.
 * Params:  image - that it is a part of: may be salvaged, and takes notes
 *          io - stays the caller's and must outlive the extent
 *          header - with a capacity
 *          length - of the extent, at most the capacity, bytes
 * Errors:  CORRUPT, LIMIT, NOMEM */
struct vf_vmdk_extent *vf_vmdk_sparse_new (struct vf_image *image,
                                           struct vf_io *io,
                                           const struct vf_vmdk_header *header,
                                           uint64_t length,
                                           struct vf_error *err);

#endif
