/* vmferry: writing qcow2.  Data is appended, and the L2 entries that point to
 * it are written to their place at once; refcounts, L1 table and last of all
 * the header come at the end, so that what is not finished is no image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/writer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/qcow2/deflater.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/writer-priv.h"

enum {
  MIN_CLUSTER_SIZE = 512,
  DEFAULT_CLUSTER_SIZE = 64 * 1024,
  MAX_CLUSTER_SIZE = 2 * 1024 * 1024,
};

/* Entries that are put together on the stack: 2 MiB in the smallest
 * clusters. */
enum { BATCH = 4096 };

uint64_t
vf_qcow2_append_clusters (struct vf_qcow2_writer *w, uint64_t n)
{
  uint64_t first = vf_div_up (w->end, w->layout.cluster_size);

  w->end = (first + n) * w->layout.cluster_size;
  return first * w->layout.cluster_size;
}

/* What follows the N bytes at HOST in their last cluster becomes zeros. */
static int
zero_rest (struct vf_qcow2_writer *w, uint64_t n, uint64_t host,
           struct vf_error *err)
{
  uint64_t rest = -n % w->layout.cluster_size;

  if (!rest || w->is_zeroed)
    return 0;
  return vf_io_write_zeroes (w->io, rest, host + n, err);
}

int
vf_qcow2_write_clusters (struct vf_qcow2_writer *w, const void *buf, size_t n,
                         uint64_t host, struct vf_error *err)
{
  if (vf_io_write (w->io, buf, n, host, err))
    return -1;
  return zero_rest (w, n, host, err);
}

int
vf_qcow2_write_entries (struct vf_qcow2_writer *w,
                        const struct vf_be64 *entries, uint64_t first,
                        size_t n, struct vf_error *err)
{
  uint64_t per_table = w->layout.cluster_size / sizeof *entries;
  uint64_t table = vf_qcow2_layout_l2_offset (&w->layout, first / per_table);

  return vf_qcow2_entries_put (&w->entries, entries, n,
                               table + first % per_table * sizeof *entries,
                               err);
}

/* The entries of N clusters in a row, from HOST on. */
static int
write_plain_entries (struct vf_qcow2_writer *w, uint64_t first, uint64_t n,
                     uint64_t host, struct vf_error *err)
{
  struct vf_be64 entries[BATCH];
  size_t piece, i;

  for (; n; n -= piece, first += piece) {
    piece = vf_min_u64 (n, BATCH);
    for (i = 0; i < piece; i++, host += w->layout.cluster_size)
      entries[i] = vf_be64_make (host | VF_QCOW2_COPIED);
    if (vf_qcow2_write_entries (w, entries, first, piece, err))
      return -1;
  }
  return 0;
}

/* Gives N guest bytes at OFFSET clusters in a row, with entries and all. */
static int
map_plain (struct vf_qcow2_writer *w, uint64_t n, uint64_t offset,
           uint64_t *ret_host, struct vf_error *err)
{
  uint64_t n_clusters = vf_div_up (n, w->layout.cluster_size);
  uint64_t host;

  pthread_mutex_lock (&w->lock);
  host = vf_qcow2_append_clusters (w, n_clusters);
  pthread_mutex_unlock (&w->lock);
  if (write_plain_entries (w, offset >> w->layout.cluster_bits, n_clusters,
                           host, err))
    return -1;
  *ret_host = host;
  return 0;
}

static int
write_plain (struct vf_writer *writer, const void *buf, size_t n,
             uint64_t offset, struct vf_error *err)
{
  struct vf_qcow2_writer *w = (struct vf_qcow2_writer *)writer;
  uint64_t host;

  if (map_plain (w, n, offset, &host, err))
    return -1;
  return vf_qcow2_write_clusters (w, buf, n, host, err);
}

static int
place (struct vf_writer *writer, uint64_t n, uint64_t offset,
       uint64_t *ret_io_offset, struct vf_error *err)
{
  struct vf_qcow2_writer *w = (struct vf_qcow2_writer *)writer;
  uint64_t host;

  if (map_plain (w, n, offset, &host, err)
      || zero_rest (w, n, host, err))
    return -1;
  *ret_io_offset = host;
  return 0;
}

