/* vmferry: lists of byte ranges.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/range-list.h"

#include <assert.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/job.h"
#include "common/span.h"
#include "common/vector.h"
#include "formats/image.h"

int
vf_range_list_add (struct vf_range_list *list, uint64_t start, uint64_t length,
                   struct vf_error *err)
{
  struct vf_range *last = list->count ? &list->items[list->count - 1] : NULL;

  if (!length)
    return 0;
  assert (!last || start >= last->start + last->length);
  if (last && start == last->start + last->length) {
    last->length += length;
    return 0;
  }
  if (vf_vector_push (list, (struct vf_range){ start, length }))
    return vf_error_nomem (err, "the list of data ranges");
  return 0;
}

/* Adds START to END, of which a part may be in the last range already. */
static int
add_widened (struct vf_range_list *list, uint64_t start, uint64_t end,
             struct vf_error *err)
{
  const struct vf_range *last;

  if (list->count) {
    last = &list->items[list->count - 1];
    start = vf_max_u64 (start, last->start + last->length);
  }
  return end > start ? vf_range_list_add (list, start, end - start, err) : 0;
}

int
vf_range_list_add_data (struct vf_range_list *list, struct vf_image *image,
                        uint32_t granule, struct vf_job *job,
                        struct vf_error *err)
{
  uint64_t size = vf_image_size (image);
  uint64_t offset, end;
  struct vf_span span;

  for (offset = 0; offset < size; offset += span.length) {
    if (vf_job_check (job, err)
        || vf_image_next_span (image, offset, &span, err))
      return -1;
    if (span.kind != VF_SPAN_DATA)
      continue;
    end = vf_div_up (offset + span.length, granule) * granule;
    if (add_widened (list, vf_round_down (offset, granule),
                     vf_min_u64 (end, size), err))
      return -1;
  }
  return 0;
}

uint64_t
vf_range_list_total (const struct vf_range_list *list)
{
  uint64_t total = 0;
  size_t i;

  for (i = 0; i < list->count; i++)
    total += list->items[i].length;
  return total;
}

void
vf_range_list_clear (struct vf_range_list *list)
{
  free (list->items);
  *list = (struct vf_range_list){ 0 };
}
