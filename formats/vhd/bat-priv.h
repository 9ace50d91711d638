/* vmferry: VHD: the table, as the files that read it share it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHD_BAT_PRIV_H
#define VF_FORMATS_VHD_BAT_PRIV_H

#include "formats/vhd/bat.h"

struct vf_page_cache;

struct vf_vhd_bat {
  struct vf_vhd_bat_params params;
  struct vf_page_cache *table;
  struct vf_page_cache *bitmaps;
  uint64_t n_blocks;
  uint32_t bitmap_size; /* bytes */
};

#endif
