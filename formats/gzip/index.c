/* vmferry: the pass over a gzip file that marks points in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/gzip/index.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/endian.h"
#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "formats/gzip/io-gzip.h"
#include "formats/losses.h"

/* What is inflated in vain to reach an offset, at most and for content up to
 * 256 MiB; the double of it for twice as much, and so on. */
enum { FIRST_SPACING = 1024 * 1024, PIECE = 128 * 1024 };

/* The most that deflate makes of a byte. */
enum { MAX_RATIO = 1032 };

void
vf_gzip_index_clear (struct vf_gzip_index *index)
{
  size_t i;

  for (i = 0; i < index->count; i++)
    free (index->points[i].window);
  index->count = 0;
  free (index->damage);
  index->damage = NULL;
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

/* The length that a file with one member, whose last bytes are its trailer,
 * gives its content, of which KNOWN bytes are known; 0 where that cannot be.
 * RFC 1952: modulo 2^32. */
static uint64_t
stated_size (struct vf_io *base, uint64_t known, uint64_t max_size)
{
  uint64_t file_size = vf_io_size (base);
  struct vf_le32 length;
  struct vf_error ignored;
  uint64_t stated;

  if (file_size < sizeof length
      || vf_io_read (base, &length, sizeof length, file_size - sizeof length,
                     &ignored))
    return 0;
  stated = vf_le32_get (length);
  if (stated == (uint32_t)known)
    return known;
  return stated > known && stated <= max_size
                 && stated / MAX_RATIO <= file_size
             ? stated
             : 0;
}

/* Ends the content of a damaged file where WHY says. */
static int
take_damage (struct vf_gzip_index *index, struct vf_io *base,
             const struct vf_gzip_cursor *cursor, uint64_t max_size,
             const struct vf_error *why, struct vf_error *err)
{
  index->size = vf_gzip_cursor_offset (cursor);
  if (vf_gzip_cursor_has_rest (cursor))
    index->stated = stated_size (base, index->size, max_size);
  index->damage = strdup (why->text);
  return index->damage ? 0 : vf_error_nomem (err, "an error");
}

static int
inflate_all (struct vf_gzip_index *index, struct vf_gzip_cursor *cursor,
             const struct vf_gzip_params *params, struct vf_error *err)
{
  CLEANUP_FREE uint8_t *buf = malloc (PIECE);
  size_t n;

  if (!buf)
    return vf_error_nomem (err, "inflating");
  while (!vf_gzip_cursor_at_end (cursor)) {
    if ((params->job && vf_job_check (params->job, err))
        || mark (index, cursor, err)
        || vf_gzip_cursor_read (cursor, buf, PIECE, true, &n, err))
      return -1;
    if (vf_gzip_cursor_offset (cursor) > params->max_size)
      return vf_error_set (err, VF_ERROR_LIMIT,
                           "it unpacks to more than %" PRIu64 " bytes",
                           params->max_size);
  }
  return 0;
}

int
vf_gzip_index_build (struct vf_gzip_index *index, struct vf_io *base,
                     const struct vf_gzip_params *params, struct vf_error *err)
{
  CLEANUP_GZIP_CURSOR struct vf_gzip_cursor *cursor
      = vf_gzip_cursor_new (base, err);
  struct vf_error why;

  if (!cursor)
    return -1;
  index->spacing = FIRST_SPACING;
  if (inflate_all (index, cursor, params, &why) == 0) {
    index->size = index->stated = vf_gzip_cursor_offset (cursor);
    index->ignored = vf_gzip_cursor_ignored (cursor);
    return 0;
  }
  if (params->salvage && vf_losses_may_go_on (&why) && index->count)
    return take_damage (index, base, cursor, params->max_size, &why, err);
  *err = why;
  return -1;
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
