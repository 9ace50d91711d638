/* vmferry: how much of a disk goes with a damage: the driver that met it
 * knows, and it may be that of any image of the chain.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <assert.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/image-format.h"
#include "formats/image-span.h"
#include "formats/image.h"

/* Where a driver does not say. */
enum { DEFAULT_UNIT = 64 * 1024 };

uint64_t
vf_image_own_lost_length (struct vf_image *image, uint64_t offset)
{
  struct vf_span lost = { .start = vf_round_down (offset, DEFAULT_UNIT),
                          .length = DEFAULT_UNIT };

  assert (offset < image->size);
  if (image->format->lost_span)
    image->format->lost_span (image, offset, &lost);
  assert (lost.start <= offset && lost.length > offset - lost.start);
  vf_span_cut (&lost, offset, image->size);
  return lost.length;
}

/* The chain is walked like vf_image_next_span does it: what a child holds
 * itself is not lost with its parent. */
uint64_t
vf_image_lost_length (struct vf_image *image, uint64_t offset)
{
  uint64_t left = image->size - offset;
  struct vf_error ignored;
  struct vf_span span;

  for (; image; image = image->parent) {
    if (offset >= image->size)
      break;
    if (vf_image_own_span (image, offset, &span, &ignored))
      return vf_min_u64 (left, vf_image_own_lost_length (image, offset));
    left = vf_min_u64 (left, span.length);
    if (span.kind == VF_SPAN_DATA)
      return vf_min_u64 (left, vf_image_own_lost_length (image, offset));
    if (span.kind == VF_SPAN_ZERO)
      break;
  }
  return left; /* in no image: a parent is missing */
}
