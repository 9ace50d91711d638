/* vmferry: from what a VMDK says of an extent to the extent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_EXTENT_OPEN_H
#define VF_FORMATS_VMDK_EXTENT_OPEN_H

#include <stdint.h>

struct vf_error;
struct vf_image;
struct vf_io;
struct vf_vmdk_descriptor;
struct vf_vmdk_extent;
struct vf_vmdk_extents;
struct vf_vmdk_header;

/* Opens what the lines of DESC name, by the resolver of IMAGE.
 * Errors:  CORRUPT, UNSUPPORTED, NOT_FOUND, PERMISSION, LIMIT, NOMEM */
int vf_vmdk_open_lines (struct vf_image *image,
                        const struct vf_vmdk_descriptor *desc,
                        struct vf_vmdk_extents *extents, struct vf_error *err);

/* The one extent of IMAGE, whose own file is hosted sparse with a descriptor
 * in it.  The file name in that is as old as the file, and never followed.
 * Errors:  CORRUPT when header and descriptor do not agree, and others */
int vf_vmdk_open_embedded (struct vf_image *image,
                           const struct vf_vmdk_header *header,
                           const struct vf_vmdk_descriptor *desc,
                           struct vf_vmdk_extents *extents,
                           struct vf_error *err);

/* The extent of the hosted sparse file IO, whose header is HEADER.
 * Params:  image - that it is a part of: may be salvaged, and takes notes
 *          io - stays the caller's and must outlive the extent
 *          length - that the descriptor gives it, bytes; UINT64_MAX: none
 * Errors:  CORRUPT when the header's capacity is less, LIMIT, NOMEM */
struct vf_vmdk_extent *
vf_vmdk_open_hosted (struct vf_image *image, struct vf_io *io,
                     const struct vf_vmdk_header *header, uint64_t length,
                     struct vf_error *err);

#endif
