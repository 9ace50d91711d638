/* vmferry: the two levels of qcow2 tables, and what an L2 entry means.  All
 * entries are held against the rules here, so that nobody above sees an
 * offset that is not inside the file.
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

enum { SUBCLUSTERS = 32 };

static uint64_t
entry_size (const struct vf_qcow2 *q)
{
  return q->header.has_extended_l2 ? 16 : 8;
}

/* Guest bytes that one L2 table maps. */
static uint64_t
table_span (const struct vf_qcow2 *q)
{
  return q->header.cluster_size / entry_size (q) * q->header.cluster_size;
}

static int
read_l1 (struct vf_qcow2 *q, uint64_t index, size_t n, struct vf_be64 *entries,
         struct vf_error *err)
{
  if (vf_page_cache_read (q->cache, entries, n * sizeof *entries,
                          q->header.l1_offset + index * 8, err))
    return vf_error_prefix (err, "L1 table");
  return 0;
}

/* How many L1 entries from INDEX on are 0, as far as one read goes. */
static int
count_empty (struct vf_qcow2 *q, uint64_t index, uint64_t *ret_n,
             struct vf_error *err)
{
  struct vf_be64 entries[VF_QCOW2_SLICE_ENTRIES];
  uint64_t n = vf_min_u64 (VF_QCOW2_SLICE_ENTRIES,
                           q->header.l1_entries - index);
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
  slice->start = index * table_span (q);
  slice->end = (index + n) * table_span (q);
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
  size_t width = entry_size (q) / sizeof words[0];
  size_t i;

  if (vf_page_cache_read (q->cache, words, n * entry_size (q),
                          slice->table_offset, err))
    return vf_error_prefix (err, "L2 table");
  for (i = 0; i < n; i++) {
    slice->items[i].entry = vf_be64_get (words[i * width]);
    slice->items[i].bitmap = width > 1 ? vf_be64_get (words[i * 2 + 1]) : 0;
  }
  return 0;
}

int
vf_qcow2_slice_load (struct vf_qcow2 *q, uint64_t offset,
                     struct vf_qcow2_slice *ret_slice, struct vf_error *err)
{
  uint64_t index = offset / table_span (q);
  uint64_t l2_entries = q->header.cluster_size / entry_size (q);
  uint64_t first, l1_entry;
  struct vf_be64 disk_entry;
  size_t n;

  if (read_l1 (q, index, 1, &disk_entry, err))
    return -1;
  l1_entry = vf_be64_get (disk_entry);
  if (!l1_entry)
    return load_hole (q, index, ret_slice, err);
  if (check_l1_entry (q, index, l1_entry, err))
    return -1;
  first = vf_round_down (offset % table_span (q) / q->header.cluster_size,
                         VF_QCOW2_SLICE_ENTRIES);
  n = vf_min_u64 (l2_entries - first, VF_QCOW2_SLICE_ENTRIES);
  ret_slice->start = index * table_span (q) + first * q->header.cluster_size;
  ret_slice->end = ret_slice->start + n * q->header.cluster_size;
  ret_slice->table_offset
      = (l1_entry & VF_QCOW2_OFFSET_MASK) + first * entry_size (q);
  return load_entries (q, ret_slice, n, err);
}

static int
bad_entry (const struct vf_qcow2 *q, const struct vf_qcow2_slice *slice,
           uint64_t i, const char *rule, struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "L2 entry at byte %" PRIu64 " (guest offset %" PRIu64
                       ") is 0x%016" PRIx64 ": %s",
                       slice->table_offset + i * entry_size (q),
                       slice->start + i * q->header.cluster_size,
                       slice->items[i].entry, rule);
}

/* Source: qcow2.txt, "Compressed Clusters Descriptor" */
static int
classify_compressed (const struct vf_qcow2 *q,
                     const struct vf_qcow2_slice *slice, uint64_t i,
                     struct vf_qcow2_run *run, struct vf_error *err)
{
  unsigned offset_bits = 62 - (q->header.cluster_bits - 8);
  uint64_t entry = slice->items[i].entry & ~VF_QCOW2_COMPRESSED;
  uint64_t file_size = vf_io_size (q->image.io);
  uint64_t sectors = (entry >> offset_bits) + 1;

  run->kind = VF_QCOW2_RUN_COMPRESSED;
  run->host = entry & ((UINT64_C (1) << offset_bits) - 1);
  run->host_length
      = sectors * VF_SECTOR_SIZE - run->host % VF_SECTOR_SIZE;
  if (slice->items[i].entry & VF_QCOW2_COPIED)
    return bad_entry (q, slice, i, "a compressed cluster is marked COPIED",
                      err);
  if (slice->items[i].bitmap)
    return bad_entry (q, slice, i, "a compressed cluster has subclusters",
                      err);
  if (run->host >= file_size)
    return bad_entry (q, slice, i, "it points past the end of the file", err);
  run->host_length = vf_min_u64 (run->host_length, file_size - run->host);
  return 0;
}

