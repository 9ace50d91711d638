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
#include "formats/vmdk/grain-cache.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/large-grain.h"
#include "formats/vmdk/rebuild.h"
#include "formats/vmdk/scratch.h"
#include "formats/vmdk/stream-priv.h"
#include "formats/vmdk/tables.h"

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

  int r = vf_vmdk_stream_run (stream, grain, &run, err);

  if (r < 0)
    return -1;
  if (!r)
    return vf_vmdk_stream_fail_unknown (stream, grain, err);
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
read_large (const struct vf_vmdk_stream *stream, char *to, size_t n,
            uint64_t offset, struct vf_error *err)
{
  uint32_t grain_bytes = stream->extent.grain_bytes;
  size_t piece;

  for (; n; n -= piece, to += piece, offset += piece) {
    piece = vf_min_u64 (n, grain_bytes - offset % grain_bytes);
    if (vf_vmdk_large_grain_read (stream->large, stream, offset / grain_bytes,
                                  to, piece, offset % grain_bytes, err))
      return -1;
  }
  return 0;
}

static int
stream_read (struct vf_vmdk_extent *extent, void *buf, size_t n,
             uint64_t offset, struct vf_error *err)
{
  const struct vf_vmdk_stream *stream = (struct vf_vmdk_stream *)extent;
  struct vf_vmdk_scratch *scratch;
  char *to = buf;
  int64_t done = 0;

  if (stream->large)
    return read_large (stream, buf, n, offset, err);
  scratch = vf_vmdk_scratch_take (stream->pool, err);
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
  uint64_t first = offset / extent->grain_bytes, count;
  struct vf_vmdk_run run;
  struct vf_error ignored;

  if (vf_vmdk_stream_run (stream, first, &run, &ignored) == 0)
    count = run.count;
  else
    vf_vmdk_tables_lost (stream->tables, first, &first, &count);
  *ret_span = (struct vf_span){ .start = first * extent->grain_bytes,
                                .length = count * extent->grain_bytes };
}

static void
stream_free (struct vf_vmdk_extent *extent)
{
  struct vf_vmdk_stream *stream = (struct vf_vmdk_stream *)extent;

  vf_vmdk_tables_free (stream->tables);
  vf_vmdk_rebuilt_free (stream->rebuilt);
  vf_vmdk_scratch_pool_free (stream->pool);
  vf_vmdk_grain_cache_free (stream->cache);
  vf_vmdk_large_grain_free (stream->large);
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
  struct vf_vmdk_stream *stream = calloc (1, sizeof *stream);

  if (!stream) {
    vf_error_nomem (err, "a stream");
    return NULL;
  }
  extent = &stream->extent;
  stream->extent = (struct vf_vmdk_extent){
    .ops = &stream_ops,
    .io = io,
    .length = length,
    .capacity = header->capacity * VF_SECTOR_SIZE,
    .grain_bytes = header->grain * VF_SECTOR_SIZE,
  };
  stream->header = *header;
  stream->has_markers = header->has_markers;
  stream->n_grains = vf_div_up (header->capacity, header->grain);
  stream->input_size = vf_vmdk_stream_input_size (extent->grain_bytes);
  if (vf_vmdk_stream_find_tables (stream, image, header, err))
    return NULL;
  if (extent->grain_bytes > VF_VMDK_MAX_SMALL_GRAIN) {
    extent->read_memory = extent->grain_bytes; /* one thread at a time */
    stream->large = vf_vmdk_large_grain_new (err);
    return stream->large ? TAKE (extent) : NULL;
  }
  extent->read_memory = stream->input_size + extent->grain_bytes;
  stream->pool = vf_vmdk_scratch_pool_new (stream->input_size,
                                           extent->grain_bytes, err);
  stream->cache = vf_vmdk_grain_cache_new (extent->grain_bytes, err);
  return stream->pool && stream->cache ? TAKE (extent) : NULL;
}
