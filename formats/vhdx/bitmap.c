/* vmferry: looking into the sector bitmaps of a VHDX, a word at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/bitmap.h"

#include <stdlib.h>

#include "common/checked.h"
#include "common/endian.h"
#include "common/error.h"
#include "formats/page-cache.h"
#include "formats/vhdx/bat.h"
#include "formats/vhdx/metadata.h"

enum {
  CACHE_PAGES = 16, /* 1 MiB: a bitmap, of 4 GiB of the disk */
  WORD_BITS = 64,
  SLICE_WORDS = 64,
};

struct vf_vhdx_bitmaps {
  struct vf_page_cache *cache;
  struct vf_vhdx_bat *bat;
  uint64_t block_size;  /* bytes */
  uint64_t sector_size; /* bytes; a bit stands for one */
};

struct vf_vhdx_bitmaps *
vf_vhdx_bitmaps_new (struct vf_io *io, struct vf_vhdx_bat *bat,
                     const struct vf_vhdx_metadata *metadata,
                     struct vf_error *err)
{
  CLEANUP_VHDX_BITMAPS struct vf_vhdx_bitmaps *bitmaps
      = calloc (1, sizeof *bitmaps);

  if (!bitmaps) {
    vf_error_nomem (err, "the sector bitmaps");
    return NULL;
  }
  bitmaps->bat = bat;
  bitmaps->block_size = metadata->block_size;
  bitmaps->sector_size = metadata->logical_sector;
  bitmaps->cache = vf_page_cache_new (io, CACHE_PAGES, err);
  return bitmaps->cache ? TAKE (bitmaps) : NULL;
}

void
vf_vhdx_bitmaps_free (struct vf_vhdx_bitmaps *bitmaps)
{
  if (!bitmaps)
    return;
  vf_page_cache_free (bitmaps->cache);
  free (bitmaps);
}

/* Reads N words of the bitmap at byte BITMAP of the file. */
static int
read_words (struct vf_vhdx_bitmaps *bitmaps, uint64_t bitmap, uint64_t first,
            size_t n, struct vf_le64 *words, struct vf_error *err)
{
  if (vf_page_cache_read (bitmaps->cache, words, n * sizeof *words,
                          bitmap + first * sizeof *words, err))
    return vf_error_prefix (err, "sector bitmap");
  return 0;
}

/* The first bit from FIRST on, and before END, that is not as IS_SET; END when
 * there is none.  END is a multiple of a word. */
static int
find_change (struct vf_vhdx_bitmaps *bitmaps, uint64_t bitmap, bool is_set,
             uint64_t first, uint64_t end, uint64_t *ret_bit,
             struct vf_error *err)
{
  struct vf_le64 words[SLICE_WORDS];
  uint64_t others, at = first;
  size_t i, n;

  while (at < end) {
    n = vf_min_u64 (SLICE_WORDS, end / WORD_BITS - at / WORD_BITS);
    if (read_words (bitmaps, bitmap, at / WORD_BITS, n, words, err))
      return -1;
    for (i = 0; i < n; i++, at = vf_round_down (at, WORD_BITS) + WORD_BITS) {
      others = vf_le64_get (words[i]) ^ (is_set ? UINT64_MAX : 0);
      others &= UINT64_MAX << at % WORD_BITS;
      if (others) {
        *ret_bit = vf_round_down (at, WORD_BITS)
                   + (uint64_t)__builtin_ctzll (others);
        return 0;
      }
    }
  }
  *ret_bit = end;
  return 0;
}

int
vf_vhdx_bitmaps_find (struct vf_vhdx_bitmaps *bitmaps, uint64_t offset,
                      struct vf_vhdx_sectors *ret_sectors,
                      struct vf_error *err)
{
  uint64_t ratio = vf_vhdx_bat_chunk_ratio (bitmaps->bat);
  uint64_t block = offset / bitmaps->block_size;
  uint64_t per_block = bitmaps->block_size / bitmaps->sector_size;
  uint64_t first = block % ratio * per_block
                   + offset % bitmaps->block_size / bitmaps->sector_size;
  uint64_t end = (block % ratio + 1) * per_block, bitmap, next;
  struct vf_le64 word;
  bool is_here;

  if (vf_vhdx_bat_bitmap (bitmaps->bat, block / ratio, &bitmap, err)
      || read_words (bitmaps, bitmap, first / WORD_BITS, 1, &word, err))
    return -1;
  is_here = vf_le64_get (word) >> first % WORD_BITS & 1;
  if (find_change (bitmaps, bitmap, is_here, first, end, &next, err))
    return -1;
  *ret_sectors = (struct vf_vhdx_sectors){
    .start = vf_round_down (offset, bitmaps->sector_size),
    .length = (next - first) * bitmaps->sector_size,
    .is_here = is_here,
  };
  return 0;
}
