/* vmferry: the footer of a stream-optimized VMDK, which says where the tables
 * are when the header was written before they were.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_FOOTER_H
#define VF_FORMATS_VMDK_FOOTER_H

#include <stdint.h>

struct vf_error;
struct vf_io;
struct vf_vmdk_header;

/* Finds the footer that completes HEADER, whose gd_offset is at the end.
 * Errors:  CORRUPT when there is none, saying how far the stream goes; or
 *          when it contradicts HEADER; IO */
int vf_vmdk_footer_find (struct vf_io *io, const struct vf_vmdk_header *header,
                         struct vf_vmdk_header *ret_footer,
                         struct vf_error *err);

/* Whether FOOTER, at byte OFFSET, completes HEADER.
 * Errors:  CORRUPT */
int vf_vmdk_footer_check (const struct vf_vmdk_header *header,
                          const struct vf_vmdk_header *footer, uint64_t offset,
                          struct vf_error *err);

#endif
