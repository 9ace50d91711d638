/* vmferry: checking the block allocation table of a VHDX: blocks and bitmaps
 * that cannot be where it says, or lie over each other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/vhdx/check-priv.h"
#include "formats/vhdx/vhdx-disk.h"
#include "formats/vhdx/vhdx-image.h"

enum { SLICE_ENTRIES = 256 };

/* Adds a finding about COUNT blocks from BLOCK on. */
static int
add (const struct vf_vhdx_check *check, enum vf_finding_severity severity,
     uint64_t block, uint64_t count, const char *text, struct vf_error *err)
{
  uint64_t block_size = check->vhdx->metadata.block_size;
  uint64_t start = block * block_size;
  uint64_t length
      = vf_min_u64 (count * block_size, check->vhdx->metadata.size - start);

  return vf_check_report_add (check->report, severity, start,
                              severity == VF_FINDING_DAMAGE ? length : 0, err,
                              "%s", text);
}

/* How many bytes of a block the file has, of those that it should have. */
static uint64_t
count_there (const struct vf_vhdx_check *check, uint64_t entry,
             uint64_t needed)
{
  uint64_t size = vf_io_size (check->vhdx->io);
  uint64_t offset = entry & VF_VHDX_BAT_OFFSET;
  uint64_t state = entry & VF_VHDX_BAT_STATE;

  if ((state != VF_VHDX_PRESENT && state != VF_VHDX_PARTIALLY_PRESENT)
      || offset < VF_VHDX_MIB || offset >= size)
    return 0;
  return vf_min_u64 (size - offset, needed);
}

/* Counts the data in N bytes at OFFSET of the file.  What is a hole of it reads
 * as zeros, and is none. */
static int
count_in_file (struct vf_vhdx_check *check, uint64_t n, uint64_t offset,
               struct vf_error *err)
{
  uint64_t end = offset + n;
  struct vf_span span;

  for (; offset < end; offset += span.length) {
    if (vf_io_next_span (check->vhdx->io, offset, &span, err))
      return -1;
    vf_span_cut (&span, offset, end);
    if (span.kind == VF_SPAN_DATA)
      check->report->data_bytes += span.length;
  }
  return 0;
}

/* Counts what BLOCK, of which the file has THERE bytes, has here; fails as its
 * bitmap does. */
static int
count_data (struct vf_vhdx_check *check, uint64_t block, uint64_t entry,
            uint64_t there, struct vf_error *err)
{
  bool is_whole = (entry & VF_VHDX_BAT_STATE) == VF_VHDX_PRESENT;
  uint64_t start = block * check->vhdx->metadata.block_size, at;
  struct vf_vhdx_sectors sectors = { .length = there, .is_here = true };

  for (at = 0; at < there; at += sectors.length) {
    if (!is_whole
        && vf_vhdx_bitmaps_find (check->vhdx->bitmaps, start + at, &sectors,
                                 err))
      return -1;
    if (sectors.is_here
        && count_in_file (check, vf_min_u64 (sectors.length, there - at),
                          (entry & VF_VHDX_BAT_OFFSET) + at, err))
      return -1;
  }
  return 0;
}

/* Tells WHY a block is lost, or its end, where the file has the start. */
static int
lose_block (struct vf_vhdx_check *check, uint64_t block, uint64_t entry,
            const struct vf_error *why, struct vf_error *err)
{
  uint64_t start = block * check->vhdx->metadata.block_size;
  uint64_t needed = vf_min_u64 (check->vhdx->metadata.block_size,
                                check->vhdx->metadata.size - start);
  uint64_t there = count_there (check, entry, needed);

  return vf_check_report_add (check->report, VF_FINDING_DAMAGE, start + there,
                              needed - there, err, "%s", why->text);
}

/* A disk that is salvaged may have blocks that the file has in part. */
static int
check_end (struct vf_vhdx_check *check, uint64_t block, uint64_t entry,
           struct vf_error *err)
{
  uint64_t start = block * check->vhdx->metadata.block_size;
  uint64_t needed = vf_min_u64 (check->vhdx->metadata.block_size,
                                check->vhdx->metadata.size - start);
  struct vf_error why;

  if (count_there (check, entry, needed) == needed)
    return 0;
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "block allocation table: the block of guest byte %" PRIu64
                " at byte %" PRIu64 " ends behind the %" PRIu64
                " bytes of the file",
                start, (uint64_t)(entry & VF_VHDX_BAT_OFFSET),
                vf_io_size (check->vhdx->io));
  return lose_block (check, block, entry, &why, err);
}

/* Tells WHY blocks are lost, but for IO, which is not for the report. */
static int
lose_blocks (struct vf_vhdx_check *check, uint64_t block, uint64_t count,
             const struct vf_error *why, struct vf_error *err)
{
  if (why->code == VF_ERROR_CORRUPT)
    return add (check, VF_FINDING_DAMAGE, block, count, why->text, err);
  *err = *why;
  return -1;
}

/* Looks at a block whose data is in the file. */
static int
check_data (struct vf_vhdx_check *check, uint64_t block, uint64_t entry,
            struct vf_error *err)
{
  uint64_t block_size = check->vhdx->metadata.block_size;
  uint64_t start = block * block_size;
  uint64_t needed
      = vf_min_u64 (block_size, check->vhdx->metadata.size - start);
  struct vf_error why;

