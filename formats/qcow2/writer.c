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

/* Entries that are put together on the stack. */
enum { BATCH = 512 };

int
vf_qcow2_append_clusters (struct vf_qcow2_writer *w, uint64_t n,
                          uint64_t *ret_offset, struct vf_error *err)
{
  uint64_t first = vf_div_up (w->end, w->layout.cluster_size);

  if (vf_qcow2_refcounts_add (&w->refcounts, first, first + n - 1, err))
    return -1;
  *ret_offset = first * w->layout.cluster_size;
  w->end = (first + n) * w->layout.cluster_size;
  return 0;
}

int
vf_qcow2_write_clusters (struct vf_qcow2_writer *w, const void *buf, size_t n,
                         uint64_t host, struct vf_error *err)
{
  uint64_t rest = -(uint64_t)n % w->layout.cluster_size;

  if (vf_io_write (w->io, buf, n, host, err))
    return -1;
  if (!rest || w->is_zeroed)
    return 0;
  return vf_io_write_zeroes (w->io, rest, host + n, err);
}

int
vf_qcow2_write_entries (struct vf_qcow2_writer *w,
                        const struct vf_be64 *entries, uint64_t first,
                        size_t n, struct vf_error *err)
{
  uint64_t per_table = w->layout.cluster_size / sizeof *entries;
  uint64_t table;
  size_t piece;

  for (; n; n -= piece, first += piece, entries += piece) {
    table = vf_qcow2_layout_l2_offset (&w->layout, first / per_table);
    piece = vf_min_u64 (n, per_table - first % per_table);
    if (vf_io_write (w->io, entries, piece * sizeof *entries,
                     table + first % per_table * sizeof *entries, err))
      return -1;
  }
  return 0;
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

static int
write_plain (struct vf_writer *writer, const void *buf, size_t n,
             uint64_t offset, struct vf_error *err)
{
  struct vf_qcow2_writer *w = (struct vf_qcow2_writer *)writer;
  uint64_t n_clusters = vf_div_up (n, w->layout.cluster_size);
  uint64_t host = 0;
  int r;

  pthread_mutex_lock (&w->lock);
  r = vf_qcow2_append_clusters (w, n_clusters, &host, err);
  pthread_mutex_unlock (&w->lock);
  if (r || vf_qcow2_write_clusters (w, buf, n, host, err))
    return -1;
  return write_plain_entries (w, offset >> w->layout.cluster_bits, n_clusters,
                              host, err);
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

/* Writes N entries from OFFSET on: entry i is OF (w, i). */
static int
write_table (struct vf_qcow2_writer *w, uint64_t n, uint64_t offset,
             uint64_t (*of) (const struct vf_qcow2_writer *, uint64_t),
             struct vf_error *err)
{
  struct vf_be64 entries[BATCH];
  uint64_t done;
  size_t piece, i;

  for (done = 0; done < n; done += piece) {
    piece = vf_min_u64 (n - done, BATCH);
    for (i = 0; i < piece; i++)
      entries[i] = vf_be64_make (of (w, done + i));
    if (vf_io_write (w->io, entries, piece * sizeof entries[0],
                     offset + done * sizeof entries[0], err))
      return -1;
  }
  return 0;
}

static uint64_t
refcount_table_entry (const struct vf_qcow2_writer *w, uint64_t i)
{
  return w->layout.refcount_blocks_offset + i * w->layout.cluster_size;
}

static uint64_t
l1_entry (const struct vf_qcow2_writer *w, uint64_t i)
{
  uint64_t offset = vf_qcow2_layout_l2_offset (&w->layout, i);

  return offset ? offset | VF_QCOW2_COPIED : 0;
}

/* QEMU counts a disk in sectors: a part of one at the end would be lost. */
static uint64_t
whole_sectors (uint64_t size)
{
  return vf_div_up (size, VF_SECTOR_SIZE) * VF_SECTOR_SIZE;
}

static int
write_header (struct vf_qcow2_writer *w, struct vf_error *err)
{
  bool is_zstd = w->compression == VF_COMPRESSION_ZSTD;
  struct vf_qcow2_disk_header disk = {
    .version = vf_be32_make (3),
    .cluster_bits = vf_be32_make (w->layout.cluster_bits),
    .size = vf_be64_make (whole_sectors (w->writer.size)),
    .l1_size = vf_be32_make (w->layout.l1_entries),
    .l1_table_offset = vf_be64_make (w->layout.l1_offset),
    .refcount_table_offset = vf_be64_make (w->layout.refcount_table_offset),
    .refcount_table_clusters
    = vf_be32_make (w->layout.refcount_table_clusters),
    .incompatible_features
    = vf_be64_make (is_zstd ? VF_QCOW2_INCOMPAT_COMPRESSION : 0),
    .refcount_order = vf_be32_make (4),
    .header_length = vf_be32_make (sizeof disk),
    .compression_type
    = is_zstd ? VF_QCOW2_COMPRESSION_ZSTD : VF_QCOW2_COMPRESSION_DEFLATE,
  };

  memcpy (disk.magic, VF_QCOW2_MAGIC, sizeof disk.magic);
  return vf_io_write (w->io, &disk, sizeof disk, 0, err);
}

static int
finish (struct vf_writer *writer, struct vf_error *err)
{
  struct vf_qcow2_writer *w = (struct vf_qcow2_writer *)writer;
  uint64_t size;

  size = vf_div_up (w->end, w->layout.cluster_size) * w->layout.cluster_size;
  if (vf_io_size (w->io) < size && vf_io_resize (w->io, size, err))
    return -1;
  if (vf_qcow2_refcounts_flush (&w->refcounts, err)
      || write_table (w, w->layout.n_refcount_blocks,
                      w->layout.refcount_table_offset, refcount_table_entry,
                      err)
      || write_table (w, w->layout.l1_entries, w->layout.l1_offset, l1_entry,
                      err))
    return -1;
  return write_header (w, err);
}

static void
writer_free (struct vf_writer *writer)
{
  struct vf_qcow2_writer *w = (struct vf_qcow2_writer *)writer;

  vf_qcow2_deflater_free_list (w->idle);
  vf_qcow2_layout_clear (&w->layout);
  pthread_mutex_destroy (&w->lock);
  free (w);
}

static const struct vf_writer_ops plain_ops = {
  .write = write_plain,
  .write_zeroes = write_zeroes,
  .finish = finish,
  .free = writer_free,
};

static const struct vf_writer_ops compressed_ops = {
  .write = vf_qcow2_write_compressed,
  .write_zeroes = write_zeroes,
  .finish = finish,
  .free = writer_free,
};

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
  pthread_mutex_init (&w->lock, NULL);
  if (vf_qcow2_layout_init (&w->layout, params->size,
                            __builtin_ctz (cluster_size), params->data, err)
      || start (w, err))
    return NULL;
  return TAKE (writer);
}
