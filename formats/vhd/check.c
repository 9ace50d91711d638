/* vmferry: the consistency of a VHD: footer and copy that differ, and blocks
 * that cannot be where the table says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/check-report.h"
#include "formats/vhd/footer-find.h"
#include "formats/vhd/vhd-image.h"

enum { SLICE_ENTRIES = 256 };

/* Blocks are looked at for overlaps in files that could hold no more of them
 * than this: 32 TiB of blocks of 2 MiB, 64 MiB of memory. */
enum { MAX_CELLS = 16 * 1024 * 1024 };

/* A check under way.  The file is cut into cells of the length of a block: two
 * blocks that start in one cell overlap. */
struct walk {
  struct vf_vhd_image *vhd;
  struct vf_check_report *report;
  uint32_t length; /* of a block and its bitmap, sectors */
  uint64_t n_cells;
  uint32_t *starts; /* the sector of the block that starts in a cell, or 0 */
};

static int
add_warning (const struct walk *walk, struct vf_error *err, const char *text)
{
  return vf_check_report_add (walk->report, VF_FINDING_WARNING, 0, 0, err,
                              "%s", text);
}

/* The copy of the footer, where the footer itself is sound. */
static int
check_copy (const struct walk *walk, struct vf_error *err)
{
  struct vf_io *io = walk->vhd->image.io;
  struct vf_vhd_footer end, copy;
  struct vf_error why;

  if (vf_vhd_footer_read_end (io, VF_VHD_SEAL_NEEDED, &end, &why)) {
    vf_error_prefix (&why, "footer");
    return add_warning (walk, err, why.text);
  }
  if (end.type == VF_VHD_FIXED)
    return 0;
  if (vf_vhd_footer_read_copy (io, VF_VHD_SEAL_NEEDED, &copy, &why)) {
    vf_error_prefix (&why, "copy of the footer");
    return add_warning (walk, err, why.text);
  }
  if (copy.current_size != end.current_size)
    return add_warning (walk, err,
                        "copy of the footer: its current size is another one "
                        "than the footer's, which is used");
  if (!vf_guid_equal (&copy.id, &end.id)
      || copy.dynamic_offset != end.dynamic_offset || copy.type != end.type)
    return add_warning (walk, err,
                        "copy of the footer: it is not that of the footer");
  return 0;
}

/* Whether the block at sector START overlaps one that was taken before; it is
 * taken now. */
static bool
take (struct walk *walk, uint32_t start)
{
  uint64_t cell = start / walk->length;
  uint32_t *at = walk->starts + cell;
  bool is_free = at[0] == 0;

  if (cell > 0 && at[-1])
    is_free = is_free && start - at[-1] >= walk->length;
  if (cell + 1 < walk->n_cells && at[1])
    is_free = is_free && at[1] - start >= walk->length;
  at[0] = start;
  return is_free;
}

/* Adds the damage WHY, which costs guest bytes from START on. */
static int
add_lost (const struct walk *walk, uint64_t start, uint64_t length,
          const struct vf_error *why, struct vf_error *err)
{
  uint64_t left = walk->vhd->image.size - start;

  return vf_check_report_add (walk->report, VF_FINDING_DAMAGE, start,
                              vf_min_u64 (length, left), err, "%s", why->text);
}

/* Walks the sectors of a block and counts those with data. */
static int
check_sectors (const struct walk *walk, uint64_t start, struct vf_error *err)
{
  struct vf_image *image = &walk->vhd->image;
  uint64_t end
      = start
        + vf_min_u64 (walk->vhd->dynamic.block_size, image->size - start);
  struct vf_error why;
  struct vf_span span;

  for (; start < end; start += span.length) {
    bool is_lost = vf_vhd_bat_span (walk->vhd->bat, start, &span, &why);

    if (vf_check_report_go_on (walk->report, err))
      return -1;
    if (is_lost)
      vf_vhd_bat_lost (walk->vhd->bat, start, &span);
    vf_span_cut (&span, start, end);
    if (is_lost && add_lost (walk, start, span.length, &why, err))
      return -1;
    if (!is_lost && span.kind == VF_SPAN_DATA)
      walk->report->data_bytes += span.length;
  }
  return 0;
}

