/* vmferry: the end of writing qcow2: refcounts, tables, and last of all the
 * header, so that what is not finished is no image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/checked.h"
#include "common/io.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/writer-priv.h"

/* Entries that are put together on the stack. */
enum { BATCH = 512 };

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

/* The refcounts of the file's N clusters. */
static int
write_refcounts (struct vf_qcow2_writer *w, uint64_t n, struct vf_error *err)
{
  if (w->compression == VF_COMPRESSION_NONE)
    return vf_qcow2_refcounts_fill (&w->refcounts, n, err);
  return vf_qcow2_refcounts_flush (&w->refcounts, err);
}

int
vf_qcow2_finish (struct vf_writer *writer, struct vf_error *err)
{
  struct vf_qcow2_writer *w = (struct vf_qcow2_writer *)writer;
  uint64_t size;

  size = vf_div_up (w->end, w->layout.cluster_size) * w->layout.cluster_size;
  if (vf_io_size (w->io) < size && vf_io_resize (w->io, size, err))
    return -1;
  if (vf_qcow2_entries_flush (&w->entries, err)
      || write_refcounts (w, size / w->layout.cluster_size, err)
      || write_table (w, w->layout.n_refcount_blocks,
                      w->layout.refcount_table_offset, refcount_table_entry,
                      err)
      || write_table (w, w->layout.l1_entries, w->layout.l1_offset, l1_entry,
                      err))
    return -1;
  return write_header (w, err);
}
