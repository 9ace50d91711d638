/* vmferry: a hosted sparse extent of compressed grains.  Whole grains go
 * straight into the caller's buffer, parts of grains through a small cache.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/stream.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/footer.h"
#include "formats/vmdk/grain-cache.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/scratch.h"
#include "formats/vmdk/stream-priv.h"
#include "formats/vmdk/tables.h"
#include "formats/vmdk/vmdk-disk.h"

static const enum vf_span_kind span_kinds[] = {
  [VF_VMDK_GRAIN_ABSENT] = VF_SPAN_HOLE,
  [VF_VMDK_GRAIN_ZERO] = VF_SPAN_ZERO,
  [VF_VMDK_GRAIN_DATA] = VF_SPAN_DATA,
};

static int
stream_next_span (struct vf_vmdk_extent *extent, uint64_t offset,
                  struct vf_span *ret_span, struct vf_error *err)
{
  const struct vf_vmdk_stream *stream = (struct vf_vmdk_stream *)extent;
  uint64_t grain = offset / extent->grain_bytes;
  struct vf_vmdk_run run;

  if (vf_vmdk_tables_run (stream->tables, grain, &run, err))
    return -1;
  *ret_span = (struct vf_span){
    .start = grain * extent->grain_bytes,
    .length = run.count * extent->grain_bytes,
    .kind = span_kinds[run.kind],
    .is_compressed = run.kind == VF_VMDK_GRAIN_DATA,
  };
  return 0;
}

/* N bytes of one grain. */
static int
read_part (const struct vf_vmdk_stream *stream,
           struct vf_vmdk_scratch *scratch, void *buf, size_t n,
           uint64_t offset, struct vf_error *err)
{
  uint64_t grain = offset / stream->extent.grain_bytes;
  size_t within = offset % stream->extent.grain_bytes;

  if (vf_vmdk_grain_cache_get (stream->cache, grain, buf, n, within))
    return 0;
  if (vf_vmdk_stream_inflate (stream, scratch, grain, 1, scratch->output, err)
      < 0)
    return -1;
  vf_vmdk_grain_cache_put (stream->cache, grain, scratch->output);
  memcpy (buf, scratch->output + within, n);
  return 0;
}

/* Reads what can be had at once.  Returns how many bytes that is, or -1. */
static int64_t
read_some (const struct vf_vmdk_stream *stream,
           struct vf_vmdk_scratch *scratch, void *buf, size_t n,
           uint64_t offset, struct vf_error *err)
{
  uint32_t grain_bytes = stream->extent.grain_bytes;
  size_t within = offset % grain_bytes;
  size_t part = vf_min_u64 (n, grain_bytes - within);
  int count;

  if (part < grain_bytes)
    return read_part (stream, scratch, buf, part, offset, err) ? -1
                                                               : (int64_t)part;
  count = vf_vmdk_stream_inflate (stream, scratch, offset / grain_bytes,
                                  n / grain_bytes, buf, err);
  return count < 0 ? -1 : (int64_t)count * grain_bytes;
}

static int
stream_read (struct vf_vmdk_extent *extent, void *buf, size_t n,
             uint64_t offset, struct vf_error *err)
{
  const struct vf_vmdk_stream *stream = (struct vf_vmdk_stream *)extent;
  struct vf_vmdk_scratch *scratch = vf_vmdk_scratch_take (stream->pool, err);
  char *to = buf;
  int64_t done = 0;

  if (!scratch)
    return -1;
  for (; n; n -= (size_t)done, to += done, offset += (uint64_t)done) {
    done = read_some (stream, scratch, to, n, offset, err);
    if (done < 0)
      break;
  }
  vf_vmdk_scratch_give (stream->pool, scratch);
  return done < 0 ? -1 : 0;
}

static void
stream_lost_span (struct vf_vmdk_extent *extent, uint64_t offset,
                  struct vf_span *ret_span)
{
  const struct vf_vmdk_stream *stream = (struct vf_vmdk_stream *)extent;
  uint64_t first, count;

  vf_vmdk_tables_lost (stream->tables, offset / extent->grain_bytes, &first,
                       &count);
  *ret_span = (struct vf_span){ .start = first * extent->grain_bytes,
                                .length = count * extent->grain_bytes };
}

static void
stream_free (struct vf_vmdk_extent *extent)
{
  struct vf_vmdk_stream *stream = (struct vf_vmdk_stream *)extent;

  vf_vmdk_tables_free (stream->tables);
  vf_vmdk_scratch_pool_free (stream->pool);
  vf_vmdk_grain_cache_free (stream->cache);
  free (stream);
}

static const struct vf_vmdk_extent_ops stream_ops = {
  .kind = "stream",
  .next_span = stream_next_span,
  .read = stream_read,
  .lost_span = stream_lost_span,
  .check = vf_vmdk_stream_check,
  .free = stream_free,
};

struct vf_vmdk_extent *
vf_vmdk_stream_new (struct vf_image *image, struct vf_io *io,
                    const struct vf_vmdk_header *header, uint64_t length,
                    struct vf_error *err)
{
  CLEANUP_VMDK_EXTENT struct vf_vmdk_extent *extent = NULL;
  struct vf_vmdk_header footer = *header;
  struct vf_vmdk_stream *stream;

  if (header->gd_offset == VF_VMDK_GD_AT_END
      && vf_vmdk_footer_find (io, header, &footer, err))
    return NULL;
  stream = calloc (1, sizeof *stream);
  if (!stream) {
    vf_error_nomem (err, "a stream");
    return NULL;
  }
  extent = &stream->extent;
  stream->extent = (struct vf_vmdk_extent){
    .ops = &stream_ops,
    .io = io,
    .length = length,
    .capacity = footer.capacity * VF_SECTOR_SIZE,
    .grain_bytes = footer.grain * VF_SECTOR_SIZE,
  };
  stream->has_markers = footer.has_markers;
  stream->n_grains = vf_div_up (footer.capacity, footer.grain);
  stream->input_size = vf_vmdk_stream_input_size (extent->grain_bytes);
  stream->tables = vf_vmdk_tables_new (io, &footer, err);
  if (!stream->tables || vf_vmdk_tables_add_notes (stream->tables, image, err))
    return NULL;
  stream->pool = vf_vmdk_scratch_pool_new (stream->input_size,
                                           extent->grain_bytes, err);
  stream->cache = vf_vmdk_grain_cache_new (extent->grain_bytes, err);
  return stream->pool && stream->cache ? TAKE (extent) : NULL;
}
