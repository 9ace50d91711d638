/* vmferry: counting the references of L1 and L2 tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/references.h"

#include <inttypes.h>
#include <stdbool.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/page-cache.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/table.h"

enum { BATCH = 256, MAX_FOUND = (1 << 30) - 1 };

int
vf_qcow2_references_add (struct vf_qcow2_references *references,
                         uint64_t offset, uint64_t length,
                         enum vf_qcow2_use use, const char *what,
                         struct vf_error *err)
{
  unsigned bits = references->q->header.cluster_bits;
  struct vf_qcow2_reference *cluster;
  uint64_t i, end;
  int fine = 1;

  if (!length)
    return 1;
  if (!vf_add_u64 (offset, length, &end)
      || (end - 1) >> bits >= references->n_clusters)
    return vf_check_report_add (references->report, VF_FINDING_DAMAGE, 0, 0,
                                err,
                                "%s of %" PRIu64 " bytes at %" PRIu64
                                " passes the end of the file",
                                what, length, offset);
  for (i = offset >> bits; i <= (end - 1) >> bits; i++) {
    cluster = &references->clusters[i];
    if (cluster->use != VF_QCOW2_USE_NONE
        && (cluster->use != use || use == VF_QCOW2_USE_TABLE)) {
      fine = 0;
      if (vf_check_report_add (references->report, VF_FINDING_DAMAGE, 0, 0,
                               err,
                               "%s at byte %" PRIu64
                               " overlaps something else",
                               what, i << bits))
        return -1;
    }
    cluster->use = cluster->use > use ? cluster->use : use;
    if (cluster->found < MAX_FOUND)
      cluster->found++;
  }
  return fine;
}

int
vf_qcow2_references_read (struct vf_qcow2_references *references, void *buf,
                          size_t n, uint64_t offset, const char *what,
                          struct vf_error *err)
{
  if (vf_range_inside (offset, n, vf_io_size (references->q->image.io)))
    return vf_page_cache_read (references->q->cache, buf, n, offset, err)
               ? -1
               : 1;
  return vf_check_report_add (references->report, VF_FINDING_DAMAGE, 0, 0, err,
                              "%s at byte %" PRIu64
                              " passes the end of the file",
                              what, offset);
}

/* COPIED says that the refcount is exactly 1. */
static int
check_copied (struct vf_qcow2_references *references, uint64_t entry,
              const char *what, struct vf_error *err)
{
  uint64_t offset = entry & VF_QCOW2_OFFSET_MASK;
  uint64_t i = offset >> references->q->header.cluster_bits;
  bool is_copied = entry & VF_QCOW2_COPIED;
  uint32_t stored;

  if (i >= references->n_clusters)
    return 0;
  stored = references->clusters[i].stored;
  if (is_copied == (stored == 1))
    return 0;
  return vf_check_report_add (references->report, VF_FINDING_WARNING, 0, 0,
                              err,
                              "%s at byte %" PRIu64 " is%s marked COPIED, "
                              "but its refcount is %" PRIu32,
                              what, offset, is_copied ? "" : " not", stored);
}

/* The sectors that a stream may lie in. */
static int
add_compressed (struct vf_qcow2_references *references, uint64_t entry,
                struct vf_error *err)
{
  unsigned offset_bits = 62 - (references->q->header.cluster_bits - 8);
  uint64_t offset = entry & ((UINT64_C (1) << offset_bits) - 1);
  uint64_t sectors
      = ((entry & ~VF_QCOW2_COMPRESSED & ~VF_QCOW2_COPIED) >> offset_bits) + 1;

  uint64_t length = sectors * VF_SECTOR_SIZE - offset % VF_SECTOR_SIZE;

  return vf_qcow2_references_add (references, offset, length,
                                  VF_QCOW2_USE_DATA, "compressed cluster", err)
                 < 0
             ? -1
             : 0;
}

/* Tables of one L1 table. */
struct walk {
  struct vf_qcow2_references *references;
  bool is_active;
  uint64_t guest; /* what the next L2 entry maps */
};

/* What is wrong with an L2 entry by itself; NULL: nothing.
 * Source: qcow2.txt, "L2 table entry", "Extended L2 Entries" */
static const char *
find_fault (const struct vf_qcow2_header *header, uint64_t entry,
            uint64_t bitmap)
{
  uint64_t plain = VF_QCOW2_OFFSET_MASK | VF_QCOW2_COPIED;

  if (entry & VF_QCOW2_COMPRESSED)
    return entry & VF_QCOW2_COPIED ? "a compressed cluster is marked COPIED"
           : bitmap                ? "a compressed cluster has subclusters"
                                   : NULL;
  if (header->version >= 3 && !header->has_extended_l2)
    plain |= VF_QCOW2_ZERO;
  if (entry & ~plain)
    return "reserved bits are set";
  if ((uint32_t)bitmap && !(entry & plain))
    return "a subcluster without a cluster";
  return (uint32_t)bitmap & bitmap >> 32
             ? "a subcluster is both allocated and zero"
             : NULL;
}

/* Entries that the disk now is read by were looked at already; those of a
 * snapshot, and those past the end of the disk, were not. */
