/* vmferry: the consistency of a VHDX: damaged copies of headers and tables,
 * and blocks that cannot be where the table says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/check-report.h"
#include "formats/vhdx/vhdx-disk.h"
#include "formats/vhdx/vhdx-image.h"

enum { SLICE_ENTRIES = 256 };

/* A check under way. */
struct walk {
  const struct vf_vhdx_image *vhdx;
  struct vf_check_report *report;
  uint64_t n_mibs; /* of the file, rounded up */
  uint64_t *taken; /* a bit per MiB: everything starts at a multiple of one */
};

/* Marks the MiBs of a range as taken; false when one of them was before. */
static bool
take (struct walk *walk, uint64_t offset, uint64_t length)
{
  uint64_t mib = offset / VF_VHDX_MIB;
  uint64_t end
      = vf_min_u64 (mib + vf_div_up (length, VF_VHDX_MIB), walk->n_mibs);
  bool was_free = true;

  for (; mib < end; mib++) {
    uint64_t bit = UINT64_C (1) << mib % 64;

    was_free = was_free && !(walk->taken[mib / 64] & bit);
    walk->taken[mib / 64] |= bit;
  }
  return was_free;
}

static int
check_copies (const struct walk *walk, struct vf_error *err)
{
  if (walk->vhdx->header.is_alone
      && vf_check_report_add (walk->report, VF_FINDING_WARNING, 0, 0, err,
                              "one of the two headers is damaged; the other "
                              "is used"))
    return -1;
  if (walk->vhdx->regions.is_second
      && vf_check_report_add (walk->report, VF_FINDING_WARNING, 0, 0, err,
                              "region table 1 is damaged; table 2 is used"))
    return -1;
  return 0;
}

/* Adds a finding about BLOCK. */
static int
add (const struct walk *walk, enum vf_finding_severity severity,
     uint64_t block, const char *text, struct vf_error *err)
{
  uint64_t block_size = walk->vhdx->metadata.block_size;
  uint64_t start = block * block_size;
  uint64_t length = vf_min_u64 (block_size, walk->vhdx->metadata.size - start);

  return vf_check_report_add (walk->report, severity, start,
                              severity == VF_FINDING_DAMAGE ? length : 0, err,
                              "%s", text);
}

static int
check_block (struct walk *walk, uint64_t block, uint64_t entry,
             struct vf_error *err)
{
  uint64_t block_size = walk->vhdx->metadata.block_size;
  uint64_t start = block * block_size;
  struct vf_error why;
  enum vf_span_kind kind;

  if (vf_vhdx_bat_kind (walk->vhdx->bat, block, entry, &kind, &why))
    return add (walk, VF_FINDING_DAMAGE, block, why.text, err);
  if ((entry & VF_VHDX_BAT_STATE) == VF_VHDX_OLD_UNMAPPED)
    return add (walk, VF_FINDING_WARNING, block,
                "block allocation table: state 5 was given up with the drafts "
                "of the format; it is read as zeros",
                err);
  if (kind != VF_SPAN_DATA)
    return 0;
  walk->report->data_bytes
      += vf_min_u64 (block_size, walk->vhdx->metadata.size - start);
  if (take (walk, entry & VF_VHDX_BAT_OFFSET, block_size))
    return 0;
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "block allocation table: the block of guest byte %" PRIu64
                " at byte %" PRIu64
                " overlaps another block, the log or a table",
                start, (uint64_t)(entry & VF_VHDX_BAT_OFFSET));
  return add (walk, VF_FINDING_DAMAGE, block, why.text, err);
}

static int
check_blocks (struct walk *walk, struct vf_error *err)
{
  uint64_t n_blocks = vf_vhdx_bat_n_blocks (walk->vhdx->bat), block;
  uint64_t entries[SLICE_ENTRIES];
  size_t i, n;

  for (block = 0; block < n_blocks; block += n) {
    n = vf_min_u64 (SLICE_ENTRIES, n_blocks - block);
    if (vf_vhdx_bat_get (walk->vhdx->bat, block, n, entries, err))
      return -1;
    for (i = 0; i < n; i++)
      if (check_block (walk, block + i, entries[i], err))
        return -1;
  }
  return 0;
}

int
vf_vhdx_check (struct vf_image *image, struct vf_check_report *report,
               struct vf_error *err)
{
  const struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;
  struct walk walk = { .vhdx = vhdx, .report = report };
  CLEANUP_FREE uint64_t *taken = NULL;

  walk.n_mibs = vf_div_up (vf_io_size (vhdx->io), VF_VHDX_MIB);
  taken = calloc (walk.n_mibs / 64 + 1, sizeof *taken);
  if (!taken)
    return vf_error_nomem (err, "the map of the file");
  walk.taken = taken;
  take (&walk, 0, VF_VHDX_MIB);
  take (&walk, vhdx->header.log_offset, vhdx->header.log_length);
  take (&walk, vhdx->regions.bat.offset, vhdx->regions.bat.length);
  take (&walk, vhdx->regions.metadata.offset, vhdx->regions.metadata.length);
  if (check_copies (&walk, err))
    return -1;
  return check_blocks (&walk, err);
}
