/* vmferry: the two levels of qcow2 tables.  L1 entries are held against the
 * rules here; L2 entries are in run.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/table.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/endian.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/page-cache.h"
#include "formats/qcow2/qcow2-disk.h"

/* Empty L1 entries that become one hole: 2 TiB in 64 KiB clusters. */
enum { HOLE_ENTRIES = 4096 };

static int
read_l1 (struct vf_qcow2 *q, uint64_t index, size_t n, struct vf_be64 *entries,
         struct vf_error *err)
{
  if (vf_page_cache_read (q->cache, entries, n * sizeof *entries,
                          q->l1_offset + index * 8, err))
    return vf_error_prefix (err, "L1 table");
  return 0;
}

/* How many L1 entries from INDEX on, which is in the file, are 0, as far as
 * one read goes. */
static int
count_empty (struct vf_qcow2 *q, uint64_t index, uint64_t *ret_n,
             struct vf_error *err)
{
  struct vf_be64 entries[HOLE_ENTRIES];
  uint64_t there = (vf_io_size (q->image.io) - q->l1_offset) / 8;
  uint64_t n = vf_min_u64 (HOLE_ENTRIES,
                           vf_min_u64 (q->l1_entries, there) - index);
  uint64_t i;

  if (read_l1 (q, index, n, entries, err))
    return -1;
  for (i = 0; i < n && !vf_be64_get (entries[i]); i++)
    ;
  *ret_n = i;
  return 0;
}

static int
load_hole (struct vf_qcow2 *q, uint64_t index, struct vf_qcow2_slice *slice,
           struct vf_error *err)
{
  uint64_t n;

  if (count_empty (q, index, &n, err))
    return -1;
  slice->end = (index + n) * vf_qcow2_table_span (&q->header);
  slice->table_offset = 0;
  return 0;
}

static int
check_l1_entry (const struct vf_qcow2 *q, uint64_t index, uint64_t entry,
                struct vf_error *err)
{
  uint64_t offset = entry & VF_QCOW2_OFFSET_MASK;

  if (entry & ~(VF_QCOW2_OFFSET_MASK | VF_QCOW2_COPIED))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "L1 entry %" PRIu64 " is 0x%016" PRIx64
                         ": reserved bits are set",
                         index, entry);
  if (offset % q->header.cluster_size || !offset
      || !vf_range_inside (offset, q->header.cluster_size,
                           vf_io_size (q->image.io)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "L1 entry %" PRIu64 ": L2 table offset %" PRIu64
                         " must be a multiple of the cluster size inside the "
                         "file",
                         index, offset);
  return 0;
}

/* Reads the entries of SLICE from its place in the L2 table. */
static int
load_entries (struct vf_qcow2 *q, struct vf_qcow2_slice *slice, size_t n,
              struct vf_error *err)
{
  struct vf_be64 words[2 * VF_QCOW2_SLICE_ENTRIES];
  size_t width = vf_qcow2_entry_size (&q->header) / sizeof words[0];
  size_t i;

  if (vf_page_cache_read (q->cache, words, n * vf_qcow2_entry_size (&q->header),
                          slice->table_offset, err))
    return vf_error_prefix (err, "L2 table");
  for (i = 0; i < n; i++) {
    slice->items[i].entry = vf_be64_get (words[i * width]);
    slice->items[i].bitmap = width > 1 ? vf_be64_get (words[i * 2 + 1]) : 0;
  }
  return 0;
}

/* The part of the L2 table at TABLE that maps OFFSET.  SLICE covers what the
 * whole table maps. */
static int
load_part (struct vf_qcow2 *q, uint64_t table, uint64_t offset,
           struct vf_qcow2_slice *slice, struct vf_error *err)
{
  uint64_t size = q->header.cluster_size;
  unsigned entry_size = vf_qcow2_entry_size (&q->header);
  uint64_t first = vf_round_down ((offset - slice->start) / size,
                                  VF_QCOW2_SLICE_ENTRIES);
  uint64_t n
      = vf_min_u64 (size / entry_size - first, VF_QCOW2_SLICE_ENTRIES);

  slice->start += first * size;
  slice->end = slice->start + n * size;
  slice->table_offset = table + first * entry_size;
  return load_entries (q, slice, n, err);
}

int
vf_qcow2_slice_load (struct vf_qcow2 *q, uint64_t offset,
                     struct vf_qcow2_slice *ret_slice, struct vf_error *err)
{
  uint64_t span = vf_qcow2_table_span (&q->header);
  uint64_t index = offset / span;
  struct vf_be64 disk_entry;
  uint64_t entry;

  ret_slice->start = index * span;
  ret_slice->end = ret_slice->start + span;
  if (!vf_range_inside (q->l1_offset, (index + 1) * sizeof disk_entry,
                        vf_io_size (q->image.io)))
    ret_slice->end = q->l1_entries * span; /* nor is what follows there */
  if (read_l1 (q, index, 1, &disk_entry, err))
    return -1;
  entry = vf_be64_get (disk_entry);
  if (!entry)
    return load_hole (q, index, ret_slice, err);
  if (check_l1_entry (q, index, entry, err))
    return -1;
  return load_part (q, entry & VF_QCOW2_OFFSET_MASK, offset, ret_slice, err);
}
