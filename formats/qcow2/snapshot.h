/* vmferry: the internal snapshots of a qcow2 image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_SNAPSHOT_H
#define VF_FORMATS_QCOW2_SNAPSHOT_H

#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_io;
struct vf_qcow2_header;

/* QEMU's own limits.  Source: qemu block/qcow2.h */
enum {
  VF_QCOW2_MAX_SNAPSHOTS = 65536,
  VF_QCOW2_MAX_SNAPSHOT_EXTRA = 1024,
  VF_QCOW2_MAX_SNAPSHOT_L1 = 32 * 1024 * 1024 / 8,
};

/* Start it as all zeros. */
struct vf_qcow2_snapshot {
  char *id;   /* UTF-8 */
  char *name; /* UTF-8; may be empty */
  uint64_t l1_offset;
  uint32_t l1_entries;
  uint64_t size; /* of the disk when it was taken, bytes */
  uint64_t vm_state_size;
  uint64_t seconds; /* when it was taken, since 1970 */
  uint64_t end;     /* of its entry in the file: where the next one is */
};

/* Reads the entry at OFFSET of the snapshot table.
 * Owner:   the caller clears it with vf_qcow2_snapshot_clear.
 * Errors:  CORRUPT, LIMIT, IO, NOMEM */
int vf_qcow2_snapshot_read (struct vf_io *io,
                            const struct vf_qcow2_header *header,
                            uint64_t offset,
                            struct vf_qcow2_snapshot *ret_snapshot,
                            struct vf_error *err);

/* Finds the snapshot whose id is WANTED, or else the first of that name, and
 * holds its L1 table against the rules.
 * Owner:   as above
 * Errors:  NOT_FOUND; as above */
int vf_qcow2_snapshot_find (struct vf_io *io,
                            const struct vf_qcow2_header *header,
                            const char *wanted,
                            struct vf_qcow2_snapshot *ret_snapshot,
                            struct vf_error *err);

/* Frees what SNAPSHOT owns. */
void vf_qcow2_snapshot_clear (struct vf_qcow2_snapshot *snapshot);

#define CLEANUP_SNAPSHOT VF_CLEANUP (vf_qcow2_snapshot_clear)

#endif
