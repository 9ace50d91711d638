/* vmferry: the block allocation table of a dynamic VHD, and the bounds of its
 * entries.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhd/bat-priv.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/page-cache.h"
#include "formats/vhd/vhd-disk.h"

enum {
  /* 1 MiB: the entries of 512 GiB with blocks of 2 MiB. */
  TABLE_PAGES = 16,
  BITMAP_PAGES = 8,
  BITS = 8,
};

/* The end of the table in the file, as far as the disk needs it. */
static uint64_t
table_end (const struct vf_vhd_bat *bat)
{
  return bat->params.table_offset + bat->n_blocks * sizeof (struct vf_be32);
}

static int
check_table (const struct vf_vhd_bat *bat, uint64_t file_size,
             struct vf_error *err)
{
  uint64_t needed = bat->n_blocks * sizeof (struct vf_be32);

  if (vf_range_inside (bat->params.table_offset, needed, file_size)
      || (bat->params.may_be_cut && bat->params.table_offset <= file_size))
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "block allocation table: needs %" PRIu64
                       " bytes at byte %" PRIu64 ", as byte %" PRIu64
                       " says, but the file has %" PRIu64,
                       needed, bat->params.table_offset,
                       bat->params.header_offset + 16, file_size);
}

struct vf_vhd_bat *
vf_vhd_bat_new (struct vf_io *io, const struct vf_vhd_bat_params *params,
                struct vf_error *err)
{
  CLEANUP_VHD_BAT struct vf_vhd_bat *bat = calloc (1, sizeof *bat);

  if (!bat) {
    vf_error_nomem (err, "the block allocation table");
    return NULL;
  }
  bat->params = *params;
  bat->n_blocks = vf_div_up (params->size, params->block_size);
  bat->bitmap_size
      = vf_div_up (params->block_size / VF_SECTOR_SIZE, BITS * VF_SECTOR_SIZE)
        * VF_SECTOR_SIZE;
  if (check_table (bat, vf_io_size (io), err))
    return NULL;
  bat->table = vf_page_cache_new (io, TABLE_PAGES, err);
  bat->bitmaps = vf_page_cache_new (io, BITMAP_PAGES, err);
  return bat->table && bat->bitmaps ? TAKE (bat) : NULL;
}

void
vf_vhd_bat_free (struct vf_vhd_bat *bat)
{
  if (!bat)
    return;
  vf_page_cache_free (bat->table);
  vf_page_cache_free (bat->bitmaps);
  free (bat);
}

uint64_t
vf_vhd_bat_n_blocks (const struct vf_vhd_bat *bat)
{
  return bat->n_blocks;
}

uint32_t
vf_vhd_bat_bitmap_size (const struct vf_vhd_bat *bat)
{
  return bat->bitmap_size;
}

static uint64_t
entry_offset (const struct vf_vhd_bat *bat, uint64_t block)
{
  return bat->params.table_offset + block * sizeof (struct vf_be32);
}

int
vf_vhd_bat_get (struct vf_vhd_bat *bat, uint64_t block, size_t count,
                uint32_t *ret_entries, struct vf_error *err)
{
  struct vf_be32 *raw = (struct vf_be32 *)ret_entries;
  size_t i;

  if (vf_page_cache_read (bat->table, raw, count * sizeof *raw,
                          entry_offset (bat, block), err))
    return vf_error_prefix (err, "block allocation table");
  for (i = 0; i < count; i++)
    ret_entries[i] = vf_be32_get (raw[i]);
  return 0;
}

/* Whether two ranges share a byte. */
static bool
overlap (uint64_t a, uint64_t a_end, uint64_t b, uint64_t b_end)
{
  return a < b_end && b < a_end;
}

int
vf_vhd_bat_check (const struct vf_vhd_bat *bat, uint64_t block, uint32_t entry,
                  struct vf_error *err)
{
  const struct vf_vhd_bat_params *params = &bat->params;
  uint64_t start = (uint64_t)entry * VF_SECTOR_SIZE;
  uint64_t guest = block * params->block_size;
  uint64_t end = start + bat->bitmap_size
                 + vf_min_u64 (params->block_size, params->size - guest);

  if (start >= sizeof (struct vf_vhd_disk_footer)
      && vf_range_inside (start, bat->bitmap_size, params->data_end)
      && !overlap (start, end, params->table_offset, table_end (bat))
      && !overlap (start, end, params->header_offset,
                   params->header_offset
                       + sizeof (struct vf_vhd_disk_dynamic)))
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "block allocation table: entry of guest byte %" PRIu64
                       " at byte %" PRIu64 " is sector %" PRIu32
                       ", must lead behind headers and table and to a bitmap "
                       "inside the %" PRIu64 " bytes before the footer",
                       guest, entry_offset (bat, block), entry,
                       params->data_end);
}
