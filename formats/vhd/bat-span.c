/* vmferry: how a sector of a dynamic VHD is found: an entry of the table leads
 * to a block, whose bitmap says which of its sectors count.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/page-cache.h"
#include "formats/vhd/bat-priv.h"
#include "formats/vhd/vhd-disk.h"

enum {
  PAGE_ENTRIES = 64 * 1024 / sizeof (struct vf_be32), /* of the cache */
  SLICE_ENTRIES = 256,
  MAX_SLICES = 64,   /* of absent blocks in one run: 32 GiB of 2 MiB each */
  SLICE_BYTES = 512, /* of a bitmap */
  BITS = 8,
};

/* How many blocks from BLOCK on are absent, as far as one call looks. */
static uint64_t
count_absent (struct vf_vhd_bat *bat, uint64_t block)
{
  uint32_t entries[SLICE_ENTRIES];
  uint64_t first = block;
  struct vf_error later; /* said when it is come to */
  size_t i, n, slices;

  for (slices = 0; slices < MAX_SLICES && block < bat->n_blocks; slices++) {
    n = vf_min_u64 (SLICE_ENTRIES, bat->n_blocks - block);
    if (vf_vhd_bat_get (bat, block, n, entries, &later))
      break;
    for (i = 0; i < n && entries[i] == VF_VHD_ABSENT; i++)
      block++;
    if (i < n)
      break;
  }
  return block - first;
}

/* How many sectors of BLOCK from SECTOR on, which is that of the disk's end at
 * the latest, have one bit, and which.
 * Params:  place - of the block in the file, bytes */
static int
count_sectors (struct vf_vhd_bat *bat, uint64_t place, uint64_t sector,
               uint64_t end, uint64_t *ret_count, bool *ret_is_set,
               struct vf_error *err)
{
  uint8_t bits[SLICE_BYTES];
  const size_t slice_bits = sizeof bits * BITS;
  uint64_t first = vf_round_down (sector, slice_bits), at = sector;
  enum vf_vhd_bit_order order = bat->params.bit_order;
  size_t stop, run;
  bool is_set = false;

  for (; at < end; first += slice_bits) {
    stop = vf_min_u64 (slice_bits, end - first);
    if (vf_page_cache_read (bat->bitmaps, bits, vf_div_up (stop, BITS),
                            place + first / BITS, err))
      return vf_error_prefix (err, "bitmap of a block");
    if (at == sector)
      is_set = vf_vhd_bitmap_get (bits, sector - first, order);
    run = vf_vhd_bitmap_run (bits, at - first, stop, is_set, order);
    at += run;
    if (at < first + stop)
      break;
  }
  *ret_count = at - sector;
  *ret_is_set = is_set;
  return 0;
}

/* Cuts DATA to what the file has of it. */
static int
cut_to_file (const struct vf_vhd_bat *bat, struct vf_span *span,
             struct vf_error *err)
{
  uint64_t data_end = bat->params.data_end;
  uint64_t left = vf_min_u64 (span->length, bat->params.size - span->start);

  if (vf_range_inside (span->offset, left, data_end))
    return 0;
  if (span->offset >= data_end || data_end - span->offset < VF_SECTOR_SIZE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "block: the %" PRIu64
                         " bytes from guest byte %" PRIu64
                         " on should be at byte %" PRIu64 ", but only %" PRIu64
                         " bytes stand before the "
                         "footer",
                         left, span->start, span->offset, data_end);
  span->length = vf_round_down (data_end - span->offset, VF_SECTOR_SIZE);
  return 0;
}

/* The sectors around guest byte OFFSET in the block at sector ENTRY that are
 * of one kind; those of DATA need not be in the file. */
static int
sectors_span (struct vf_vhd_bat *bat, uint64_t offset, uint32_t entry,
              struct vf_span *span, struct vf_error *err)
{
  uint64_t block_size = bat->params.block_size;
  uint64_t start = vf_round_down (offset, block_size);
  uint64_t sector = offset % block_size / VF_SECTOR_SIZE, count;
  uint64_t end = vf_div_up (vf_min_u64 (block_size, bat->params.size - start),
                            VF_SECTOR_SIZE);
  uint64_t place = (uint64_t)entry * VF_SECTOR_SIZE;
  bool is_set;

  if (count_sectors (bat, place, sector, end, &count, &is_set, err))
    return -1;
  *span = (struct vf_span){
    .start = start + sector * VF_SECTOR_SIZE,
    .length = count * VF_SECTOR_SIZE,
    .kind = is_set                   ? VF_SPAN_DATA
            : bat->params.has_parent ? VF_SPAN_HOLE
                                     : VF_SPAN_ZERO,
    .has_offset = is_set,
    .offset = place + bat->bitmap_size + sector * VF_SECTOR_SIZE,
  };
  return 0;
}

int
vf_vhd_bat_span (struct vf_vhd_bat *bat, uint64_t offset,
                 struct vf_span *ret_span, struct vf_error *err)
{
  uint64_t block_size = bat->params.block_size;
  uint64_t block = offset / block_size;
  struct vf_span span;
  uint32_t entry;

  if (vf_vhd_bat_get (bat, block, 1, &entry, err))
    return -1;
  if (entry == VF_VHD_ABSENT) {
    span = (struct vf_span){
      .start = block * block_size,
      .length = vf_max_u64 (count_absent (bat, block), 1) * block_size,
      .kind = VF_SPAN_HOLE,
    };
  } else if (vf_vhd_bat_check (bat, block, entry, err)
             || sectors_span (bat, offset, entry, &span, err)
             || (span.kind == VF_SPAN_DATA && cut_to_file (bat, &span, err))) {
    return -1;
  }
  *ret_span = span;
  return 0;
}

int
vf_vhd_bat_locate (struct vf_vhd_bat *bat, uint64_t offset,
                   uint64_t *ret_offset, struct vf_error *err)
{
  uint64_t block_size = bat->params.block_size;
  uint32_t entry;

  if (vf_vhd_bat_get (bat, offset / block_size, 1, &entry, err))
    return -1;
  *ret_offset = (uint64_t)entry * VF_SECTOR_SIZE + bat->bitmap_size
                + offset % block_size;
  return 0;
}

/* The reach of the page of the table that has the entry of BLOCK. */
static struct vf_span
page_reach (const struct vf_vhd_bat *bat, uint64_t block)
{
  uint64_t skew = bat->params.table_offset / sizeof (struct vf_be32);
  uint64_t first = vf_round_down (block + skew, PAGE_ENTRIES);
  uint64_t end = first + PAGE_ENTRIES - skew;

  first = first < skew ? 0 : first - skew;
  return (struct vf_span){ .start = first * bat->params.block_size,
                           .length = (end - first) * bat->params.block_size };
}

void
vf_vhd_bat_lost (struct vf_vhd_bat *bat, uint64_t offset,
                 struct vf_span *ret_span)
{
  uint64_t block_size = bat->params.block_size;
  uint64_t block = offset / block_size;
  struct vf_error known;
  uint32_t entry;

  if (vf_vhd_bat_get (bat, block, 1, &entry, &known)) {
    *ret_span = page_reach (bat, block);
    return;
  }
  *ret_span
      = (struct vf_span){ .start = block * block_size, .length = block_size };
  if (entry == VF_VHD_ABSENT || vf_vhd_bat_check (bat, block, entry, &known))
    return;
  sectors_span (bat, offset, entry, ret_span, &known);
}
