/* vmferry: comparing two images, span by span.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/compare.h"

#include <string.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/job.h"
#include "common/span.h"
#include "convert/disk/zero.h"
#include "formats/image.h"

enum { PIECE = 1024 * 1024 };

struct comparer {
  struct vf_image *images[2];
  char *bufs[2]; /* PIECE bytes each */
};

/* How far image I is data, or is not, from OFFSET to at most END. */
static int
look (const struct comparer *c, int i, uint64_t offset, uint64_t *end,
      bool *ret_is_data, struct vf_error *err)
{
  struct vf_span span;

  *ret_is_data = false;
  if (offset >= vf_image_size (c->images[i]))
    return 0;
  if (vf_image_next_span (c->images[i], offset, &span, err))
    return -1;
  *ret_is_data = span.kind == VF_SPAN_DATA;
  *end = vf_min_u64 (*end, offset + span.length);
  return 0;
}

static size_t
first_difference (const char *a, const char *b, size_t n)
{
  size_t i = 0;

  while (i < n && a[i] == b[i])
    i++;
  return i;
}

/* Compares N bytes, of which image i has data when IS_DATA[i].
 * Returns: 1 when they are the same, 0 when not, or -1. */
static int
compare_piece (const struct comparer *c, const bool is_data[2],
               uint64_t offset, size_t n, uint64_t *ret_difference,
               struct vf_error *err)
{
  int i;

  for (i = 0; i < 2; i++) {
    if (!is_data[i])
      memset (c->bufs[i], 0, n);
    else if (vf_image_read (c->images[i], c->bufs[i], n, offset, err))
      return -1;
  }
  if (memcmp (c->bufs[0], c->bufs[1], n) == 0)
    return 1;
  *ret_difference = offset + first_difference (c->bufs[0], c->bufs[1], n);
  return 0;
}

/* Compares from OFFSET on, as far as both go on as they begin there, and at
 * most to END, which is moved to where that was.
 * Returns: as compare_piece */
static int
compare_from (const struct comparer *c, uint64_t offset, uint64_t *end,
              uint64_t *ret_difference, struct vf_error *err)
{
  bool is_data[2];

  if (look (c, 0, offset, end, &is_data[0], err)
      || look (c, 1, offset, end, &is_data[1], err))
    return -1;
  if (!is_data[0] && !is_data[1])
    return 1;
  *end = vf_min_u64 (*end, offset + PIECE);
  return compare_piece (c, is_data, offset, *end - offset, ret_difference,
                        err);
}

static int
compare_all (const struct comparer *c, uint64_t size, struct vf_job *job,
             struct vf_comparison *result, struct vf_error *err)
{
  uint64_t sizes[2]
      = { vf_image_size (c->images[0]), vf_image_size (c->images[1]) };
  uint64_t shorter = vf_min_u64 (sizes[0], sizes[1]);
  uint64_t offset, end;
  int r = 1;

  result->has_same_size = sizes[0] == sizes[1];
  vf_job_progress (job, "compare", 0, size);
  for (offset = 0; offset < size && r == 1; offset = end) {
    end = offset < shorter ? shorter : size;
    if (vf_job_check (job, err))
      return -1;
    r = compare_from (c, offset, &end, &result->first_difference, err);
    if (r == 1)
      vf_job_progress (job, "compare", end, size);
  }
  result->is_same = r == 1;
  return r < 0 ? -1 : 0;
}

int
vf_compare_images (struct vf_image *a, struct vf_image *b, struct vf_job *job,
                   struct vf_comparison *ret_result, struct vf_error *err)
{
  CLEANUP_FREE char *buf = malloc (2 * PIECE);
  struct comparer comparer
      = { .images = { a, b }, .bufs = { buf, buf ? buf + PIECE : NULL } };
  struct vf_comparison result = { .first_difference = 0 };

  if (!buf)
    return vf_error_nomem (err, "comparing");
  if (compare_all (&comparer, vf_max_u64 (vf_image_size (a), vf_image_size (b)),
                   job, &result, err))
    return -1;
  *ret_result = result;
  return 0;
}
