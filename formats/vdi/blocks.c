/* vmferry: how a block of a VDI is found: its entry in the table is its number
 * in the file, or says that it is not there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vdi/blocks.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/image-format.h"
#include "formats/page-cache.h"
#include "formats/vdi/header.h"

enum {
  CACHE_PAGES = 16, /* 1 MiB: the entries of 256 GiB with usual blocks */
  PAGE_ENTRIES = 64 * 1024 / sizeof (struct vf_le32),
  SLICE_ENTRIES = 256,
  /* How far one run goes: 1 GiB of usual blocks with data, 16 GiB of none. */
  MAX_DATA_SLICES = 4,
  MAX_EMPTY_SLICES = 64,
};

struct vf_vdi_blocks {
  struct vf_page_cache *cache;
  struct vf_vdi_header header;
  uint64_t file_size;
  uint64_t count;
};

static int
check_table (struct vf_image *image, const struct vf_vdi_blocks *blocks,
             struct vf_error *err)
{
  const struct vf_vdi_header *header = &blocks->header;
  uint64_t needed = blocks->count * sizeof (struct vf_le32);
  struct vf_error why;

  if (vf_range_inside (header->table_offset, needed, blocks->file_size))
    return 0;
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "block table: needs %" PRIu64 " bytes at byte %" PRIu64
                ", but the file has %" PRIu64,
                needed, header->table_offset, blocks->file_size);
  if (image->params.salvage)
    return vf_image_add_note (image, err, "%s", why.text);
  *err = why;
  return -1;
}

struct vf_vdi_blocks *
vf_vdi_blocks_new (struct vf_image *image, const struct vf_vdi_header *header,
                   struct vf_error *err)
{
  CLEANUP_VDI_BLOCKS struct vf_vdi_blocks *blocks = calloc (1, sizeof *blocks);

  if (!blocks) {
    vf_error_nomem (err, "the block table");
    return NULL;
  }
  blocks->header = *header;
  blocks->file_size = vf_io_size (image->io);
  blocks->count = vf_div_up (header->size, header->block_size);
  if (check_table (image, blocks, err))
    return NULL;
  blocks->cache = vf_page_cache_new (image->io, CACHE_PAGES, err);
  return blocks->cache ? TAKE (blocks) : NULL;
}

void
vf_vdi_blocks_free (struct vf_vdi_blocks *blocks)
{
  if (!blocks)
    return;
  vf_page_cache_free (blocks->cache);
  free (blocks);
}

uint64_t
vf_vdi_blocks_count (const struct vf_vdi_blocks *blocks)
{
  return blocks->count;
}

static uint64_t
entry_offset (const struct vf_vdi_blocks *blocks, uint64_t block)
{
  return blocks->header.table_offset + block * sizeof (struct vf_le32);
}

int
vf_vdi_blocks_get (struct vf_vdi_blocks *blocks, uint64_t block, size_t count,
                   uint32_t *ret_entries, struct vf_error *err)
{
  struct vf_le32 *raw = (struct vf_le32 *)ret_entries;
  size_t i;

  if (vf_page_cache_read (blocks->cache, raw, count * sizeof *raw,
                          entry_offset (blocks, block), err))
    return vf_error_prefix (err, "block table");
  for (i = 0; i < count; i++)
    ret_entries[i] = vf_le32_get (raw[i]);
  return 0;
}

int
vf_vdi_blocks_locate (const struct vf_vdi_blocks *blocks, uint64_t block,
                      uint32_t entry, enum vf_span_kind *ret_kind,
                      uint64_t *ret_offset, struct vf_error *err)
{
  const struct vf_vdi_header *header = &blocks->header;
  uint64_t length = (uint64_t)header->block_size + header->block_extra;
  uint64_t start = block * header->block_size;
  uint64_t needed = vf_min_u64 (header->block_size, header->size - start);
  uint64_t offset = header->data_offset + entry * length + header->block_extra;

  *ret_offset = 0;
  *ret_kind = entry == VF_VDI_ABSENT ? VF_SPAN_HOLE : VF_SPAN_ZERO;
  if (entry == VF_VDI_ABSENT || entry == VF_VDI_ZERO)
    return 0;
  if (!vf_range_inside (offset, needed, blocks->file_size))
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "block table: entry of guest byte %" PRIu64 " at byte %" PRIu64
        " is block %" PRIu32 ", whose %" PRIu64 " bytes at byte %" PRIu64
        " do not lie inside the %" PRIu64 " bytes of the file",
        start, entry_offset (blocks, block), entry, needed, offset,
        blocks->file_size);
  *ret_offset = offset;
  *ret_kind = VF_SPAN_DATA;
  return 0;
}

/* How many of N entries of blocks from BLOCK on go on with SPAN. */
static size_t
count_matching (const struct vf_vdi_blocks *blocks, uint64_t block,
                const uint32_t *entries, size_t n, const struct vf_span *span)
{
  uint64_t next = span->offset + span->length, offset;
  enum vf_span_kind kind;
  struct vf_error later; /* said when it is come to */
  size_t i;

  for (i = 0; i < n; i++, next += blocks->header.block_size)
    if (vf_vdi_blocks_locate (blocks, block + i, entries[i], &kind, &offset,
                              &later)
        || kind != span->kind || (kind == VF_SPAN_DATA && offset != next))
      break;
  return i;
}

/* Makes SPAN, of one block, as long as blocks match; BLOCK is behind it. */
static void
extend (struct vf_vdi_blocks *blocks, uint64_t block, struct vf_span *span)
{
  size_t max_slices
      = span->kind == VF_SPAN_DATA ? MAX_DATA_SLICES : MAX_EMPTY_SLICES;
  uint32_t entries[SLICE_ENTRIES];
  size_t n, matching, slices;
  struct vf_error later;

  for (slices = 0; slices < max_slices; slices++, block += n) {
    n = vf_min_u64 (SLICE_ENTRIES, blocks->count - block);
    if (n == 0 || vf_vdi_blocks_get (blocks, block, n, entries, &later))
      return;
    matching = count_matching (blocks, block, entries, n, span);
    span->length += matching * blocks->header.block_size;
    if (matching < n)
      return;
  }
}

int
vf_vdi_blocks_span (struct vf_vdi_blocks *blocks, uint64_t offset,
                    struct vf_span *ret_span, struct vf_error *err)
{
  uint64_t block_size = blocks->header.block_size;
  uint64_t block = offset / block_size;
  struct vf_span span = { .start = block * block_size, .length = block_size };
  uint32_t entry;

  if (vf_vdi_blocks_get (blocks, block, 1, &entry, err)
      || vf_vdi_blocks_locate (blocks, block, entry, &span.kind, &span.offset,
                               err))
    return -1;
  span.has_offset = span.kind == VF_SPAN_DATA;
  extend (blocks, block + 1, &span);
  *ret_span = span;
  return 0;
}

void
vf_vdi_blocks_lost (struct vf_vdi_blocks *blocks, uint64_t offset,
                    struct vf_span *ret_span)
{
  uint64_t block = offset / blocks->header.block_size, count = 1, skew;
  struct vf_error known;
  uint32_t entry;

  if (vf_vdi_blocks_get (blocks, block, 1, &entry, &known)) {
    /* A page starts at a multiple of its size, the table anywhere. */
    skew = blocks->header.table_offset / sizeof (struct vf_le32);
    count = PAGE_ENTRIES - (block + skew) % PAGE_ENTRIES;
  }
  *ret_span = (struct vf_span){
    .start = block * blocks->header.block_size,
    .length = count * blocks->header.block_size,
  };
}
