/* vmferry: the table of where the blocks of a VHDX lie.  Entries of payload
 * blocks are interleaved with those of sector bitmaps, one after each chunk,
 * in every file, with or without a parent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/bat-priv.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/page-cache.h"
#include "formats/vhdx/metadata.h"
#include "formats/vhdx/region.h"
#include "formats/vhdx/vhdx-disk.h"

enum {
  /* 1 MiB: the entries of 128 GiB with the smallest blocks. */
  CACHE_PAGES = 16,
  CACHE_PAGE = 64 * 1024,
};

/* The bytes of a table that reaches as far as it must.  That of a disk with a
 * parent ends with a bitmap's entry, others with a payload block's. */
static uint64_t
needed_length (const struct vf_vhdx_bat *bat)
{
  uint64_t n_chunks = vf_div_up (bat->n_blocks, bat->chunk_ratio);
  uint64_t n_entries = bat->has_parent ? n_chunks * (bat->chunk_ratio + 1)
                                       : bat->n_blocks + n_chunks - 1;

  return n_entries * sizeof (struct vf_le64);
}

static int
check_region (const struct vf_vhdx_bat *bat,
              const struct vf_vhdx_region *region, struct vf_error *err)
{
  uint64_t needed = needed_length (bat), size = vf_io_size (bat->io);

  /* A file that is cut lost what follows; what follows a region that is too
   * small is no table. */
  if (needed <= region->length
      && (bat->salvage || vf_range_inside (region->offset, needed, size)))
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "block allocation table: needs %" PRIu64
                       " bytes, but its region has %" PRIu64
                       " at byte %" PRIu64 " of a file of %" PRIu64 " bytes",
                       needed, region->length, region->offset, size);
}

struct vf_vhdx_bat *
vf_vhdx_bat_new (struct vf_io *io, const struct vf_vhdx_region *region,
                 const struct vf_vhdx_metadata *metadata, bool salvage,
                 struct vf_error *err)
{
  CLEANUP_VHDX_BAT struct vf_vhdx_bat *bat = calloc (1, sizeof *bat);

  if (!bat) {
    vf_error_nomem (err, "the block allocation table");
    return NULL;
  }
  bat->io = io;
  bat->offset = region->offset;
  bat->size = metadata->size;
  bat->block_size = metadata->block_size;
  bat->has_parent = metadata->has_parent;
  bat->salvage = salvage;
  bat->n_blocks = vf_div_up (metadata->size, metadata->block_size);
  bat->chunk_ratio = VF_VHDX_SECTORS_PER_CHUNK * metadata->logical_sector
                     / metadata->block_size;
  if (check_region (bat, region, err))
    return NULL;
  bat->cache = vf_page_cache_new (io, CACHE_PAGES, err);
  return bat->cache ? TAKE (bat) : NULL;
}

void
vf_vhdx_bat_free (struct vf_vhdx_bat *bat)
{
  if (!bat)
    return;
  vf_page_cache_free (bat->cache);
  free (bat);
}

uint64_t
vf_vhdx_bat_n_blocks (const struct vf_vhdx_bat *bat)
{
  return bat->n_blocks;
}

uint64_t
vf_vhdx_bat_chunk_ratio (const struct vf_vhdx_bat *bat)
{
  return bat->chunk_ratio;
}

/* Where the entry of BLOCK lies in the file. */
static uint64_t
entry_offset (const struct vf_vhdx_bat *bat, uint64_t block)
{
  return bat->offset
         + (block + block / bat->chunk_ratio) * sizeof (struct vf_le64);
}

int
vf_vhdx_bat_get (struct vf_vhdx_bat *bat, uint64_t block, size_t count,
                 uint64_t *ret_entries, struct vf_error *err)
{
  struct vf_le64 *raw = (struct vf_le64 *)ret_entries;
  size_t i, n;

  for (; count; count -= n, block += n, raw += n) {
    n = vf_min_u64 (count, bat->chunk_ratio - block % bat->chunk_ratio);
    if (vf_page_cache_read (bat->cache, raw, n * sizeof *raw,
                            entry_offset (bat, block), err))
      return vf_error_prefix (err, "block allocation table");
    for (i = 0; i < n; i++)
      ((uint64_t *)raw)[i] = vf_le64_get (raw[i]);
  }
  return 0;
}

/* Holds the place of a block with data to its bounds.  The file may end with
 * the disk, in the last block. */
static int
check_place (const struct vf_vhdx_bat *bat, uint64_t block, uint64_t entry,
             struct vf_error *err)
{
  uint64_t offset = entry & VF_VHDX_BAT_OFFSET;
  uint64_t start = block * bat->block_size;
  uint64_t needed = vf_min_u64 (bat->block_size, bat->size - start);

