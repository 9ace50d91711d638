/* vmferry: what the entries of a qcow2 L2 table mean.  All are held against the
 * rules here, so that nobody above sees an offset that is not inside the file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/table.h"

enum { SUBCLUSTERS = 32 };

static int
bad_entry (const struct vf_qcow2 *q, const struct vf_qcow2_slice *slice,
           uint64_t i, const char *rule, struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "L2 entry at byte %" PRIu64 " (guest offset %" PRIu64
                       ") is 0x%016" PRIx64 ": %s",
                       slice->table_offset
                           + i * vf_qcow2_entry_size (&q->header),
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
  if (q->data_file)
    return bad_entry (q, slice, i, "a compressed cluster in a data file", err);
  if (run->host >= file_size)
    return bad_entry (q, slice, i, "it points past the end of the file", err);
  run->host_length = vf_min_u64 (run->host_length, file_size - run->host);
  return 0;
}

/* The last cluster of a file may be cut short; what is not there is zeros.  A
 * data file that is raw is the guest's disk as it is. */
static int
check_plain (const struct vf_qcow2 *q, const struct vf_qcow2_slice *slice,
             uint64_t i, uint64_t host, struct vf_error *err)
{
  bool is_raw = q->data_file
                && q->header.autoclear_features & VF_QCOW2_AUTOCLEAR_RAW_DATA;

  if (host % q->header.cluster_size)
    return bad_entry (q, slice, i, "its offset is no multiple of the cluster "
                      "size", err);
  if (host >= vf_io_size (q->data))
    return bad_entry (q, slice, i, "it points past the end of the file", err);
  if (is_raw && host != slice->start + i * q->header.cluster_size)
    return bad_entry (q, slice, i, "its offset is not the guest's, though the "
                      "data file is raw", err);
  return 0;
}

/* Whether a standard ENTRY has a cluster.  Offset 0 is one in a data file.
 * Source: qcow2.txt, "Standard Cluster Descriptor" */
static bool
has_cluster (const struct vf_qcow2 *q, uint64_t entry)
{
  return entry & VF_QCOW2_OFFSET_MASK
         || (q->data_file && entry & VF_QCOW2_COPIED);
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
  if (is_allocated && !has_cluster (q, slice->items[i].entry))
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
  if (has_cluster (q, entry) && check_plain (q, slice, i, run->host, err))
    return -1;
  if (q->header.has_extended_l2)
    return classify_subcluster (q, slice, i, sub, run, err);
  run->kind = has_zero_flag            ? VF_QCOW2_RUN_ZERO
              : has_cluster (q, entry) ? VF_QCOW2_RUN_PLAIN
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
  while (run.end < slice->end && run.end < q->image.size) {
    if (classify (q, slice, run.end, &next, &later)
        || !is_continued (&run, &next))
      break;
    run.end = next.end;
  }
  *ret_run = run;
  return 0;
}
