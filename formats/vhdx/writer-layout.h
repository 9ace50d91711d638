/* vmferry: VHDX: where things lie in a file that is written, and what stands
 * before the blocks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_WRITER_LAYOUT_H
#define VF_FORMATS_VHDX_WRITER_LAYOUT_H

#include <stdint.h>

struct vf_error;
struct vf_io;

/* All in bytes. */
struct vf_vhdx_layout {
  uint64_t size; /* of the disk, a multiple of a sector */
  uint32_t block_size;
  uint64_t chunk_ratio; /* blocks between two entries of sector bitmaps */
  uint64_t metadata_offset;
  uint64_t bat_offset, bat_length;
  uint64_t data_offset; /* of the first block */
};

/* Lays out a disk of SIZE bytes, rounded up to whole sectors. */
void vf_vhdx_layout_init (struct vf_vhdx_layout *layout, uint64_t size,
                          uint32_t block_size);

/* Where the entry of BLOCK lies in the file. */
uint64_t vf_vhdx_layout_entry (const struct vf_vhdx_layout *layout,
                               uint64_t block);

/* Writes metadata, region tables and headers, with identifiers of their own,
 * and last of all what makes the file a VHDX.
 * Errors:  IO, NOMEM */
int vf_vhdx_layout_write (const struct vf_vhdx_layout *layout,
                          struct vf_io *io, struct vf_error *err);

#endif
