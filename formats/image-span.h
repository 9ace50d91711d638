/* vmferry: what one image of a chain holds by itself.  For checks that look at
 * one file only; everyone else asks vf_image_next_span.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_IMAGE_SPAN_H
#define VF_FORMATS_IMAGE_SPAN_H

#include <stdint.h>

struct vf_error;
struct vf_image;
struct vf_span;

/* What IMAGE alone, without its parents, has at OFFSET (below the size): HOLE
 * for what is not in it.  Never an empty span.
 * Errors:  CORRUPT, IO */
int vf_image_own_span (struct vf_image *image, uint64_t offset,
                       struct vf_span *ret_span, struct vf_error *err);

/* After reading what IMAGE alone has at OFFSET failed: the bytes from OFFSET
 * on that are lost for that; at least one, and not past the size. */
uint64_t vf_image_own_lost_length (struct vf_image *image, uint64_t offset);

#endif
