/* vmferry: the pass over a gzip file that marks points in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/gzip/index.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/error.h"
#include "common/io.h"

/* What is inflated in vain to reach an offset, at most and for content up to
 * 256 MiB; the double of it for twice as much, and so on. */
enum { FIRST_SPACING = 1024 * 1024, PIECE = 128 * 1024 };

void
vf_gzip_index_clear (struct vf_gzip_index *index)
{
  size_t i;

  for (i = 0; i < index->count; i++)
    free (index->points[i].window);
  index->count = 0;
}

/* Drops every second point, and puts the next ones twice as far apart. */
static void
thin_out (struct vf_gzip_index *index)
{
  size_t i, kept = 0;

  for (i = 0; i < index->count; i++)
    if (i % 2)
      free (index->points[i].window);
    else
      index->points[kept++] = index->points[i];
  index->count = kept;
  index->spacing *= 2;
}

/* Marks where CURSOR is, if that is possible and far enough from the last. */
static int
mark (struct vf_gzip_index *index, const struct vf_gzip_cursor *cursor,
      struct vf_error *err)
{
  uint64_t offset = vf_gzip_cursor_offset (cursor);
  int marked;

  if (index->count == VF_GZIP_MAX_POINTS)
    thin_out (index);
  if (index->count
      && offset - index->points[index->count - 1].out < index->spacing)
    return 0;
  marked = vf_gzip_cursor_mark (cursor, &index->points[index->count], err);
  if (marked > 0)
    index->count++;
  return marked < 0 ? -1 : 0;
}

int
vf_gzip_index_build (struct vf_gzip_index *index, struct vf_io *base,
                     uint64_t max_size, struct vf_error *err)
{
  CLEANUP_GZIP_CURSOR struct vf_gzip_cursor *cursor
      = vf_gzip_cursor_new (base, err);
  CLEANUP_FREE uint8_t *buf = malloc (PIECE);
  size_t n;

  if (!cursor)
    return -1;
  if (!buf)
    return vf_error_nomem (err, "inflating");
  index->spacing = FIRST_SPACING;
  while (!vf_gzip_cursor_at_end (cursor)) {
    if (mark (index, cursor, err)
        || vf_gzip_cursor_read (cursor, buf, PIECE, true, &n, err))
      return -1;
    if (vf_gzip_cursor_offset (cursor) > max_size)
      return vf_error_set (err, VF_ERROR_LIMIT,
                           "it unpacks to more than %" PRIu64 " bytes",
                           max_size);
  }
  index->size = vf_gzip_cursor_offset (cursor);
  index->ignored = vf_gzip_cursor_ignored (cursor);
  return 0;
}

const struct vf_gzip_point *
vf_gzip_index_find (const struct vf_gzip_index *index, uint64_t offset)
{
  size_t low = 0, high = index->count, middle;

  while (high - low > 1) {
    middle = low + (high - low) / 2;
    if (index->points[middle].out <= offset)
      low = middle;
    else
      high = middle;
  }
  return &index->points[low];
}
