/* vmferry: VHD: the block allocation table and the blocks' bitmaps, read as
 * they are needed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHD_BAT_H
#define VF_FORMATS_VHD_BAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/span.h"
#include "formats/vhd/bitmap.h"

struct vf_error;
struct vf_io;
struct vf_vhd_bat;

/* What the table has to know; all in bytes but n_entries. */
struct vf_vhd_bat_params {
  uint64_t size;          /* of the disk */
  uint64_t data_end;      /* of what in the file may be data */
  uint64_t header_offset; /* of the dynamic header */
  uint64_t table_offset;
  uint32_t n_entries;
  uint32_t block_size;
  bool has_parent;
  bool may_be_cut; /* a table that is not all there is told when it is read */
  enum vf_vhd_bit_order bit_order;
};

/* The table as PARAMS describe it, which are valid by themselves.
 * Params:  io - stays the caller's and must outlive the table
 * Errors:  CORRUPT when it does not lie inside the file, NOMEM
 * Source:  specification, "Block Allocation Table and Data Blocks" */
struct vf_vhd_bat *vf_vhd_bat_new (struct vf_io *io,
                                   const struct vf_vhd_bat_params *params,
                                   struct vf_error *err);

/* Frees the table; NULL is allowed. */
void vf_vhd_bat_free (struct vf_vhd_bat *bat);

/* How many blocks the disk has; the last may be in part. */
uint64_t vf_vhd_bat_n_blocks (const struct vf_vhd_bat *bat);

/* The bytes of the bitmap that starts each block. */
uint32_t vf_vhd_bat_bitmap_size (const struct vf_vhd_bat *bat);

/* What is at guest byte OFFSET, and how far that goes: DATA inside one block,
 * HOLE for absent blocks and, with a parent, sectors that are not here; ZERO
 * for such sectors without a parent.  May stop early.
 * Threads: any number at once
 * Errors:  CORRUPT for a block or sector that is not in the file, IO */
int vf_vhd_bat_span (struct vf_vhd_bat *bat, uint64_t offset,
                     struct vf_span *ret_span, struct vf_error *err);

/* Where in the file the guest byte OFFSET, which is DATA, lies.
 * Threads: any number at once
 * Errors:  CORRUPT, IO */
int vf_vhd_bat_locate (struct vf_vhd_bat *bat, uint64_t offset,
                       uint64_t *ret_offset, struct vf_error *err);

/* What cannot be known after vf_vhd_bat_span failed at OFFSET: all blocks
 * whose entries lie in one page with the bad one, a block, or sectors. */
void vf_vhd_bat_lost (struct vf_vhd_bat *bat, uint64_t offset,
                      struct vf_span *ret_span);

/* The entries of COUNT blocks from BLOCK on: sectors of the file, or
 * VF_VHD_ABSENT.
 * Threads: any number at once
 * Errors:  IO, CORRUPT */
int vf_vhd_bat_get (struct vf_vhd_bat *bat, uint64_t block, size_t count,
                    uint32_t *ret_entries, struct vf_error *err);

/* Holds the ENTRY of BLOCK, not absent, to its bounds: its bitmap must lie
 * inside the file, and the block must not overlap the header or the table.
 * Errors:  CORRUPT */
int vf_vhd_bat_check (const struct vf_vhd_bat *bat, uint64_t block,
                      uint32_t entry, struct vf_error *err);

VF_DEFINE_CLEANUP (vhd_bat, struct vf_vhd_bat, vf_vhd_bat_free)
#define CLEANUP_VHD_BAT VF_CLEANUP (vf_cleanup_vhd_bat)

#endif
