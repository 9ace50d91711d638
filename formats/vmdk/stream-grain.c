/* vmferry: from the bytes of a stream to whole grains.  Grains that were
 * written one after the other are read by one request and inflated straight
 * into the caller's buffer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/marker.h"
#include "formats/vmdk/scratch.h"
#include "formats/vmdk/stream-priv.h"
#include "formats/vmdk/tables.h"
#include "formats/vmdk/vmdk-disk.h"

enum {
  MAX_BATCH = 64, /* grains of one request */
  MIN_INPUT = 2 * 1024 * 1024,
};

/* Grains that are read by one request. */
struct batch {
  uint64_t grain;
  size_t count;
  uint64_t start, end; /* of the bytes in the file */
  uint32_t sectors[MAX_BATCH + 1];
};

size_t
vf_vmdk_stream_input_size (uint32_t grain_bytes)
{
  return vf_max_u64 (MIN_INPUT, vf_vmdk_max_stored (grain_bytes));
}

/* The byte before which the grain at SECTOR ends when the next one that is
 * known of is at NEXT (0: none), as far as can be said without its marker. */
static uint64_t
likely_end (const struct vf_vmdk_stream *stream, uint32_t sector,
            uint32_t next)
{
  uint64_t start = (uint64_t)sector * VF_SECTOR_SIZE;
  uint64_t end = start + stream->extent.grain_bytes + 2 * VF_SECTOR_SIZE;

  if (next > sector)
    end = vf_min_u64 ((uint64_t)next * VF_SECTOR_SIZE,
                      start + vf_vmdk_max_stored (stream->extent.grain_bytes));
  return vf_min_u64 (end, vf_io_size (stream->extent.io));
}

/* The sectors of COUNT grains, and of the one behind them, which only helps to
 * tell where the last ends: it may be damaged, or none. */
static int
get_sectors (const struct vf_vmdk_stream *stream, struct batch *batch,
             size_t count, struct vf_error *err)
{
  struct vf_error ignored;

  memset (batch->sectors, 0, sizeof batch->sectors);
  if (vf_vmdk_tables_get (stream->tables, batch->grain, count, batch->sectors,
                          err))
    return -1;
  if (batch->grain + count < stream->n_grains
      && vf_vmdk_tables_get (stream->tables, batch->grain + count, 1,
                             &batch->sectors[count], &ignored))
    batch->sectors[count] = 0;
  return 0;
}

/* Chooses how many grains the request is for: those that follow each other in
 * the file as they do in the guest, as far as the scratch has room. */
static int
plan_batch (const struct vf_vmdk_stream *stream, uint64_t grain, size_t count,
            struct batch *batch, struct vf_error *err)
{
  size_t n = vf_min_u64 (count, MAX_BATCH), i;
  uint64_t end;

  batch->grain = grain;
  if (get_sectors (stream, batch, n, err))
    return -1;
  batch->start = (uint64_t)batch->sectors[0] * VF_SECTOR_SIZE;
  batch->end = likely_end (stream, batch->sectors[0], batch->sectors[1]);
  for (i = 1; i < n; i++) {
    if (batch->sectors[i] <= batch->sectors[i - 1]
        || (uint64_t)batch->sectors[i] * VF_SECTOR_SIZE
               > batch->start + stream->input_size)
      break;
    end = likely_end (stream, batch->sectors[i], batch->sectors[i + 1]);
    if (end - batch->start > stream->input_size)
      break;
    batch->end = end;
  }
  batch->count = i;
  return 0;
}

/* Inflates one grain into OUT; only the last of the disk may be shorter. */
static int
inflate_payload (const struct vf_vmdk_stream *stream,
                 struct vf_vmdk_scratch *scratch, uint64_t grain,
                 const uint8_t *stored, const struct vf_vmdk_payload *payload,
                 uint8_t *out, struct vf_error *err)
{
  uint32_t grain_bytes = stream->extent.grain_bytes;
  uint64_t left = stream->extent.capacity - grain * grain_bytes;
  size_t n;

  if (vf_vmdk_inflate (scratch, stored + payload->start, payload->n, out,
                       grain_bytes, &n, err))
    return -1;
  if (n < vf_min_u64 (grain_bytes, left))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "inflates to %zu bytes, must be %" PRIu64, n,
                         vf_min_u64 (grain_bytes, left));
  memset (out + n, 0, grain_bytes - n);
  return 0;
}

/* Grain I of the batch, whose bytes are in the scratch.  Returns 1; or 0 when
 * they are not all there. */
static int
inflate_one (const struct vf_vmdk_stream *stream,
             struct vf_vmdk_scratch *scratch, const struct batch *batch,
             size_t i, uint8_t *out, struct vf_error *err)
{
  uint64_t offset = (uint64_t)batch->sectors[i] * VF_SECTOR_SIZE;
  const uint8_t *stored = scratch->input + (offset - batch->start);
  uint64_t grain = batch->grain + i;
  struct vf_vmdk_payload payload;

  if (batch->end - offset < sizeof (struct vf_vmdk_disk_marker))
    return 0;
  if (vf_vmdk_stream_find_payload (stream, grain, offset, stored,
                                   batch->end - offset, &payload, err))
    return -1;
  if (payload.start + payload.n > batch->end - offset)
    return 0;
  if (inflate_payload (stream, scratch, grain, stored, &payload, out, err))
    return vf_error_prefix (
        err, "grain at byte %" PRIu64 " for guest byte %" PRIu64, offset,
        grain * stream->extent.grain_bytes);
  return 1;
}

/* The first grain again, with all bytes that it can have. */
static int
inflate_long (const struct vf_vmdk_stream *stream,
              struct vf_vmdk_scratch *scratch, struct batch *batch,
              uint8_t *out, struct vf_error *err)
{
  int r;

  batch->end = vf_min_u64 (
      batch->start + vf_vmdk_max_stored (stream->extent.grain_bytes),
      vf_io_size (stream->extent.io));
  if (vf_io_read (stream->extent.io, scratch->input, batch->end - batch->start,
                  batch->start, err))
    return -1;
  r = inflate_one (stream, scratch, batch, 0, out, err);
  if (r == 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "grain at byte %" PRIu64 " for guest byte %" PRIu64
                         ": goes on beyond the end of the file",
                         batch->start,
                         batch->grain * stream->extent.grain_bytes);
  return r;
}

int
vf_vmdk_stream_inflate (const struct vf_vmdk_stream *stream,
                        struct vf_vmdk_scratch *scratch, uint64_t grain,
                        size_t count, uint8_t *out, struct vf_error *err)
{
  struct batch batch;
  size_t i;
  int r;

  if (plan_batch (stream, grain, count, &batch, err)
      || vf_io_read (stream->extent.io, scratch->input,
                     batch.end - batch.start, batch.start, err))
    return -1;
  for (i = 0; i < batch.count; i++, out += stream->extent.grain_bytes) {
    r = inflate_one (stream, scratch, &batch, i, out, err);
    if (r < 0)
      return -1;
    if (r == 0)
      return i ? (int)i : inflate_long (stream, scratch, &batch, out, err);
  }
  return (int)batch.count;
}
