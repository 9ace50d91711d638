/* vmferry: planning the order of a copy by where the source's data lies.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/copy-order.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/job.h"
#include "common/span.h"
#include "common/vector.h"
#include "convert/disk/copy.h"
#include "formats/image.h"
#include "formats/losses.h"
#include "formats/range-list.h"

/* 12 MiB of them: a TiB of data in pieces of 2 MiB. */
enum { MAX_PIECES = 512 * 1024 };

/* Images of a chain are one behind the other, and so are the files of one, of
 * which the formats allow 65536; in a file, pages are near enough. */
enum { DEPTH_SHIFT = 56, FILE_SHIFT = 40, PAGE_SHIFT = 12 };

static uint64_t
make_place (const struct vf_span *span)
{
  uint64_t page = vf_min_u64 (span->offset >> PAGE_SHIFT,
                              (UINT64_C (1) << FILE_SHIFT) - 1);

  return (uint64_t)span->depth << DEPTH_SHIFT
         | (uint64_t)span->file << FILE_SHIFT | page;
}

size_t
vf_copy_piece_length (uint64_t offset, uint64_t end, size_t request)
{
  return vf_min_u64 (vf_round_down (offset, request) + request, end) - offset;
}

/* A place that is not known, or is lost, is taken to be behind the piece
 * before. */
static int
find_place (const struct vf_copy *copy, uint64_t offset, uint64_t last,
            uint64_t *ret_place, struct vf_error *err)
{
  struct vf_span span = { .has_offset = false };

  if (vf_image_next_span (copy->source, offset, &span, err)
      && (!copy->losses || !vf_losses_may_go_on (err)))
    return -1;
  *ret_place = span.has_offset ? make_place (&span) : last;
  return 0;
}

static int
add_range (const struct vf_copy *copy, const struct vf_range *range,
           struct vf_copy_order *order, bool *is_sorted, struct vf_error *err)
{
  uint64_t end = range->start + range->length;
  struct vf_copy_piece piece = { .offset = range->start };
  uint64_t last;

  for (; piece.offset < end; piece.offset += piece.length) {
    last = order->count ? order->items[order->count - 1].place : 0;
    piece.length
        = vf_copy_piece_length (piece.offset, end, copy->request_size);
    if (vf_job_check (copy->job, err)
        || find_place (copy, piece.offset, last, &piece.place, err))
      return -1;
    if (vf_vector_push (order, piece))
      return vf_error_nomem (err, "the order of the copy");
    *is_sorted = *is_sorted && piece.place >= last;
  }
  return 0;
}

static int
by_place (const void *a, const void *b)
{
  const struct vf_copy_piece *x = a, *y = b;

  if (x->place != y->place)
    return x->place < y->place ? -1 : 1;
  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

int
vf_copy_order_plan (const struct vf_copy *copy,
                    struct vf_copy_order *ret_order, struct vf_error *err)
{
  struct vf_copy_order order = { 0 };
  bool is_sorted = true;
  size_t i;
  int r = 0;

  if (vf_range_list_total (copy->data) / copy->request_size + copy->data->count
      > MAX_PIECES)
    return 0;
  for (i = 0; i < copy->data->count && r == 0; i++)
    r = add_range (copy, &copy->data->items[i], &order, &is_sorted, err);
  if (r || is_sorted) {
    free (order.items);
    return r;
  }
  qsort (order.items, order.count, sizeof *order.items, by_place);
  *ret_order = order;
  return 0;
}
