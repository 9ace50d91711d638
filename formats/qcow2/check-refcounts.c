/* vmferry: holding the refcounts of a qcow2 file against the references that
 * there are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/qcow2/check.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/references.h"
#include "formats/qcow2/table.h"

/* 512 MiB of counters: 4 TiB in 64 KiB clusters. */
enum { MAX_CLUSTERS = 64 * 1024 * 1024 };

/* Bytes of a refcount block that are looked at together. */
enum { SLICE = 4096 };

/* Refcount I of a row of refcounts of BITS each.
 * Source: qcow2.txt, "Refcounts": below a byte, low bits come first */
static uint64_t
get_refcount (const uint8_t *row, uint64_t i, unsigned bits)
{
  uint64_t value = 0;
  unsigned byte;

  if (bits < 8)
    return row[i * bits / 8] >> (i * bits % 8) & ((1u << bits) - 1);
  for (byte = 0; byte < bits / 8; byte++)
    value = value << 8 | row[i * (bits / 8) + byte];
  return value;
}

/* The refcounts of a block at OFFSET, whose first is of cluster FIRST. */
static int
load_block (struct vf_qcow2_references *references, uint64_t offset,
            uint64_t first, struct vf_error *err)
{
  unsigned bits = references->q->header.refcount_bits;
  uint64_t end = offset + references->q->header.cluster_size;
  uint64_t i, n, count;
  uint8_t row[SLICE];
  size_t piece;
  int r;

  for (; offset < end && first < references->n_clusters;
       offset += piece, first += n) {
    piece = vf_min_u64 (SLICE, end - offset);
    n = (uint64_t)piece * 8 / bits;
    r = vf_qcow2_references_read (references, row, piece, offset,
                                  "refcount block", err);
    if (r <= 0)
      return r;
    for (i = 0; i < n && first + i < references->n_clusters; i++) {
      count = get_refcount (row, i, bits);
      references->clusters[first + i].stored = vf_min_u64 (count, UINT32_MAX);
    }
  }
  return 0;
}

static int
report_reserved (struct vf_qcow2_references *references, uint64_t i,
                 uint64_t entry, struct vf_error *err)
{
  return vf_check_report_add (references->report, VF_FINDING_WARNING, 0, 0,
                              err,
                              "refcount table entry %" PRIu64
                              " is 0x%016" PRIx64 ": reserved bits are set",
                              i, entry);
}

static int
load_refcounts (struct vf_qcow2_references *references, struct vf_error *err)
{
  const struct vf_qcow2_header *header = &references->q->header;
  uint64_t table = header->refcount_table_offset;
  uint64_t size = header->refcount_table_clusters * header->cluster_size;
  uint64_t per_block = header->cluster_size * 8 / header->refcount_bits;
  struct vf_be64 entry;
  uint64_t i, block;
  int r;

  r = vf_qcow2_references_add (references, table, size, VF_QCOW2_USE_TABLE,
                               "refcount table", err);
  if (r <= 0)
    return r;
  for (i = 0; i < size / sizeof entry; i++) {
    r = vf_qcow2_references_read (references, &entry, sizeof entry,
                                  table + i * sizeof entry, "refcount table",
                                  err);
    if (r <= 0)
      return r;
    block = vf_be64_get (entry) & VF_QCOW2_REFTABLE_OFFSET_MASK;
    if (block != vf_be64_get (entry)
        && report_reserved (references, i, vf_be64_get (entry), err))
      return -1;
    if (!block)
      continue;
    r = vf_qcow2_references_add (references, block, header->cluster_size,
                                 VF_QCOW2_USE_TABLE, "refcount block", err);
    if (r > 0)
      r = load_block (references, block, i * per_block, err);
    if (r < 0)
      return -1;
  }
  return 0;
}

static bool
is_alike (const struct vf_qcow2_reference *a,
          const struct vf_qcow2_reference *b)
{
  return a->stored == b->stored && a->found == b->found;
}

/* Clusters I to I + N - 1 are alike. */
static int
report_difference (struct vf_qcow2_references *references, uint64_t i,
                   uint64_t n, struct vf_error *err)
{
  const struct vf_qcow2_reference *cluster = &references->clusters[i];
  bool is_leak = cluster->stored > cluster->found;

  return vf_check_report_add (
      references->report, is_leak ? VF_FINDING_WARNING : VF_FINDING_DAMAGE, 0,
      0, err,
      "%" PRIu64 " clusters at byte %" PRIu64 " have a refcount of %" PRIu32
      ", but %u references: %s",
      n, i << references->q->header.cluster_bits, cluster->stored,
      cluster->found,
      is_leak ? "they are leaked"
              : "QEMU would overwrite them");
}

/* Lazy refcounts of an image that was not closed are wrong by design. */
static int
compare (struct vf_qcow2_references *references, struct vf_error *err)
{
  const struct vf_qcow2_reference *clusters = references->clusters;
  uint64_t i, n;

  if (references->q->header.incompatible_features & VF_QCOW2_INCOMPAT_DIRTY)
    return vf_check_report_add (references->report, VF_FINDING_WARNING, 0, 0,
                                err,
                                "the image was not closed, its refcounts may "
                                "be out of date");
  for (i = 0; i < references->n_clusters; i += n) {
    n = 1;
    if (clusters[i].stored == clusters[i].found)
      continue;
    while (i + n < references->n_clusters
           && is_alike (&clusters[i], &clusters[i + n]))
      n++;
    if (report_difference (references, i, n, err))
      return -1;
  }
  return 0;
}

int
vf_qcow2_check_refcounts (struct vf_qcow2 *q, struct vf_check_report *report,
                          struct vf_error *err)
{
  CLEANUP_FREE struct vf_qcow2_reference *clusters = NULL;
  struct vf_qcow2_references references = { .q = q, .report = report };

  references.n_clusters
      = vf_div_up (vf_io_size (q->image.io), q->header.cluster_size);
  if (references.n_clusters > MAX_CLUSTERS)
    return vf_check_report_add (report, VF_FINDING_NOTE, 0, 0, err,
                                "the refcounts of its %" PRIu64
                                " clusters were not looked at, the limit is "
                                "%d clusters",
                                references.n_clusters, MAX_CLUSTERS);
  clusters = calloc (references.n_clusters, sizeof *clusters);
  if (!clusters)
    return vf_error_nomem (err, "counting references");
  references.clusters = clusters;
  if (vf_qcow2_references_add (&references, 0, q->header.cluster_size,
                               VF_QCOW2_USE_TABLE, "header", err)
          < 0
      || load_refcounts (&references, err)
      || vf_qcow2_references_add_l1 (&references, q->header.l1_offset,
                                     q->header.l1_entries, 1, err)
      || vf_qcow2_references_add_snapshots (&references, err)
      || vf_qcow2_references_add_bitmaps (&references, err))
    return -1;
  return compare (&references, err);
}