static int
check_block (struct walk *walk, uint64_t block, uint32_t entry,
             struct vf_error *err)
{
  uint64_t block_size = walk->vhd->dynamic.block_size;
  uint64_t start = block * block_size;
  struct vf_error why;

  if (entry == VF_VHD_ABSENT)
    return 0;
  if (vf_vhd_bat_check (walk->vhd->bat, block, entry, &why))
    return add_lost (walk, start, block_size, &why, err);
  if (check_sectors (walk, start, err))
    return -1;
  if (!walk->starts || take (walk, entry))
    return 0;
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "block allocation table: the block of guest byte %" PRIu64
                " at sector %" PRIu32 " overlaps another block",
                start, entry);
  return add_lost (walk, start, block_size, &why, err);
}

/* Checks the blocks of one slice of the table, N of them from BLOCK on. */
static int
check_slice (struct walk *walk, uint64_t block, size_t n, struct vf_error *err)
{
  uint64_t block_size = walk->vhd->dynamic.block_size;
  uint32_t entries[SLICE_ENTRIES];
  struct vf_error why;
  size_t i;

  if (vf_vhd_bat_get (walk->vhd->bat, block, n, entries, &why))
    return add_lost (walk, block * block_size, n * block_size, &why, err);
  for (i = 0; i < n; i++)
    if (vf_check_report_go_on (walk->report, err)
        || check_block (walk, block + i, entries[i], err))
      return -1;
  return 0;
}

static int
make_cells (struct walk *walk, struct vf_error *err)
{
  struct vf_vhd_image *vhd = walk->vhd;

  walk->length = (vf_vhd_bat_bitmap_size (vhd->bat) + vhd->dynamic.block_size)
                 / VF_SECTOR_SIZE;
  walk->n_cells
      = vf_io_size (vhd->image.io) / VF_SECTOR_SIZE / walk->length + 1;
  if (walk->n_cells > MAX_CELLS)
    return vf_check_report_add (
        walk->report, VF_FINDING_NOTE, 0, 0, err,
        "blocks are not looked at for overlaps: the file is too large for "
        "its small blocks");
  walk->starts = calloc (walk->n_cells, sizeof *walk->starts);
  return walk->starts ? 0 : vf_error_nomem (err, "the map of the file");
}

static int
check_blocks (struct walk *walk, struct vf_error *err)
{
  uint64_t n_blocks = vf_vhd_bat_n_blocks (walk->vhd->bat), block;
  CLEANUP_FREE uint32_t *starts = NULL;
  size_t n;
  int r;

  if (make_cells (walk, err))
    return -1;
  starts = walk->starts;
  for (block = 0; block < n_blocks; block += n) {
    r = vf_check_report_gives_up (walk->report,
                                  block * walk->vhd->dynamic.block_size, err);
    if (r)
      return r < 0 ? -1 : 0;
    n = vf_min_u64 (SLICE_ENTRIES, n_blocks - block);
    if (check_slice (walk, block, n, err))
      return -1;
  }
  return 0;
}

/* Counts what a fixed disk's file has; what it lacks is lost. */
static int
check_fixed (const struct walk *walk, struct vf_error *err)
{
  struct vf_image *image = &walk->vhd->image;
  struct vf_error why;
  struct vf_span span;
  uint64_t start;

  for (start = 0; start < image->size; start += span.length) {
    if (image->format->next_span (image, start, &span, &why))
      return add_lost (walk, start, image->size - start, &why, err);
    vf_span_cut (&span, start, image->size);
    if (span.kind == VF_SPAN_DATA)
      walk->report->data_bytes += span.length;
  }
  return 0;
}

int
vf_vhd_check (struct vf_image *image, struct vf_check_report *report,
              struct vf_error *err)
{
  struct walk walk = { .vhd = (struct vf_vhd_image *)image, .report = report };

  if (check_copy (&walk, err))
    return -1;
  return walk.vhd->bat ? check_blocks (&walk, err) : check_fixed (&walk, err);
}
