/* vmferry: the consistency of a VDI: blocks that are not in the file, and two
 * that are one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/check-report.h"
#include "formats/vdi/vdi-image.h"

enum { SLICE_ENTRIES = 256 };

/* Blocks are looked at for being used twice in files that could hold no more
 * than this: 512 TiB of usual ones, 64 MiB of memory. */
#define MAX_BLOCKS (UINT64_C (1) << 29)

/* A check under way. */
struct walk {
  const struct vf_vdi_image *vdi;
  struct vf_check_report *report;
  uint64_t n_in_file;   /* blocks that the file could hold */
  uint64_t *taken;      /* a bit for each of them; NULL: too many */
  uint64_t n_allocated; /* entries that lead to a block */
};

/* Takes block NUMBER of the file; false when it was taken before. */
static bool
take (struct walk *walk, uint32_t number)
{
  uint64_t bit = UINT64_C (1) << number % 64;
  uint64_t *word;

  if (!walk->taken || number >= walk->n_in_file)
    return true;
  word = &walk->taken[number / 64];
  if (*word & bit)
    return false;
  *word |= bit;
  return true;
}

/* Adds the damage WHY, which costs N blocks from BLOCK on. */
static int
add_lost (const struct walk *walk, uint64_t block, uint64_t n,
          const struct vf_error *why, struct vf_error *err)
{
  uint64_t start = block * walk->vdi->header.block_size;
  uint64_t length = n * walk->vdi->header.block_size;
  uint64_t left = walk->vdi->header.size - start;

  return vf_check_report_add (walk->report, VF_FINDING_DAMAGE, start,
                              vf_min_u64 (length, left), err, "%s", why->text);
}

static int
check_block (struct walk *walk, uint64_t block, uint32_t entry,
             struct vf_error *err)
{
  const struct vf_vdi_header *header = &walk->vdi->header;
  uint64_t start = block * header->block_size, offset;
  enum vf_span_kind kind;
  struct vf_error why;

  if (entry != VF_VDI_ABSENT && entry != VF_VDI_ZERO)
    walk->n_allocated++;
  if (vf_vdi_blocks_locate (walk->vdi->blocks, block, entry, &kind, &offset,
                            &why))
    return add_lost (walk, block, 1, &why, err);
  if (kind != VF_SPAN_DATA)
    return 0;
  walk->report->data_bytes
      += vf_min_u64 (header->block_size, header->size - start);
  if (take (walk, entry))
    return 0;
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "block table: the entry of guest byte %" PRIu64
                " is block %" PRIu32 ", which another one is, too",
                start, entry);
  return add_lost (walk, block, 1, &why, err);
}

static int
check_slice (struct walk *walk, uint64_t block, size_t n, struct vf_error *err)
{
  uint32_t entries[SLICE_ENTRIES];
  struct vf_error why;
  size_t i;

  if (vf_vdi_blocks_get (walk->vdi->blocks, block, n, entries, &why))
    return add_lost (walk, block, n, &why, err);
  for (i = 0; i < n; i++)
    if (vf_check_report_go_on (walk->report, err)
        || check_block (walk, block + i, entries[i], err))
      return -1;
  return 0;
}

/* VirtualBox writes the count when it closes a disk. */
static int
check_count (const struct walk *walk, struct vf_error *err)
{
  uint32_t stored = walk->vdi->header.n_allocated;

  if (walk->n_allocated == stored)
    return 0;
  return vf_check_report_add (walk->report, VF_FINDING_WARNING, 0, 0, err,
                              "header: %" PRIu32
                              " blocks are said to be in the file, but "
                              "%" PRIu64 " are: the disk was not closed",
                              stored, walk->n_allocated);
}

static int
make_map (struct walk *walk, struct vf_error *err)
{
  const struct vf_vdi_header *header = &walk->vdi->header;
  uint64_t file_size = vf_io_size (walk->vdi->image.io);
  uint64_t length = (uint64_t)header->block_size + header->block_extra;

  if (file_size > header->data_offset)
    walk->n_in_file = vf_div_up (file_size - header->data_offset, length);
  if (walk->n_in_file > MAX_BLOCKS)
    return vf_check_report_add (
        walk->report, VF_FINDING_NOTE, 0, 0, err,
        "blocks are not looked at for being used twice: the file is too "
        "large for its small blocks");
  walk->taken = calloc (walk->n_in_file / 64 + 1, sizeof *walk->taken);
  return walk->taken ? 0 : vf_error_nomem (err, "the map of the file");
}

int
vf_vdi_check (struct vf_image *image, struct vf_check_report *report,
              struct vf_error *err)
{
  struct walk walk = { .vdi = (struct vf_vdi_image *)image, .report = report };
  uint64_t count = vf_vdi_blocks_count (walk.vdi->blocks), block;
  CLEANUP_FREE uint64_t *taken = NULL;
  size_t n;
  int r;

  if (make_map (&walk, err))
    return -1;
  taken = walk.taken;
  for (block = 0; block < count; block += n) {
    r = vf_check_report_gives_up (report, block * walk.vdi->header.block_size,
                                  err);
    if (r)
      return r < 0 ? -1 : 0;
    n = vf_min_u64 (SLICE_ENTRIES, count - block);
    if (check_slice (&walk, block, n, err))
      return -1;
  }
  return check_count (&walk, err);
}