static int
report_fault (const struct walk *walk, const char *table, uint64_t entry,
              uint64_t at, const char *fault, struct vf_error *err)
{
  if (walk->is_active && walk->guest < walk->references->q->header.size)
    return 0;
  return vf_check_report_add (
      walk->references->report,
      walk->is_active ? VF_FINDING_WARNING : VF_FINDING_DAMAGE, 0, 0, err,
      "%s entry at byte %" PRIu64 ", %s, is 0x%016" PRIx64 ": %s", table, at,
      walk->is_active ? "past the end of the disk" : "of a snapshot", entry,
      fault);
}

static int
add_l2_entry (const struct walk *walk, uint64_t entry, struct vf_error *err)
{
  struct vf_qcow2_references *references = walk->references;
  uint64_t offset = entry & VF_QCOW2_OFFSET_MASK;

  if (references->q->data_file) /* which has no refcounts */
    return 0;
  if (entry & VF_QCOW2_COMPRESSED)
    return add_compressed (references, entry, err);
  if (!offset)
    return 0;
  if (walk->is_active && check_copied (references, entry, "data cluster", err))
    return -1;
  return vf_qcow2_references_add (references, offset,
                                  references->q->header.cluster_size,
                                  VF_QCOW2_USE_DATA, "data cluster", err)
                 < 0
             ? -1
             : 0;
}

static int
add_l2 (struct walk *walk, uint64_t offset, struct vf_error *err)
{
  const struct vf_qcow2_header *header = &walk->references->q->header;
  size_t width = vf_qcow2_entry_size (header) / 8;
  uint64_t end = offset + header->cluster_size;
  struct vf_be64 words[BATCH];
  uint64_t entry, bitmap;
  const char *fault;
  size_t i, n;
  int r;

  for (; offset < end; offset += n * sizeof words[0]) {
    n = vf_min_u64 (BATCH, (end - offset) / sizeof words[0]);
    r = vf_qcow2_references_read (walk->references, words,
                                  n * sizeof words[0], offset, "L2 table",
                                  err);
    if (r <= 0)
      return r;
    for (i = 0; i < n; i += width, walk->guest += header->cluster_size) {
      entry = vf_be64_get (words[i]);
      bitmap = width > 1 ? vf_be64_get (words[i + 1]) : 0;
      fault = find_fault (header, entry, bitmap);
      if ((fault
           && report_fault (walk, "L2", entry, offset + i * 8, fault, err))
          || add_l2_entry (walk, entry, err))
        return -1;
    }
  }
  return 0;
}

/* Whether each L1 table so far may have referred to the L2 table at OFFSET: one
 * that does so again would have its clusters counted for hours.
 * Returns: as vf_qcow2_references_add */
static int
check_shared (struct vf_qcow2_references *references, uint64_t offset,
              struct vf_error *err)
{
  uint64_t i = offset >> references->q->header.cluster_bits;

  if (references->clusters[i].found <= references->n_l1)
    return 1;
  return vf_check_report_add (references->report, VF_FINDING_DAMAGE, 0, 0, err,
                              "L2 table at byte %" PRIu64
                              " is there for the second time in an L1 table",
                              offset);
}

/* The table that ENTRY of an L1 table, which is at byte AT, refers to. */
static int
add_l1_entry (struct walk *walk, uint64_t entry, uint64_t at,
              struct vf_error *err)
{
  struct vf_qcow2_references *references = walk->references;
  const struct vf_qcow2_header *header = &references->q->header;
  uint64_t offset = entry & VF_QCOW2_OFFSET_MASK;
  int r;

  if (entry & ~(VF_QCOW2_OFFSET_MASK | VF_QCOW2_COPIED)
      && report_fault (walk, "L1", entry, at, "reserved bits are set", err))
    return -1;
  if (entry && !offset
      && report_fault (walk, "L1", entry, at, "it has no offset", err))
    return -1;
  if (!offset)
    return 0;
  if (walk->is_active && check_copied (references, entry, "L2 table", err))
    return -1;
  r = vf_qcow2_references_add (references, offset, header->cluster_size,
                               VF_QCOW2_USE_L2, "L2 table", err);
  if (r > 0)
    r = check_shared (references, offset, err);
  if (r <= 0)
    return r;
  return add_l2 (walk, offset, err);
}

int
vf_qcow2_references_add_l1 (struct vf_qcow2_references *references,
                            uint64_t offset, uint32_t n, int is_active,
                            struct vf_error *err)
{
  struct walk walk = { .references = references, .is_active = is_active };
  struct vf_be64 entries[BATCH];
  uint32_t i, j, piece;
  int r;

  r = vf_qcow2_references_add (references, offset, (uint64_t)n * 8,
                               VF_QCOW2_USE_TABLE, "L1 table", err);
  if (r <= 0)
    return r;
  references->n_l1 += n > 0;
  for (i = 0; i < n; i += piece) {
    piece = vf_min_u64 (BATCH, n - i);
    r = vf_qcow2_references_read (references, entries, piece * 8,
                                  offset + (uint64_t)i * 8, "L1 table", err);
    if (r <= 0)
      return r;
    for (j = 0; j < piece; j++) {
      walk.guest = (i + j) * vf_qcow2_table_span (&references->q->header);
      if (add_l1_entry (&walk, vf_be64_get (entries[j]),
                        offset + (i + j) * 8ul, err))
        return -1;
    }
  }
  return 0;
}
