/* vmferry: decompressing qcow2 clusters.  A stream may be followed by other
 * clusters' bytes, so that a decoder stops where the stream ends.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/inflater.h"

#include <assert.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>
#include <zstd.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/qcow2/qcow2-disk.h"

struct vf_qcow2_inflaters {
  pthread_mutex_t lock;
  struct vf_qcow2_inflater *first;
  uint8_t type;
};

struct vf_qcow2_inflaters *
vf_qcow2_inflaters_new (uint8_t type, struct vf_error *err)
{
  struct vf_qcow2_inflaters *pool = calloc (1, sizeof *pool);

  if (!pool) {
    vf_error_nomem (err, "decompressing");
    return NULL;
  }
  pthread_mutex_init (&pool->lock, NULL);
  pool->type = type;
  return pool;
}

static void
free_inflater (struct vf_qcow2_inflater *inflater)
{
  if (inflater->type == VF_QCOW2_COMPRESSION_ZSTD)
    ZSTD_freeDCtx (inflater->context);
  else
    libdeflate_free_decompressor (inflater->context);
  free (inflater->window);
  free (inflater->cluster);
  free (inflater);
}

void
vf_qcow2_inflaters_free (struct vf_qcow2_inflaters *pool)
{
  struct vf_qcow2_inflater *inflater;

  if (!pool)
    return;
  while ((inflater = pool->first)) {
    pool->first = inflater->next;
    free_inflater (inflater);
  }
  pthread_mutex_destroy (&pool->lock);
  free (pool);
}

static struct vf_qcow2_inflater *
make_inflater (const struct vf_qcow2_inflaters *pool, struct vf_error *err)
{
  struct vf_qcow2_inflater *inflater = calloc (1, sizeof *inflater);

  if (!inflater) {
    vf_error_nomem (err, "decompressing");
    return NULL;
  }
  inflater->type = pool->type;
  inflater->cluster_host = UINT64_MAX;
  inflater->context = pool->type == VF_QCOW2_COMPRESSION_ZSTD
                          ? (void *)ZSTD_createDCtx ()
                          : (void *)libdeflate_alloc_decompressor ();
  if (!inflater->context) {
    free_inflater (inflater);
    vf_error_nomem (err, "decompressing");
    return NULL;
  }
  return inflater;
}

struct vf_qcow2_inflater *
vf_qcow2_inflater_take (struct vf_qcow2_inflaters *pool, struct vf_error *err)
{
  struct vf_qcow2_inflater *inflater;

  pthread_mutex_lock (&pool->lock);
  inflater = pool->first;
  if (inflater)
    pool->first = inflater->next;
  pthread_mutex_unlock (&pool->lock);
  return inflater ? inflater : make_inflater (pool, err);
}

void
vf_qcow2_inflater_give (struct vf_qcow2_inflaters *pool,
                        struct vf_qcow2_inflater *inflater)
{
  if (!inflater)
    return;
  pthread_mutex_lock (&pool->lock);
  inflater->next = pool->first;
  pool->first = inflater;
  pthread_mutex_unlock (&pool->lock);
}

bool
vf_qcow2_inflater_has (const struct vf_qcow2_inflater *inflater, size_t n,
                       uint64_t offset)
{
  return offset >= inflater->window_start
         && vf_range_inside (offset - inflater->window_start, n,
                             inflater->window_length);
}

int
vf_qcow2_inflater_load (struct vf_qcow2_inflater *inflater, struct vf_io *io,
                        size_t n, uint64_t offset, struct vf_error *err)
{
  if (vf_qcow2_inflater_has (inflater, n, offset))
    return 0;
  inflater->window_length = 0;
  if (inflater->window_capacity < n) {
    free (inflater->window);
    inflater->window = malloc (n);
    inflater->window_capacity = inflater->window ? n : 0;
    if (!inflater->window)
      return vf_error_nomem (err, "compressed clusters");
  }
  if (vf_io_read (io, inflater->window, n, offset, err))
    return -1;
  inflater->window_start = offset;
  inflater->window_length = n;
  return 0;
}

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

size_t
vf_qcow2_inflate (struct vf_qcow2_inflater *inflater, uint64_t host, size_t n,
                  void *out, size_t size)
{
  const uint8_t *input = inflater->window + (host - inflater->window_start);

  assert (vf_qcow2_inflater_has (inflater, n, host));
  if (inflater->type == VF_QCOW2_COMPRESSION_ZSTD)
    return inflate_zstd (inflater->context, input, n, out, size);
  return inflate_deflate (inflater->context, input, n, out, size);
}
