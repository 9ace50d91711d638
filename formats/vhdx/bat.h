/* vmferry: VHDX: the block allocation table, read as it is needed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_BAT_H
#define VF_FORMATS_VHDX_BAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/span.h"

struct vf_error;
struct vf_io;
struct vf_vhdx_bat;
struct vf_vhdx_metadata;
struct vf_vhdx_region;

/* Payload blocks in a row that are of one kind. */
struct vf_vhdx_run {
  enum vf_span_kind kind;
  bool is_partial; /* DATA, but a bitmap says which sectors; count is 1 */
  uint64_t count;  /* blocks; at least 1 */
  uint64_t offset; /* DATA: where the first lies in the file, bytes */
};

/* The table in REGION of a disk as METADATA has it.
 * Params:  io - stays the caller's and must outlive the table
 *          salvage - a table or a block that the file has in part is taken
 * Errors:  CORRUPT when the region is too small or not in the file, NOMEM
 * Source:  [MS-VHDX] 2.5 */
struct vf_vhdx_bat *vf_vhdx_bat_new (struct vf_io *io,
                                     const struct vf_vhdx_region *region,
                                     const struct vf_vhdx_metadata *metadata,
                                     bool salvage, struct vf_error *err);

/* Frees the table; NULL is allowed. */
void vf_vhdx_bat_free (struct vf_vhdx_bat *bat);

/* How many payload blocks the disk has; the last may be in part. */
uint64_t vf_vhdx_bat_n_blocks (const struct vf_vhdx_bat *bat);

/* How many payload blocks share a sector bitmap: a chunk of the disk. */
uint64_t vf_vhdx_bat_chunk_ratio (const struct vf_vhdx_bat *bat);

/* What BLOCK is, and how many from it on are the same; blocks with data only
 * go on as long as they lie one behind the other.  May stop early, so that one
 * call is quick.
 * Threads: any number at once
 * Errors:  CORRUPT for a state or an offset that cannot be, IO */
int vf_vhdx_bat_run (struct vf_vhdx_bat *bat, uint64_t block,
                     struct vf_vhdx_run *ret_run, struct vf_error *err);

/* The entries of COUNT payload blocks from BLOCK on, as they are.
 * Threads: any number at once
 * Errors:  IO, CORRUPT */
int vf_vhdx_bat_get (struct vf_vhdx_bat *bat, uint64_t block, size_t count,
                     uint64_t *ret_entries, struct vf_error *err);

/* How many blocks from BLOCK on have entries of zero for certain, because a
 * hole of the file is there; 0 when it is not known.  BLOCK may be the number
 * of blocks. */
uint64_t vf_vhdx_bat_count_in_hole (const struct vf_vhdx_bat *bat,
                                    uint64_t block);

/* Where the sector bitmap of CHUNK lies in the file, for a disk with a parent
 * that has a block in part there.
 * Threads: any number at once
 * Errors:  CORRUPT when there is none or it cannot be there, IO
 * Source:  [MS-VHDX] 2.5.1.2 */
int vf_vhdx_bat_bitmap (struct vf_vhdx_bat *bat, uint64_t chunk,
                        uint64_t *ret_offset, struct vf_error *err);

/* The entry of the sector bitmap of CHUNK, as it is, and where it lies in the
 * file.
 * Errors:  IO, CORRUPT */
int vf_vhdx_bat_bitmap_entry (struct vf_vhdx_bat *bat, uint64_t chunk,
                              uint64_t *ret_entry, uint64_t *ret_place,
                              struct vf_error *err);

/* How many blocks from BLOCK on have their entries in the same page of the
 * file, and are lost together when it cannot be read.  At least 1. */
uint64_t vf_vhdx_bat_count_in_page (const struct vf_vhdx_bat *bat,
                                    uint64_t block);

/* What the entry of BLOCK means; DATA also for one that is here in part.
 * Errors:  CORRUPT for a state or an offset that cannot be */
int vf_vhdx_bat_kind (const struct vf_vhdx_bat *bat, uint64_t block,
                      uint64_t entry, enum vf_span_kind *ret_kind,
                      struct vf_error *err);

VF_DEFINE_CLEANUP (vhdx_bat, struct vf_vhdx_bat, vf_vhdx_bat_free)
#define CLEANUP_VHDX_BAT VF_CLEANUP (vf_cleanup_vhdx_bat)

#endif