  if (count_data (check, block, entry, count_there (check, entry, needed),
                  &why)
      && lose_blocks (check, block, 1, &why, err))
    return -1;
  if (check_end (check, block, entry, err))
    return -1;
  if (vf_vhdx_check_take (check, entry & VF_VHDX_BAT_OFFSET, block_size))
    return 0;
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "block allocation table: the block of guest byte %" PRIu64
                " at byte %" PRIu64
                " overlaps another block, a bitmap, the log or a table",
                start, (uint64_t)(entry & VF_VHDX_BAT_OFFSET));
  return add (check, VF_FINDING_DAMAGE, block, 1, why.text, err);
}

static int
check_block (struct vf_vhdx_check *check, uint64_t block, uint64_t entry,
             struct vf_error *err)
{
  struct vf_error why;
  enum vf_span_kind kind;

  if (vf_vhdx_bat_kind (check->vhdx->bat, block, entry, &kind, &why))
    return lose_block (check, block, entry, &why, err);
  if ((entry & VF_VHDX_BAT_STATE) == VF_VHDX_OLD_UNMAPPED
      && add (check, VF_FINDING_WARNING, block, 1,
              "block allocation table: state 5 was given up with the drafts "
              "of the format; it is read as zeros",
              err))
    return -1;
  if (entry & VF_VHDX_BAT_RESERVED) {
    vf_error_set (&why, VF_ERROR_CORRUPT,
                  "block allocation table: entry of guest byte %" PRIu64
                  " is 0x%" PRIx64 ", bits 3 to 19 must be 0",
                  block * check->vhdx->metadata.block_size, entry);
    if (add (check, VF_FINDING_WARNING, block, 1, why.text, err))
      return -1;
  }
  return kind == VF_SPAN_DATA ? check_data (check, block, entry, err) : 0;
}

/* Looks at the entries from BLOCK on that a page of the file has. */
static int
check_page (struct vf_vhdx_check *check, uint64_t block, uint64_t count,
            struct vf_error *err)
{
  uint64_t entries[SLICE_ENTRIES];
  struct vf_error why;
  size_t i, n;

  for (; count; count -= n, block += n) {
    n = vf_min_u64 (SLICE_ENTRIES, count);
    if (vf_vhdx_bat_get (check->vhdx->bat, block, n, entries, &why))
      return lose_blocks (check, block, count, &why, err);
    for (i = 0; i < n; i++)
      if (vf_check_report_go_on (check->report, err)
          || check_block (check, block + i, entries[i], err))
        return -1;
  }
  return 0;
}

/* Looks at a bitmap of a disk with a parent.  What is lost with it is told
 * with the blocks that need it. */
static int
check_bitmap (struct vf_vhdx_check *check, uint64_t chunk,
              struct vf_error *err)
{
  struct vf_vhdx_bat *bat = check->vhdx->bat;
  uint64_t entry, place, offset;
  struct vf_error why;

  if (vf_vhdx_bat_bitmap_entry (bat, chunk, &entry, &place, &why))
    return 0;
  if ((entry & VF_VHDX_BAT_STATE) == VF_VHDX_NOT_PRESENT)
    return 0;
  if (vf_vhdx_bat_bitmap (bat, chunk, &offset, &why))
    return vf_check_report_add (check->report, VF_FINDING_WARNING, 0, 0, err,
                                "%s", why.text);
  if (vf_vhdx_check_take (check, offset, VF_VHDX_MIB))
    return 0;
  return vf_check_report_add (check->report, VF_FINDING_DAMAGE, 0, 0, err,
                              "block allocation table: sector bitmap %" PRIu64
                              " at byte %" PRIu64
                              " overlaps another, the log or a table",
                              chunk, offset);
}

static int
check_bitmaps (struct vf_vhdx_check *check, struct vf_error *err)
{
  struct vf_vhdx_bat *bat = check->vhdx->bat;
  uint64_t ratio = vf_vhdx_bat_chunk_ratio (bat);
  uint64_t n_chunks = vf_div_up (vf_vhdx_bat_n_blocks (bat), ratio), chunk;

  for (chunk = 0; chunk < n_chunks; chunk++)
    if (vf_check_report_go_on (check->report, err)
        || check_bitmap (check, chunk, err))
      return -1;
  return 0;
}

int
vf_vhdx_check_blocks (struct vf_vhdx_check *check, struct vf_error *err)
{
  struct vf_vhdx_bat *bat = check->vhdx->bat;
  uint64_t n_blocks = vf_vhdx_bat_n_blocks (bat), block, count;
  int r;

  if (check->vhdx->metadata.has_parent && check_bitmaps (check, err))
    return -1;
  for (block = 0; block < n_blocks; block += count) {
    count = vf_vhdx_bat_count_in_hole (bat, block);
    if (count)
      continue;
    r = vf_check_report_gives_up (
        check->report, block * check->vhdx->metadata.block_size, err);
    if (r)
      return r < 0 ? -1 : 0;
    count = vf_vhdx_bat_count_in_page (bat, block);
    if (check_page (check, block, count, err))
      return -1;
  }
  return 0;
}
