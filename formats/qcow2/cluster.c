/* vmferry: reading and decompressing qcow2 clusters.  A stream may be followed
 * by other clusters' bytes, so that a decoder stops where the stream ends, and
 * must have made a whole cluster by then.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/cluster.h"

#include <inttypes.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/table.h"

void
vf_qcow2_inflater_clear (const struct vf_qcow2 *q,
                         struct vf_qcow2_inflater *inflater)
{
  if (q->header.compression_type == VF_QCOW2_COMPRESSION_ZSTD)
    ZSTD_freeDCtx (inflater->context);
  else
    libdeflate_free_decompressor (inflater->context);
  free (inflater->input);
  free (inflater->cluster);
  *inflater = (struct vf_qcow2_inflater){ 0 };
}

static int
prepare (const struct vf_qcow2 *q, struct vf_qcow2_inflater *inflater,
         size_t input_size, struct vf_error *err)
{
  if (!inflater->context)
    inflater->context
        = q->header.compression_type == VF_QCOW2_COMPRESSION_ZSTD
              ? (void *)ZSTD_createDCtx ()
              : (void *)libdeflate_alloc_decompressor ();
  if (inflater->input_size < input_size) {
    free (inflater->input);
    inflater->input = malloc (input_size);
    inflater->input_size = inflater->input ? input_size : 0;
  }
  if (!inflater->context || !inflater->input)
    return vf_error_nomem (err, "a compressed cluster");
  return 0;
}

/* Each of these returns how many bytes it made of at most SIZE. */
static size_t
inflate_deflate (void *context, const void *input, size_t n, void *out,
                 size_t size)
{
  size_t used, made;

  if (libdeflate_deflate_decompress_ex (context, input, n, out, size, &used,
                                        &made)
      != LIBDEFLATE_SUCCESS)
    return 0;
  return made;
}

/* Frame by frame, since only then is no buffer for the window needed, whose
 * size a hostile frame could choose. */
static size_t
inflate_zstd (void *context, const void *input, size_t n, void *out,
              size_t size)
{
  const char *from = input;
  char *to = out;
  size_t frame, got, made = 0;

  while (made < size && n) {
    frame = ZSTD_findFrameCompressedSize (from, n);
    if (ZSTD_isError (frame))
      break;
    got = ZSTD_decompressDCtx (context, to + made, size - made, from, frame);
    if (ZSTD_isError (got))
      break;
    made += got;
    from += frame;
    n -= frame;
  }
  return made;
}

/* Makes the whole cluster of RUN in OUT. */
static int
inflate_cluster (struct vf_qcow2 *q, const struct vf_qcow2_run *run,
                 struct vf_qcow2_inflater *inflater, void *out,
                 struct vf_error *err)
{
  size_t size = q->header.cluster_size;
  size_t made;

  if (prepare (q, inflater, run->host_length, err)
      || vf_io_read (q->image.io, inflater->input, run->host_length, run->host,
                     err))
    return -1;
  if (q->header.compression_type == VF_QCOW2_COMPRESSION_ZSTD)
    made = inflate_zstd (inflater->context, inflater->input, run->host_length,
                         out, size);
  else
    made = inflate_deflate (inflater->context, inflater->input,
                            run->host_length, out, size);
  if (made == size)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "compressed cluster at byte %" PRIu64
                       " (guest offset %" PRIu64
                       ") cannot be decompressed to %zu bytes",
                       run->host, run->start, size);
}

static int
read_compressed (struct vf_qcow2 *q, const struct vf_qcow2_run *run,
                 struct vf_qcow2_inflater *inflater, void *buf, size_t n,
                 uint64_t offset, struct vf_error *err)
{
  if (n == q->header.cluster_size)
    return inflate_cluster (q, run, inflater, buf, err);
  if (!inflater->cluster)
    inflater->cluster = malloc (q->header.cluster_size);
  if (!inflater->cluster)
    return vf_error_nomem (err, "a compressed cluster");
  if (inflate_cluster (q, run, inflater, inflater->cluster, err))
    return -1;
  memcpy (buf, (char *)inflater->cluster + (offset - run->start), n);
  return 0;
}

/* What lies behind the end of the file, in its last cluster, is zeros. */
static int
read_plain (struct vf_qcow2 *q, const struct vf_qcow2_run *run, void *buf,
            size_t n, uint64_t offset, struct vf_error *err)
{
  uint64_t host = run->host + (offset - run->start);
  uint64_t file_size = vf_io_size (q->image.io);
  size_t there = host < file_size ? vf_min_u64 (n, file_size - host) : 0;

  memset ((char *)buf + there, 0, n - there);
  return vf_io_read (q->image.io, buf, there, host, err);
}

int
vf_qcow2_read_run (struct vf_qcow2 *q, const struct vf_qcow2_run *run,
                   struct vf_qcow2_inflater *inflater, void *buf, size_t n,
                   uint64_t offset, struct vf_error *err)
{
  if (run->kind == VF_QCOW2_RUN_PLAIN)
    return read_plain (q, run, buf, n, offset, err);
  return read_compressed (q, run, inflater, buf, n, offset, err);
}
