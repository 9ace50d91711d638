/* vmferry: VHDX: the sector bitmaps of a disk with a parent: which sectors of
 * a block that is present in part are in this file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_BITMAP_H
#define VF_FORMATS_VHDX_BITMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_io;
struct vf_vhdx_bat;
struct vf_vhdx_bitmaps;
struct vf_vhdx_metadata;

/* Sectors in a row, all in this file or all in the parent; guest bytes. */
struct vf_vhdx_sectors {
  uint64_t start, length;
  bool is_here;
};

/* The bitmaps that BAT has.
 * Params:  io, bat - stay the caller's and must outlive the bitmaps
 * Errors:  NOMEM
 * Source:  [MS-VHDX] 2.4 */
struct vf_vhdx_bitmaps *
vf_vhdx_bitmaps_new (struct vf_io *io, struct vf_vhdx_bat *bat,
                     const struct vf_vhdx_metadata *metadata,
                     struct vf_error *err);

/* Frees the bitmaps; NULL is allowed. */
void vf_vhdx_bitmaps_free (struct vf_vhdx_bitmaps *bitmaps);

/* The sectors from that of guest byte OFFSET on, in a block that is present in
 * part; they end with the block at the latest.
 * Threads: any number at once
 * Errors:  CORRUPT when the block has no bitmap, IO */
int vf_vhdx_bitmaps_find (struct vf_vhdx_bitmaps *bitmaps, uint64_t offset,
                          struct vf_vhdx_sectors *ret_sectors,
                          struct vf_error *err);

VF_DEFINE_CLEANUP (vhdx_bitmaps, struct vf_vhdx_bitmaps, vf_vhdx_bitmaps_free)
#define CLEANUP_VHDX_BITMAPS VF_CLEANUP (vf_cleanup_vhdx_bitmaps)

#endif
