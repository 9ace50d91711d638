/* vmferry: how a block of a VHDX is found.  Entries of payload blocks are
 * interleaved with those of sector bitmaps, one after each chunk, in every
 * file, with or without a parent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/bat.h"

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
  SLICE_ENTRIES = 256,
  /* How far one run goes: at least 1 GiB of data, 16 GiB of none. */
  MAX_DATA_SLICES = 4,
  MAX_EMPTY_SLICES = 64,
};

/* A sector bitmap of 1 MiB has this many bits. */
#define SECTORS_PER_CHUNK (UINT64_C (1) << 23)

struct vf_vhdx_bat {
  struct vf_io *io;
  struct vf_page_cache *cache;
  uint64_t offset; /* of the table, bytes */
  uint64_t size;   /* of the disk, bytes */
  uint64_t n_blocks;
  uint64_t chunk_ratio; /* payload blocks between two bitmaps */
  uint32_t block_size;
};

struct vf_vhdx_bat *
vf_vhdx_bat_new (struct vf_io *io, const struct vf_vhdx_region *region,
                 const struct vf_vhdx_metadata *metadata, struct vf_error *err)
{
  CLEANUP_VHDX_BAT struct vf_vhdx_bat *bat = calloc (1, sizeof *bat);
  uint64_t needed;

  if (!bat) {
    vf_error_nomem (err, "the block allocation table");
    return NULL;
  }
  bat->io = io;
  bat->offset = region->offset;
  bat->size = metadata->size;
  bat->block_size = metadata->block_size;
  bat->n_blocks = vf_div_up (metadata->size, metadata->block_size);
  bat->chunk_ratio
      = SECTORS_PER_CHUNK * metadata->logical_sector / metadata->block_size;
  needed = (bat->n_blocks + (bat->n_blocks - 1) / bat->chunk_ratio)
           * sizeof (struct vf_le64);
  if (needed > region->length
      || !vf_range_inside (region->offset, needed, vf_io_size (io))) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "block allocation table: needs %" PRIu64
                  " bytes, but its region has %" PRIu64 " at byte %" PRIu64
                  " of a file of %" PRIu64 " bytes",
                  needed, region->length, region->offset, vf_io_size (io));
    return NULL;
  }
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

  if (offset < VF_VHDX_MIB
      || !vf_range_inside (offset, needed, vf_io_size (bat->io)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "block allocation table: entry of guest byte %" PRIu64
                         " at byte %" PRIu64 " has offset %" PRIu64
                         ", must be from 1 MiB on, with %" PRIu64
                         " bytes inside the %" PRIu64 " bytes of the file",
                         start, entry_offset (bat, block), offset, needed,
                         vf_io_size (bat->io));
  return 0;
}

int
vf_vhdx_bat_kind (const struct vf_vhdx_bat *bat, uint64_t block,
                  uint64_t entry, enum vf_span_kind *ret_kind,
                  struct vf_error *err)
{
  switch (entry & VF_VHDX_BAT_STATE) {
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
  default:
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "block allocation table: entry of guest byte %" PRIu64
                         " at byte %" PRIu64 " has state %u, must be 0, 1, 2, "
                         "3 or 6 in a disk without a parent",
                         block * bat->block_size, entry_offset (bat, block),
                         (unsigned)(entry & VF_VHDX_BAT_STATE));
  }
}

/* How many of N entries of blocks from BLOCK on go on with RUN. */
static size_t
count_matching (const struct vf_vhdx_bat *bat, uint64_t block,
                const uint64_t *entries, size_t n,
                const struct vf_vhdx_run *run)
{
  uint64_t next = run->offset + run->count * bat->block_size;
  enum vf_span_kind kind;
  struct vf_error later; /* said when it is come to */
  size_t i;

  for (i = 0; i < n; i++, next += bat->block_size)
    if (vf_vhdx_bat_kind (bat, block + i, entries[i], &kind, &later)
        || kind != run->kind
        || (kind == VF_SPAN_DATA && (entries[i] & VF_VHDX_BAT_OFFSET) != next))
      break;
  return i;
}

/* How many blocks from BLOCK on have their entries in a hole of the file,
 * and so the state 0: the table of a huge disk is mostly that. */
static uint64_t
count_in_hole (const struct vf_vhdx_bat *bat, uint64_t block)
{
  uint64_t entry_size = sizeof (struct vf_le64), slots;
  uint64_t offset = entry_offset (bat, block);
  struct vf_error ignored;
  struct vf_span span;

  if (block >= bat->n_blocks
      || vf_io_next_span (bat->io, offset, &span, &ignored)
      || span.kind != VF_SPAN_ZERO)
    return 0;
  /* One slot of each chunk and the next is a bitmap's. */
  slots = span.length / entry_size;
  slots -= vf_min_u64 (slots, slots / (bat->chunk_ratio + 1) + 1);
  return vf_min_u64 (slots, bat->n_blocks - block);
}

int
vf_vhdx_bat_run (struct vf_vhdx_bat *bat, uint64_t block,
                 struct vf_vhdx_run *ret_run, struct vf_error *err)
{
  uint64_t entries[SLICE_ENTRIES];
  struct vf_vhdx_run run = { 0 };
  size_t n, matching, slices, max_slices;

  if (vf_vhdx_bat_get (bat, block, 1, entries, err)
      || vf_vhdx_bat_kind (bat, block, entries[0], &run.kind, err))
    return -1;
  run.offset = entries[0] & VF_VHDX_BAT_OFFSET;
  max_slices = run.kind == VF_SPAN_DATA ? MAX_DATA_SLICES : MAX_EMPTY_SLICES;
  for (slices = 0; slices < max_slices; slices++) {
    n = vf_min_u64 (SLICE_ENTRIES, bat->n_blocks - block - run.count);
    if (n == 0 || vf_vhdx_bat_get (bat, block + run.count, n, entries, err))
      break;
    matching = count_matching (bat, block + run.count, entries, n, &run);
    run.count += matching;
    if (matching < n)
      break;
    if (run.kind == VF_SPAN_HOLE)
      run.count += count_in_hole (bat, block + run.count);
  }
  if (run.count == 0) /* the second look at it failed */
    return -1;
  *ret_run = run;
  return 0;
}
