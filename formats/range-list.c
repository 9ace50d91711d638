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
#include "formats/losses.h"
#include "formats/overlaps.h"

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

/* Joins the ranges of LIST that have at most GAP bytes between them. */
static void
join (struct vf_range_list *list, uint64_t gap)
{
  struct vf_range *last = list->items;
  size_t i;

  for (i = 1; i < list->count; i++) {
    const struct vf_range *next = &list->items[i];

    if (next->start - (last->start + last->length) <= gap)
      last->length = next->start + next->length - last->start;
    else
      *++last = *next;
  }
  list->count = last - list->items + 1;
}

/* Makes room in a list that is full by widening GAP, over which ranges are
 * taken for one. */
static void
make_room (struct vf_range_list *list, uint64_t *gap)
{
  while (list->count > VF_RANGE_LIST_MAX_DATA / 2) {
    *gap *= 2;
    join (list, *gap);
  }
}

/* Adds START to END, of which a part may be in the last range already; joins
 * it to that over a gap of up to GAP. */
static int
add_widened (struct vf_range_list *list, uint64_t start, uint64_t end,
             uint64_t *gap, struct vf_error *err)
{
  const struct vf_range *last;
  uint64_t last_end;

  if (list->count) {
    last = &list->items[list->count - 1];
    last_end = last->start + last->length;
    if (start <= last_end || start - last_end <= *gap)
      start = last_end;
  }
  if (end <= start)
    return 0;
  if (list->count == VF_RANGE_LIST_MAX_DATA)
    make_room (list, gap);
  return vf_range_list_add (list, start, end - start, err);
}

/* The span at OFFSET; one that is lost, where that may be, is a hole. */
static int
next_span (struct vf_image *image, uint64_t offset, struct vf_losses *losses,
           struct vf_span *ret_span, struct vf_error *err)
{
  if (vf_image_next_span (image, offset, ret_span, err) == 0)
    return 0;
  if (!losses || !vf_losses_may_go_on (err))
    return -1;
  *ret_span
      = (struct vf_span){ .start = offset,
                          .length = vf_image_lost_length (image, offset) };
  return vf_losses_add (losses, offset, ret_span->length, err->text, err);
}

int
vf_range_list_add_data (struct vf_range_list *list, struct vf_image *image,
                        uint32_t granule, struct vf_losses *losses,
                        struct vf_overlaps *overlaps, struct vf_job *job,
                        struct vf_error *err)
{
  uint64_t size = vf_image_size (image);
  uint64_t gap = granule / 2; /* none, until it is doubled */
  uint64_t offset, end;
  struct vf_span span;

  for (offset = 0; offset < size; offset += span.length) {
    if (vf_job_check (job, err)
        || next_span (image, offset, losses, &span, err)
        || (overlaps && vf_overlaps_take (overlaps, &span, err)))
      return -1;
    if (span.kind != VF_SPAN_DATA)
      continue;
    end = vf_div_up (offset + span.length, granule) * granule;
    if (add_widened (list, vf_round_down (offset, granule),
                     vf_min_u64 (end, size), &gap, err))
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
