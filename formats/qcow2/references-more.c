/* vmferry: counting the references of internal snapshots and of bitmaps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/references.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/check-report.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/snapshot.h"
#include "formats/qcow2/table.h"

/* QEMU's own limits. */
enum { MAX_BITMAPS = 65535, MAX_EXTRA = 1024 };

enum { BATCH = 256 };

static uint64_t
pad_to_8 (uint64_t n)
{
  return (n + 7) & ~UINT64_C (7);
}

static int
too_large (struct vf_qcow2_references *references, const char *what,
           struct vf_error *err)
{
  return vf_check_report_add (references->report, VF_FINDING_DAMAGE, 0, 0, err,
                              "%s is larger than any that QEMU makes", what);
}

/* One snapshot at *OFFSET, which is moved to the next.
 * Returns: 1; 0 when the rest cannot be read; -1. */
static int
add_snapshot (struct vf_qcow2_references *references, uint64_t *offset,
              struct vf_error *err)
{
  struct vf_qcow2_disk_snapshot disk;
  uint32_t n, extra;
  int r;

  r = vf_qcow2_references_read (references, &disk, sizeof disk, *offset,
                                "snapshot", err);
  if (r <= 0)
    return r;
  n = vf_be32_get (disk.l1_size);
  extra = vf_be32_get (disk.extra_size);
  if (n > VF_QCOW2_MAX_SNAPSHOT_L1 || extra > VF_QCOW2_MAX_SNAPSHOT_EXTRA)
    return too_large (references, "a snapshot", err);
  if (vf_be64_get (disk.l1_table_offset) % references->q->header.cluster_size
      && vf_check_report_add (references->report, VF_FINDING_DAMAGE, 0, 0, err,
                              "snapshot at byte %" PRIu64
                              ": L1 table offset %" PRIu64
                              " is no multiple of the cluster size",
                              *offset, vf_be64_get (disk.l1_table_offset)))
    return -1;
  *offset += pad_to_8 (sizeof disk + extra + vf_be16_get (disk.id_size)
                       + vf_be16_get (disk.name_size));
  if (vf_qcow2_references_add_l1 (references,
                                  vf_be64_get (disk.l1_table_offset), n, 0,
                                  err))
    return -1;
  return 1;
}

int
vf_qcow2_references_add_snapshots (struct vf_qcow2_references *references,
                                   struct vf_error *err)
{
  const struct vf_qcow2_header *header = &references->q->header;
  uint64_t offset = header->snapshots_offset;
  uint32_t i;
  int r = 1;

  if (header->n_snapshots > VF_QCOW2_MAX_SNAPSHOTS)
    return too_large (references, "the snapshot table", err);
  for (i = 0; i < header->n_snapshots && r == 1; i++)
    r = add_snapshot (references, &offset, err);
  if (r < 0)
    return -1;
  r = vf_qcow2_references_add (references, header->snapshots_offset,
                               offset - header->snapshots_offset,
                               VF_QCOW2_USE_TABLE, "snapshot table", err);
  return r < 0 ? -1 : 0;
}

/* The table of N entries of a bitmap. */
static int
add_bitmap_table (struct vf_qcow2_references *references, uint64_t offset,
                  uint32_t n, struct vf_error *err)
{
  uint64_t cluster_size = references->q->header.cluster_size;
  struct vf_be64 entries[BATCH];
  uint64_t cluster;
  uint32_t i, j, piece;
  int r;

  r = vf_qcow2_references_add (references, offset, (uint64_t)n * 8,
                               VF_QCOW2_USE_TABLE, "bitmap table", err);
  if (r <= 0)
    return r;
  for (i = 0; i < n; i += piece) {
    piece = vf_min_u64 (BATCH, n - i);
    r = vf_qcow2_references_read (references, entries, piece * 8,
                                  offset + (uint64_t)i * 8, "bitmap table",
                                  err);
    if (r <= 0)
      return r;
    for (j = 0; j < piece; j++) {
      cluster = vf_be64_get (entries[j]) & VF_QCOW2_OFFSET_MASK;
      if (cluster
          && vf_qcow2_references_add (references, cluster, cluster_size,
                                      VF_QCOW2_USE_TABLE, "bitmap", err)
                 < 0)
        return -1;
    }
  }
  return 0;
}

/* As add_snapshot. */
static int
add_bitmap (struct vf_qcow2_references *references, uint64_t *offset,
            struct vf_error *err)
{
  struct vf_qcow2_disk_bitmap disk;
  uint32_t extra;
  int r;

  r = vf_qcow2_references_read (references, &disk, sizeof disk, *offset,
                                "bitmap directory", err);
  if (r <= 0)
    return r;
  extra = vf_be32_get (disk.extra_size);
  if (extra > MAX_EXTRA)
    return too_large (references, "a bitmap", err);
  *offset
      += pad_to_8 (sizeof disk + extra + vf_be16_get (disk.name_size));
  if (add_bitmap_table (references, vf_be64_get (disk.table_offset),
                        vf_be32_get (disk.table_size), err))
    return -1;
  return 1;
}

int
vf_qcow2_references_add_bitmaps (struct vf_qcow2_references *references,
                                 struct vf_error *err)
{
  const struct vf_qcow2_header *header = &references->q->header;
  uint64_t offset = header->bitmaps_offset;
  uint32_t i;
  int r = 1;

  if (!(header->autoclear_features & VF_QCOW2_AUTOCLEAR_BITMAPS))
    return 0; /* QEMU forgets them too */
  if (header->n_bitmaps > MAX_BITMAPS)
    return too_large (references, "the bitmap directory", err);
  for (i = 0; i < header->n_bitmaps && r == 1; i++)
    r = add_bitmap (references, &offset, err);
  if (r < 0)
    return -1;
  r = vf_qcow2_references_add (references, header->bitmaps_offset,
                               header->bitmaps_size, VF_QCOW2_USE_TABLE,
                               "bitmap directory", err);
  return r < 0 ? -1 : 0;
}
