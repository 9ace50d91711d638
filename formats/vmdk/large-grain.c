/* vmferry: one large grain at a time.  It is inflated piece by piece, so that
 * its compressed bytes, which may be twice as many, take no memory; that takes
 * zlib, as libdeflate wants all of them at once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/large-grain.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/scratch.h"
#include "formats/vmdk/stream-priv.h"
#include "formats/vmdk/tables.h"
#include "formats/vmdk/vmdk-disk.h"

enum { INPUT_BYTES = 256 * 1024 };

struct vf_vmdk_large_grain {
  pthread_mutex_t lock;
  bool is_filled;
  uint64_t grain;
  uint8_t *bytes;
  uint8_t input[INPUT_BYTES];
};

struct vf_vmdk_large_grain *
vf_vmdk_large_grain_new (struct vf_error *err)
{
  struct vf_vmdk_large_grain *large = calloc (1, sizeof *large);

  if (!large) {
    vf_error_nomem (err, "inflating");
    return NULL;
  }
  pthread_mutex_init (&large->lock, NULL);
  return large;
}

void
vf_vmdk_large_grain_free (struct vf_vmdk_large_grain *large)
{
  if (!large)
    return;
  pthread_mutex_destroy (&large->lock);
  free (large->bytes);
  free (large);
}

/* Inflates N bytes of the file from OFFSET on into what Z has room for.
 * Returns: what the last inflate said, or Z_ERRNO with ERR set. */
static int
inflate_range (struct vf_vmdk_large_grain *large, struct vf_io *io,
               uint64_t offset, uint64_t n, z_stream *z, struct vf_error *err)
{
  size_t piece;
  int r = Z_OK;

  for (; n && r == Z_OK; n -= piece, offset += piece) {
    piece = vf_min_u64 (n, sizeof large->input);
    if (vf_io_read (io, large->input, piece, offset, err))
      return Z_ERRNO;
    z->next_in = large->input;
    z->avail_in = piece;
    r = inflate (z, Z_NO_FLUSH);
  }
  return r;
}

/* Whether what came out is a grain.  Only the last of the disk may be
 * shorter. */
static int
judge (const struct vf_vmdk_stream *stream, uint64_t grain, int r,
       const z_stream *z, uint64_t n, struct vf_error *err)
{
  uint32_t grain_bytes = stream->extent.grain_bytes;
  uint64_t wanted = vf_min_u64 (grain_bytes,
                                stream->extent.capacity - grain * grain_bytes);

  if ((r == Z_OK || r == Z_BUF_ERROR) && z->avail_out == 0)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "inflates to more than the %" PRIu32 " bytes of a grain", grain_bytes);
  if (r != Z_STREAM_END)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "its %" PRIu64 " compressed bytes are no sound zlib stream", n);
  if (z->total_out < wanted)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "inflates to %lu bytes, must be %" PRIu64,
                         z->total_out, wanted);
  return 0;
}

/* Inflates N bytes of the file from OFFSET on, which begin as HEAD does. */
static int
inflate_grain (struct vf_vmdk_large_grain *large,
               const struct vf_vmdk_stream *stream, uint64_t grain,
               const uint8_t *head, uint64_t offset, uint64_t n,
               struct vf_error *err)
{
  z_stream z
      = { .next_out = large->bytes, .avail_out = stream->extent.grain_bytes };
  int r;

  if (inflateInit2 (&z, vf_vmdk_is_zlib (head) ? MAX_WBITS : -MAX_WBITS)
      != Z_OK)
    return vf_error_nomem (err, "inflating");
  memset (large->bytes, 0, stream->extent.grain_bytes);
  r = inflate_range (large, stream->extent.io, offset, n, &z, err);
  inflateEnd (&z);
  return r == Z_ERRNO ? -1 : judge (stream, grain, r, &z, n, err);
}

/* Fills the room with GRAIN, whose marker is at OFFSET of the file. */
static int
fill (struct vf_vmdk_large_grain *large, const struct vf_vmdk_stream *stream,
      uint64_t grain, uint64_t offset, struct vf_error *err)
{
  uint64_t left = vf_io_size (stream->extent.io) - offset;
  uint8_t head[VF_VMDK_GRAIN_MARKER_SIZE + 4] = { 0 };
  struct vf_vmdk_payload payload;

  if (vf_io_read (stream->extent.io, head, sizeof head, offset, err)
      || vf_vmdk_stream_find_payload (stream, grain, offset, head, left,
                                      &payload, err))
    return -1;
  if (payload.start + payload.n > left)
    vf_error_set (err, VF_ERROR_CORRUPT, "goes on beyond the end of the file");
  else if (inflate_grain (large, stream, grain, head + payload.start,
                          offset + payload.start, payload.n, err)
           == 0)
    return 0;
  return vf_error_prefix (err,
                          "grain at byte %" PRIu64 " for guest byte %" PRIu64,
                          offset, grain * stream->extent.grain_bytes);
}

static int
load (struct vf_vmdk_large_grain *large, const struct vf_vmdk_stream *stream,
      uint64_t grain, struct vf_error *err)
{
  uint32_t sector;

  if (large->is_filled && large->grain == grain)
    return 0;
  large->is_filled = false;
  if (!large->bytes)
    large->bytes = malloc (stream->extent.grain_bytes);
  if (!large->bytes)
    return vf_error_nomem (err, "a grain");
  if (vf_vmdk_tables_get (stream->tables, grain, 1, &sector, err)
      || fill (large, stream, grain, (uint64_t)sector * VF_SECTOR_SIZE, err))
    return -1;
  large->is_filled = true;
  large->grain = grain;
  return 0;
}

int
vf_vmdk_large_grain_read (struct vf_vmdk_large_grain *large,
                          const struct vf_vmdk_stream *stream, uint64_t grain,
                          void *buf, size_t n, size_t within,
                          struct vf_error *err)
{
  int r;

  pthread_mutex_lock (&large->lock);
  r = load (large, stream, grain, err);
  if (r == 0 && buf)
    memcpy (buf, large->bytes + within, n);
  pthread_mutex_unlock (&large->lock);
  return r;
}