/* The last cluster of a file may be cut short; what is not there is zeros. */
static int
check_plain (const struct vf_qcow2 *q, const struct vf_qcow2_slice *slice,
             uint64_t i, uint64_t host, struct vf_error *err)
{
  if (host % q->header.cluster_size)
    return bad_entry (q, slice, i, "its offset is no multiple of the cluster "
                      "size", err);
  if (host >= vf_io_size (q->image.io))
    return bad_entry (q, slice, i, "it points past the end of the file", err);
  return 0;
}

/* Source: qcow2.txt, "Extended L2 Entries" */
static int
classify_subcluster (const struct vf_qcow2 *q,
                     const struct vf_qcow2_slice *slice, uint64_t i,
                     unsigned sub, struct vf_qcow2_run *run,
                     struct vf_error *err)
{
  bool is_zero = slice->items[i].bitmap >> (SUBCLUSTERS + sub) & 1;
  bool is_allocated = slice->items[i].bitmap >> sub & 1;

  if (is_zero && is_allocated)
    return bad_entry (q, slice, i,
                      "a subcluster is both allocated and zero", err);
  if (is_allocated && !run->host)
    return bad_entry (q, slice, i, "a subcluster without a cluster", err);
  run->kind = is_zero        ? VF_QCOW2_RUN_ZERO
              : is_allocated ? VF_QCOW2_RUN_PLAIN
                             : VF_QCOW2_RUN_HOLE;
  run->host += sub * (run->end - run->start);
  return 0;
}

static int
classify_standard (const struct vf_qcow2 *q,
                   const struct vf_qcow2_slice *slice, uint64_t i,
                   unsigned sub, struct vf_qcow2_run *run,
                   struct vf_error *err)
{
  uint64_t entry = slice->items[i].entry;
  bool has_zero_flag = entry & VF_QCOW2_ZERO;

  run->host = entry & VF_QCOW2_OFFSET_MASK;
  if (entry & ~(VF_QCOW2_OFFSET_MASK | VF_QCOW2_COPIED | VF_QCOW2_ZERO))
    return bad_entry (q, slice, i, "reserved bits are set", err);
  if (has_zero_flag && (q->header.version < 3 || q->header.has_extended_l2))
    return bad_entry (q, slice, i, "bit 0 is set", err);
  if (run->host && check_plain (q, slice, i, run->host, err))
    return -1;
  if (q->header.has_extended_l2)
    return classify_subcluster (q, slice, i, sub, run, err);
  run->kind = has_zero_flag ? VF_QCOW2_RUN_ZERO
              : run->host   ? VF_QCOW2_RUN_PLAIN
                            : VF_QCOW2_RUN_HOLE;
  return 0;
}

/* The cluster or subcluster that OFFSET lies in. */
static int
classify (const struct vf_qcow2 *q, const struct vf_qcow2_slice *slice,
          uint64_t offset, struct vf_qcow2_run *run, struct vf_error *err)
{
  uint64_t size = q->header.cluster_size;
  uint64_t i = (offset - slice->start) / size;
  bool is_compressed = slice->items[i].entry & VF_QCOW2_COMPRESSED;

  if (q->header.has_extended_l2 && !is_compressed)
    size /= SUBCLUSTERS;
  run->start = vf_round_down (offset, size);
  run->end = run->start + size;
  if (is_compressed)
    return classify_compressed (q, slice, i, run, err);
  return classify_standard (q, slice, i,
                            run->start % q->header.cluster_size / size, run,
                            err);
}

/* Whether NEXT goes on where RUN ends. */
static bool
is_continued (const struct vf_qcow2_run *run, const struct vf_qcow2_run *next)
{
  if (run->kind != next->kind || run->kind == VF_QCOW2_RUN_COMPRESSED)
    return false;
  return run->kind != VF_QCOW2_RUN_PLAIN
         || next->host == run->host + (run->end - run->start);
}

int
vf_qcow2_slice_run (const struct vf_qcow2 *q,
                    const struct vf_qcow2_slice *slice, uint64_t offset,
                    struct vf_qcow2_run *ret_run, struct vf_error *err)
{
  struct vf_qcow2_run run, next;
  struct vf_error later; /* said when it is come to */

  if (!slice->table_offset) {
    *ret_run = (struct vf_qcow2_run){ .kind = VF_QCOW2_RUN_HOLE,
                                      .start = slice->start,
                                      .end = slice->end };
    return 0;
  }
  if (classify (q, slice, offset, &run, err))
    return -1;
  while (run.end < slice->end && run.end < q->header.size) {
    if (classify (q, slice, run.end, &next, &later)
        || !is_continued (&run, &next))
      break;
    run.end = next.end;
  }
  *ret_run = run;
  return 0;
}
