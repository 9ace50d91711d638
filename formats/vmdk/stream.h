/* vmferry: hosted sparse extents of compressed grains (streamOptimized).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_STREAM_H
#define VF_FORMATS_VMDK_STREAM_H

#include <stdint.h>

struct vf_error;
struct vf_image;
struct vf_io;
struct vf_vmdk_extent;
struct vf_vmdk_header;

/* An extent of compressed grains.
 * Params:  image - that it is a part of: may be salvaged, and takes notes
 *          io - stays the caller's and must outlive the extent
 *          header - with a capacity; its footer is found here
 *          length - of the extent, at most the capacity, bytes
 * Errors:  CORRUPT (a stream that was cut off), LIMIT, NOMEM */
struct vf_vmdk_extent *vf_vmdk_stream_new (struct vf_image *image,
                                           struct vf_io *io,
                                           const struct vf_vmdk_header *header,
                                           uint64_t length,
                                           struct vf_error *err);

#endif