/* A cluster without an entry reads as zeros: there is no backing file. */
static int
write_zeroes (struct vf_writer *writer __attribute__ ((unused)),
              uint64_t n __attribute__ ((unused)),
              uint64_t offset __attribute__ ((unused)),
              struct vf_error *err __attribute__ ((unused)))
{
  return 0;
}

static void
writer_free (struct vf_writer *writer)
{
  struct vf_qcow2_writer *w = (struct vf_qcow2_writer *)writer;

  vf_qcow2_deflater_free_list (w->idle);
  vf_qcow2_layout_clear (&w->layout);
  vf_qcow2_entries_clear (&w->entries);
  pthread_mutex_destroy (&w->lock);
  free (w);
}

static const struct vf_writer_ops plain_ops = {
  .write = write_plain,
  .place = place,
  .write_zeroes = write_zeroes,
  .finish = vf_qcow2_finish,
  .free = writer_free,
};

static const struct vf_writer_ops compressed_ops = {
  .write = vf_qcow2_write_compressed,
  .write_zeroes = write_zeroes,
  .finish = vf_qcow2_finish,
  .free = writer_free,
};

/* Makes the first deflater, and learns what each takes. */
static int
start_compression (struct vf_qcow2_writer *w, struct vf_error *err)
{
  w->idle = vf_qcow2_deflater_new (w->compression, w->level,
                                   w->layout.cluster_size, err);
  if (!w->idle)
    return -1;
  w->writer.write_memory = vf_qcow2_deflater_memory (w->idle);
  return 0;
}

static int
check_params (const struct vf_create_params *params, uint32_t cluster_size,
              struct vf_error *err)
{
  if (!vf_is_power_of_2 (cluster_size) || cluster_size < MIN_CLUSTER_SIZE
      || cluster_size > MAX_CLUSTER_SIZE)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "a qcow2 cluster size of %" PRIu32
                         " bytes: must be a power of two from 512 to 2 MiB",
                         cluster_size);
  return vf_qcow2_deflater_check (params->compression, params->level, err);
}

/* The metadata's place reads as zeros until it is written; what was there
 * before could be taken for an image. */
static int
start (struct vf_qcow2_writer *w, struct vf_error *err)
{
  uint64_t n = w->layout.data_offset;

  w->end = n;
  w->refcounts.io = w->io;
  w->refcounts.blocks_offset = w->layout.refcount_blocks_offset;
  if (!w->is_zeroed && vf_io_write_zeroes (w->io, n, 0, err))
    return -1;
  if (w->compression == VF_COMPRESSION_NONE)
    return 0; /* all are 1, which needs no counting */
  return vf_qcow2_refcounts_add (&w->refcounts, 0,
                                 n / w->layout.cluster_size - 1, err);
}

struct vf_writer *
vf_qcow2_create (struct vf_io *io, const struct vf_create_params *params,
                 struct vf_error *err)
{
  CLEANUP_WRITER struct vf_writer *writer = NULL;
  uint32_t cluster_size
      = params->cluster_size ? params->cluster_size : DEFAULT_CLUSTER_SIZE;
  struct vf_qcow2_writer *w;

  if (check_params (params, cluster_size, err))
    return NULL;
  w = calloc (1, sizeof *w);
  if (!w) {
    vf_error_nomem (err, "a qcow2 writer");
    return NULL;
  }
  writer = &w->writer;
  w->writer.ops
      = params->compression == VF_COMPRESSION_NONE ? &plain_ops
                                                   : &compressed_ops;
  w->writer.size = params->size;
  w->writer.granule = cluster_size;
  w->io = io;
  w->is_zeroed = params->is_zeroed;
  w->compression = params->compression;
  w->level = params->level;
  vf_qcow2_entries_init (&w->entries, io);
  pthread_mutex_init (&w->lock, NULL);
  if (vf_qcow2_layout_init (&w->layout, params->size,
                            __builtin_ctz (cluster_size), params->data, err)
      || start (w, err)
      || (w->compression != VF_COMPRESSION_NONE
          && start_compression (w, err)))
    return NULL;
  return TAKE (writer);
}
