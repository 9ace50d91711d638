/* vmferry: inflating grains.  One call of libdeflate per grain, no state
 * between them; the pool saves making a decompressor for each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/scratch.h"

#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>

#include "common/error.h"

struct vf_vmdk_scratch_pool {
  pthread_mutex_t lock;
  struct vf_vmdk_scratch *first;
  size_t input_size, output_size;
};

struct vf_vmdk_scratch_pool *
vf_vmdk_scratch_pool_new (size_t input_size, size_t output_size,
                          struct vf_error *err)
{
  struct vf_vmdk_scratch_pool *pool = calloc (1, sizeof *pool);

  if (!pool) {
    vf_error_nomem (err, "inflating");
    return NULL;
  }
  pthread_mutex_init (&pool->lock, NULL);
  pool->input_size = input_size;
  pool->output_size = output_size;
  return pool;
}

static void
free_scratch (struct vf_vmdk_scratch *scratch)
{
  libdeflate_free_decompressor (scratch->decompressor);
  free (scratch->input);
  free (scratch->output);
  free (scratch);
}

void
vf_vmdk_scratch_pool_free (struct vf_vmdk_scratch_pool *pool)
{
  struct vf_vmdk_scratch *scratch;

  if (!pool)
    return;
  while ((scratch = pool->first)) {
    pool->first = scratch->next;
    free_scratch (scratch);
  }
  pthread_mutex_destroy (&pool->lock);
  free (pool);
}

static struct vf_vmdk_scratch *
make_scratch (const struct vf_vmdk_scratch_pool *pool, struct vf_error *err)
{
  struct vf_vmdk_scratch *scratch = calloc (1, sizeof *scratch);

  if (!scratch) {
    vf_error_nomem (err, "inflating");
    return NULL;
  }
  scratch->decompressor = libdeflate_alloc_decompressor ();
  scratch->input = malloc (pool->input_size);
  scratch->output = malloc (pool->output_size);
  if (!scratch->decompressor || !scratch->input || !scratch->output) {
    free_scratch (scratch);
    vf_error_nomem (err, "inflating");
    return NULL;
  }
  return scratch;
}

struct vf_vmdk_scratch *
vf_vmdk_scratch_take (struct vf_vmdk_scratch_pool *pool, struct vf_error *err)
{
  struct vf_vmdk_scratch *scratch;

  pthread_mutex_lock (&pool->lock);
  scratch = pool->first;
  if (scratch)
    pool->first = scratch->next;
  pthread_mutex_unlock (&pool->lock);
  return scratch ? scratch : make_scratch (pool, err);
}

void
vf_vmdk_scratch_give (struct vf_vmdk_scratch_pool *pool,
                      struct vf_vmdk_scratch *scratch)
{
  if (!scratch)
    return;
  pthread_mutex_lock (&pool->lock);
  scratch->next = pool->first;
  pool->first = scratch;
  pthread_mutex_unlock (&pool->lock);
}

int
vf_vmdk_is_zlib (const uint8_t *bytes)
{
  return (bytes[0] & 0x0f) == 8 && (bytes[0] << 8 | bytes[1]) % 31 == 0;
}

int
vf_vmdk_inflate (struct vf_vmdk_scratch *scratch, const uint8_t *in,
                 size_t in_size, uint8_t *out, size_t out_size, size_t *ret_n,
                 struct vf_error *err)
{
  enum libdeflate_result r;
  size_t used;

  if (in_size >= 2 && vf_vmdk_is_zlib (in))
    r = libdeflate_zlib_decompress_ex (scratch->decompressor, in, in_size, out,
                                       out_size, &used, ret_n);
  else
    r = libdeflate_deflate_decompress_ex (scratch->decompressor, in, in_size,
                                          out, out_size, &used, ret_n);
  if (r == LIBDEFLATE_INSUFFICIENT_SPACE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "inflates to more than the %zu bytes of a grain",
                         out_size);
  if (r != LIBDEFLATE_SUCCESS)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "its %zu compressed bytes are no sound zlib stream",
                         in_size);
  return 0;
}
