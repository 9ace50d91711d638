/* vmferry: reading the snapshot table of a qcow2 image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/snapshot.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/qcow2/header.h"
#include "formats/qcow2/qcow2-disk.h"

void
vf_qcow2_snapshot_clear (struct vf_qcow2_snapshot *snapshot)
{
  free (snapshot->id);
  free (snapshot->name);
  *snapshot = (struct vf_qcow2_snapshot){ 0 };
}

/* The text of N bytes at *OFFSET, which is moved behind it. */
static char *
read_text (struct vf_io *io, uint64_t *offset, size_t n, struct vf_error *err)
{
  CLEANUP_FREE char *bytes = malloc (n + 1);
  char *text;

  if (!bytes) {
    vf_error_nomem (err, "a snapshot's name");
    return NULL;
  }
  if (vf_io_read (io, bytes, n, *offset, err))
    return NULL;
  *offset += n;
  text = vf_text_to_utf8 (bytes, n);
  if (!text)
    vf_error_nomem (err, "a snapshot's name");
  return text;
}

/* The extra data of N bytes at OFFSET; what there is of it counts. */
static int
read_extra (struct vf_io *io, uint64_t offset, uint32_t n,
            struct vf_qcow2_snapshot *snapshot, struct vf_error *err)
{
  struct vf_qcow2_disk_snapshot_extra extra;

  if (n > VF_QCOW2_MAX_SNAPSHOT_EXTRA)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "it has %" PRIu32
                         " bytes of extra data, the limit is %d",
                         n, VF_QCOW2_MAX_SNAPSHOT_EXTRA);
  if (vf_io_read (io, &extra, vf_min_u64 (n, sizeof extra), offset, err))
    return -1;
  if (n >= sizeof extra.vm_state_size)
    snapshot->vm_state_size = vf_be64_get (extra.vm_state_size);
  if (n >= sizeof extra)
    snapshot->size = vf_be64_get (extra.disk_size);
  return 0;
}

static int
read_entry (struct vf_io *io, const struct vf_qcow2_header *header,
            uint64_t offset, struct vf_qcow2_snapshot *snapshot,
            struct vf_error *err)
{
  struct vf_qcow2_disk_snapshot disk;
  uint32_t n_extra;

  if (vf_io_read (io, &disk, sizeof disk, offset, err))
    return -1;
  n_extra = vf_be32_get (disk.extra_size);
  snapshot->l1_offset = vf_be64_get (disk.l1_table_offset);
  snapshot->l1_entries = vf_be32_get (disk.l1_size);
  snapshot->size = header->size;
  snapshot->vm_state_size = vf_be32_get (disk.vm_state_size);
  snapshot->seconds = vf_be32_get (disk.seconds);
  if (read_extra (io, offset + sizeof disk, n_extra, snapshot, err))
    return -1;
  offset += sizeof disk + n_extra;
  snapshot->id = read_text (io, &offset, vf_be16_get (disk.id_size), err);
  if (!snapshot->id)
    return -1;
  snapshot->name = read_text (io, &offset, vf_be16_get (disk.name_size), err);
  snapshot->end = (offset + 7) & ~UINT64_C (7);
  return snapshot->name ? 0 : -1;
}

int
vf_qcow2_snapshot_read (struct vf_io *io, const struct vf_qcow2_header *header,
                        uint64_t offset,
                        struct vf_qcow2_snapshot *ret_snapshot,
                        struct vf_error *err)
{
  struct vf_qcow2_snapshot snapshot = { 0 };

  if (header->n_snapshots > VF_QCOW2_MAX_SNAPSHOTS)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "header: snapshots at byte 60 are %" PRIu32
                         ", the limit is %d",
                         header->n_snapshots, VF_QCOW2_MAX_SNAPSHOTS);
  if (read_entry (io, header, offset, &snapshot, err)) {
    vf_qcow2_snapshot_clear (&snapshot);
    return vf_error_prefix (err, "snapshot at byte %" PRIu64, offset);
  }
  *ret_snapshot = snapshot;
  return 0;
}

static int
check_l1 (struct vf_io *io, const struct vf_qcow2_header *header,
          const struct vf_qcow2_snapshot *snapshot, struct vf_error *err)
{
  uint64_t needed
      = vf_div_up (snapshot->size, vf_qcow2_table_span (header));

  if (snapshot->l1_entries < needed)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "its L1 table has %" PRIu32
                         " entries, its size of %" PRIu64
                         " bytes needs %" PRIu64,
                         snapshot->l1_entries, snapshot->size, needed);
  if (snapshot->l1_entries > VF_QCOW2_MAX_SNAPSHOT_L1)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "its L1 table has %" PRIu32
                         " entries, the limit is %d",
                         snapshot->l1_entries, VF_QCOW2_MAX_SNAPSHOT_L1);
  if (snapshot->l1_offset % header->cluster_size
      || !vf_range_inside (snapshot->l1_offset, snapshot->l1_entries * 8ul,
                           vf_io_size (io)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "its L1 table of %" PRIu32 " entries at %" PRIu64
                         " must begin with a cluster and end inside the file",
                         snapshot->l1_entries, snapshot->l1_offset);
  return 0;
}

/* How well SNAPSHOT answers to WANTED: an id is unique, a name need not be. */
static int
rank (const struct vf_qcow2_snapshot *snapshot, const char *wanted)
{
  if (strcmp (snapshot->id, wanted) == 0)
    return 2;
  return strcmp (snapshot->name, wanted) == 0;
}

int
vf_qcow2_snapshot_find (struct vf_io *io, const struct vf_qcow2_header *header,
                        const char *wanted,
                        struct vf_qcow2_snapshot *ret_snapshot,
                        struct vf_error *err)
{
  CLEANUP_SNAPSHOT struct vf_qcow2_snapshot best = { 0 };
  struct vf_qcow2_snapshot next;
  uint64_t offset = header->snapshots_offset;
  int best_rank = 0, next_rank;
  uint32_t i;

  for (i = 0; i < header->n_snapshots; i++) {
    if (vf_qcow2_snapshot_read (io, header, offset, &next, err))
      return -1;
    offset = next.end;
    next_rank = rank (&next, wanted);
    if (next_rank > best_rank) {
      vf_qcow2_snapshot_clear (&best);
      best = next;
      best_rank = next_rank;
    } else {
      vf_qcow2_snapshot_clear (&next);
    }
  }
  if (!best_rank)
    return vf_error_set (err, VF_ERROR_NOT_FOUND,
                         "it has no internal snapshot \"%s\" among its "
                         "%" PRIu32,
                         wanted, header->n_snapshots);
  if (check_l1 (io, header, &best, err))
    return vf_error_prefix (err, "snapshot \"%s\"", wanted);
  *ret_snapshot = best;
  best = (struct vf_qcow2_snapshot){ 0 };
  return 0;
}
