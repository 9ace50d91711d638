/* vmferry: writing raw images, sparse where the target allows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/raw/raw-writer.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "formats/range-list.h"
#include "formats/writer-ops.h"

/* What every file system and device takes without reading first. */
enum { RAW_GRANULE = 4096 };

/* Seconds at the most where zeros have to be written. */
enum { ZERO_PIECE = 64 * 1024 * 1024 };

struct raw_writer {
  struct vf_writer writer;
  struct vf_io *io;
  bool is_zeroed;
};

static int
raw_write (struct vf_writer *writer, const void *buf, size_t n,
           uint64_t offset, struct vf_error *err)
{
  const struct raw_writer *raw = (struct raw_writer *)writer;

  return vf_io_write (raw->io, buf, n, offset, err);
}

static int
raw_place (struct vf_writer *writer __attribute__ ((unused)),
           uint64_t n __attribute__ ((unused)), uint64_t offset,
           uint64_t *ret_io_offset,
           struct vf_error *err __attribute__ ((unused)))
{
  *ret_io_offset = offset;
  return 0;
}

static int
raw_write_zeroes (struct vf_writer *writer, uint64_t n, uint64_t offset,
                  struct vf_error *err)
{
  const struct raw_writer *raw = (struct raw_writer *)writer;

  if (raw->is_zeroed)
    return 0;
  return vf_io_write_zeroes (raw->io, n, offset, err);
}

static int
raw_finish (struct vf_writer *writer __attribute__ ((unused)),
            struct vf_error *err __attribute__ ((unused)))
{
  return 0;
}

static void
raw_free (struct vf_writer *writer)
{
  free (writer);
}

static const struct vf_writer_ops raw_writer_ops = {
  .write = raw_write,
  .place = raw_place,
  .write_zeroes = raw_write_zeroes,
  .finish = raw_finish,
  .free = raw_free,
};

static int
check_params (const struct vf_create_params *params, struct vf_error *err)
{
  if (params->compression != VF_COMPRESSION_NONE)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "the raw format has no compression");
  if (params->cluster_size)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "the raw format has no clusters");
  return 0;
}

/* A new file is given its size, and is all holes then. */
static int
prepare_size (struct vf_io *io, uint64_t size, struct vf_error *err)
{
  struct vf_error why;

  if (vf_io_size (io) >= size || vf_io_resize (io, size, &why) == 0)
    return 0;
  vf_error_set (err, why.code, "%s; the disk has %" PRIu64, why.text, size);
  err->errnum = why.errnum;
  return -1;
}

/* Zeroes N bytes at OFFSET, in pieces, since a target may have to write them
 * all. */
static int
zero_gap (struct vf_io *io, struct vf_job *job, uint64_t n, uint64_t offset,
          struct vf_error *err)
{
  uint64_t piece;

  for (; n; n -= piece, offset += piece) {
    piece = vf_min_u64 (n, ZERO_PIECE);
    if ((job && vf_job_check (job, err))
        || vf_io_write_zeroes (io, piece, offset, err))
      return -1;
  }
  return 0;
}

/* Zeroes what lies between the data ranges; all when nothing is known of
 * them. */
static int
zero_gaps (struct vf_io *io, const struct vf_create_params *params,
           struct vf_error *err)
{
  const struct vf_range_list *data = params->data;
  uint64_t done = 0;
  size_t i;

  for (i = 0; data && i < data->count; i++) {
    if (zero_gap (io, params->job, data->items[i].start - done, done, err))
      return -1;
    done = data->items[i].start + data->items[i].length;
  }
  return zero_gap (io, params->job, params->size - done, done, err);
}

struct vf_writer *
vf_raw_create (struct vf_io *io, const struct vf_create_params *params,
               struct vf_error *err)
{
  CLEANUP_FREE struct raw_writer *raw = NULL;

  if (check_params (params, err) || prepare_size (io, params->size, err))
    return NULL;
  if (!params->is_zeroed && zero_gaps (io, params, err))
    return NULL;
  raw = calloc (1, sizeof *raw);
  if (!raw) {
    vf_error_nomem (err, vf_io_name (io));
    return NULL;
  }
  raw->writer = (struct vf_writer){
    .ops = &raw_writer_ops, .size = params->size, .granule = RAW_GRANULE
  };
  raw->io = io;
  raw->is_zeroed = params->is_zeroed;
  return &TAKE (raw)->writer;
}