  if (offset >= VF_VHDX_MIB
      && vf_range_inside (offset, bat->salvage ? 1 : needed,
                          vf_io_size (bat->io)))
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "block allocation table: entry of guest byte %" PRIu64
                       " at byte %" PRIu64 " has offset %" PRIu64
                       ", must be from 1 MiB on, with %" PRIu64
                       " bytes inside the %" PRIu64 " bytes of the file",
                       start, entry_offset (bat, block), offset, needed,
                       vf_io_size (bat->io));
}

int
vf_vhdx_bat_kind (const struct vf_vhdx_bat *bat, uint64_t block,
                  uint64_t entry, enum vf_span_kind *ret_kind,
                  struct vf_error *err)
{
  uint64_t state = entry & VF_VHDX_BAT_STATE;

  switch (state) {
  case VF_VHDX_NOT_PRESENT:
    *ret_kind = VF_SPAN_HOLE;
    return 0;
  case VF_VHDX_UNDEFINED:
  case VF_VHDX_ZERO:
  case VF_VHDX_UNMAPPED:
  case VF_VHDX_OLD_UNMAPPED:
    *ret_kind = VF_SPAN_ZERO;
    return 0;
  case VF_VHDX_PRESENT:
    *ret_kind = VF_SPAN_DATA;
    return check_place (bat, block, entry, err);
  case VF_VHDX_PARTIALLY_PRESENT:
    if (!bat->has_parent)
      break;
    *ret_kind = VF_SPAN_DATA;
    return check_place (bat, block, entry, err);
  }
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "block allocation table: entry of guest byte %" PRIu64
                       " at byte %" PRIu64 " has state %u, must be 0, 1, 2, "
                       "3%s 6%s",
                       block * bat->block_size, entry_offset (bat, block),
                       (unsigned)state, bat->has_parent ? "," : " or",
                       bat->has_parent ? " or 7"
                                       : " in a disk without a parent");
}

int
vf_vhdx_bat_bitmap_entry (struct vf_vhdx_bat *bat, uint64_t chunk,
                          uint64_t *ret_entry, uint64_t *ret_place,
                          struct vf_error *err)
{
  uint64_t slot = (chunk + 1) * bat->chunk_ratio + chunk;
  uint64_t place = bat->offset + slot * sizeof (struct vf_le64);
  struct vf_le64 raw;

  if (vf_page_cache_read (bat->cache, &raw, sizeof raw, place, err))
    return vf_error_prefix (err, "block allocation table");
  *ret_entry = vf_le64_get (raw);
  *ret_place = place;
  return 0;
}

int
vf_vhdx_bat_bitmap (struct vf_vhdx_bat *bat, uint64_t chunk,
                    uint64_t *ret_offset, struct vf_error *err)
{
  uint64_t entry, place, offset;

  if (vf_vhdx_bat_bitmap_entry (bat, chunk, &entry, &place, err))
    return -1;
  offset = entry & VF_VHDX_BAT_OFFSET;
  if ((entry & VF_VHDX_BAT_STATE) != VF_VHDX_PRESENT)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "block allocation table: entry of sector bitmap "
                         "%" PRIu64 " at byte %" PRIu64
                         " has state %u, must be 6 where a block is present "
                         "in part",
                         chunk, place, (unsigned)(entry & VF_VHDX_BAT_STATE));
  if (offset < VF_VHDX_MIB
      || !vf_range_inside (offset, VF_VHDX_MIB, vf_io_size (bat->io)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "block allocation table: entry of sector bitmap "
                         "%" PRIu64 " at byte %" PRIu64 " has offset %" PRIu64
                         ", must be from 1 MiB on, with 1 MiB inside the "
                         "%" PRIu64 " bytes of the file",
                         chunk, place, offset, vf_io_size (bat->io));
  *ret_offset = offset;
  return 0;
}

uint64_t
vf_vhdx_bat_count_in_page (const struct vf_vhdx_bat *bat, uint64_t block)
{
  uint64_t entry_size = sizeof (struct vf_le64);
  uint64_t left = CACHE_PAGE - entry_offset (bat, block) % CACHE_PAGE;
  uint64_t in_chunk = bat->chunk_ratio - block % bat->chunk_ratio;

  return vf_min_u64 (vf_min_u64 (left / entry_size, in_chunk),
                     bat->n_blocks - block);
}

/* The table of a huge disk is mostly a hole. */
uint64_t
vf_vhdx_bat_count_in_hole (const struct vf_vhdx_bat *bat, uint64_t block)
{
  uint64_t entry_size = sizeof (struct vf_le64), slots;
  uint64_t offset = entry_offset (bat, block);
  struct vf_error ignored;
  struct vf_span span;

  if (block >= bat->n_blocks || offset >= vf_io_size (bat->io)
      || vf_io_next_span (bat->io, offset, &span, &ignored)
      || span.kind != VF_SPAN_ZERO)
    return 0;
  /* One slot of each chunk and the next is a bitmap's. */
  slots = span.length / entry_size;
  slots -= vf_min_u64 (slots, slots / (bat->chunk_ratio + 1) + 1);
  return vf_min_u64 (slots, bat->n_blocks - block);
}
