/* vmferry: how far blocks of a VHDX go on alike, for the guest and in the
 * file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/checked.h"
#include "common/error.h"
#include "common/span.h"
#include "formats/vhdx/bat-priv.h"
#include "formats/vhdx/vhdx-disk.h"

enum {
  SLICE_ENTRIES = 256,
  /* How far one run goes, so that a read of a few bytes does not look at
   * thousands of entries: at least 1 GiB of data, 2 GiB of none. */
  MAX_DATA_SLICES = 4,
  MAX_EMPTY_SLICES = 8,
};

static bool
is_partial (uint64_t entry)
{
  return (entry & VF_VHDX_BAT_STATE) == VF_VHDX_PARTIALLY_PRESENT;
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
        || kind != run->kind || is_partial (entries[i])
        || (kind == VF_SPAN_DATA && (entries[i] & VF_VHDX_BAT_OFFSET) != next))
      break;
  return i;
}

/* Lets RUN, of one block, grow by what goes on with it. */
static void
extend_run (struct vf_vhdx_bat *bat, uint64_t block, struct vf_vhdx_run *run)
{
  size_t max_slices
      = run->kind == VF_SPAN_DATA ? MAX_DATA_SLICES : MAX_EMPTY_SLICES;
  uint64_t entries[SLICE_ENTRIES];
  struct vf_error later; /* said when it is come to */
  size_t n, matching, slice;

  for (slice = 0; slice < max_slices; slice++) {
    n = vf_min_u64 (SLICE_ENTRIES, bat->n_blocks - block - run->count);
    if (n == 0
        || vf_vhdx_bat_get (bat, block + run->count, n, entries, &later))
      return;
    matching = count_matching (bat, block + run->count, entries, n, run);
    run->count += matching;
    if (matching < n)
      return;
    if (run->kind == VF_SPAN_HOLE)
      run->count += vf_vhdx_bat_count_in_hole (bat, block + run->count);
  }
}

int
vf_vhdx_bat_run (struct vf_vhdx_bat *bat, uint64_t block,
                 struct vf_vhdx_run *ret_run, struct vf_error *err)
{
  struct vf_vhdx_run run = { .count = 1 };
  uint64_t entry;

  if (vf_vhdx_bat_get (bat, block, 1, &entry, err)
      || vf_vhdx_bat_kind (bat, block, entry, &run.kind, err))
    return -1;
  run.is_partial = is_partial (entry);
  if (run.kind == VF_SPAN_DATA)
    run.offset = entry & VF_VHDX_BAT_OFFSET;
  if (!run.is_partial)
    extend_run (bat, block, &run);
  *ret_run = run;
  return 0;
}
