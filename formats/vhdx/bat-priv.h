/* vmferry: what the files of the block allocation table share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_BAT_PRIV_H
#define VF_FORMATS_VHDX_BAT_PRIV_H

#include "formats/vhdx/bat.h"

struct vf_io;
struct vf_page_cache;

struct vf_vhdx_bat {
  struct vf_io *io;
  struct vf_page_cache *cache;
  uint64_t offset; /* of the table, bytes */
  uint64_t size;   /* of the disk, bytes */
  uint64_t n_blocks;
  uint64_t chunk_ratio; /* payload blocks between two bitmaps */
  uint32_t block_size;
  bool has_parent;
  bool salvage;
};

#endif
