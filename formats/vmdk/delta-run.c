/* vmferry: which grains of an ESX delta are of one kind in a row.  This is
 * what makes a walk over a huge disk quick: absent tables are skipped by their
 * directory, parts of directory and tables that were never written by the
 * file's own holes, and grains that lie one behind the other become one range.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/delta.h"

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"

enum {
  SLICE_ENTRIES = 512, /* that are looked at together */
  /* How far one run goes: 256 MiB of SESparse's grains, 2 GiB of its tables
   * without entries, and 256 GiB of tables that are absent. */
  MAX_RUN_SLICES = 128,
  MAX_DIRECTORY_SLICES = 32,
};

/* Entries of one table, or a row of grains without a table. */
struct slice {
  bool is_absent;
  uint64_t table; /* byte in the file */
  uint64_t count;
  uint64_t entries[SLICE_ENTRIES];
};

/* A run on its way. */
struct walk {
  const struct vf_vmdk_delta *delta;
  uint64_t n_grains;
  struct vf_vmdk_delta_hole hole; /* among the tables */
  struct slice slice;
};

/* Whether the file has a hole at OFFSET, N bytes at least; HOLE is where. */
static bool
is_hole (struct vf_io *io, uint64_t offset, uint64_t n,
         struct vf_vmdk_delta_hole *hole)
{
  struct vf_error ignored;
  struct vf_span span;

  if (offset < hole->start || offset >= hole->end) {
    if (vf_io_next_span (io, offset, &span, &ignored)
        || span.kind != VF_SPAN_ZERO)
      return false;
    *hole = (struct vf_vmdk_delta_hole){ offset, offset + span.length };
  }
  return hole->end - offset >= n;
}

bool
vf_vmdk_delta_is_unwritten (const struct vf_vmdk_delta *delta, uint64_t table,
                            struct vf_vmdk_delta_hole *hole)
{
  return is_hole (delta->extent.io, table,
                  VF_VMDK_DELTA_ENTRIES * delta->entry_bytes, hole);
}

/* How many of COUNT entries are 0 at the start. */
static size_t
count_zeros (const uint64_t *entries, size_t count)
{
  size_t i;

  for (i = 0; i < count && entries[i] == 0; i++)
    ;
  return i;
}

int
vf_vmdk_delta_count_absent (const struct vf_vmdk_delta *delta, uint64_t number,
                            uint64_t *ret_count, struct vf_error *err)
{
  uint64_t n_tables
      = vf_div_up (vf_vmdk_delta_n_grains (delta), VF_VMDK_DELTA_ENTRIES);
  uint64_t entries[SLICE_ENTRIES];
  struct vf_vmdk_delta_hole hole = { 0 };
  uint64_t n = number + 1;
  unsigned i;

  for (i = 0; i < MAX_DIRECTORY_SLICES && n < n_tables; i++) {
    uint64_t at = delta->directory + n * delta->entry_bytes;
    size_t count = vf_min_u64 (SLICE_ENTRIES, n_tables - n), zeros;

    if (is_hole (delta->extent.io, at, delta->entry_bytes, &hole)) {
      n = vf_min_u64 ((hole.end - delta->directory) / delta->entry_bytes,
                      n_tables);
      continue;
    }
    if (vf_vmdk_delta_read_entries (delta, at, count, entries, err))
      return vf_error_prefix (err, "grain directory");
    zeros = count_zeros (entries, count);
    n += zeros;
    if (zeros < count)
      break;
  }
  *ret_count = n - number;
  return 0;
}

/* What the tables hold from GRAIN on. */
static int
load_slice (struct walk *walk, uint64_t grain, struct vf_error *err)
{
  const struct vf_vmdk_delta *delta = walk->delta;
  struct slice *slice = &walk->slice;
  uint64_t number = grain / VF_VMDK_DELTA_ENTRIES, n_absent = 1;
  uint64_t within = grain % VF_VMDK_DELTA_ENTRIES;

  if (vf_vmdk_delta_find_table (delta, number, &slice->table, err))
    return -1;
  slice->is_absent
      = slice->table == 0
        || (within == 0
            && vf_vmdk_delta_is_unwritten (delta, slice->table, &walk->hole));
  if (slice->table == 0
      && vf_vmdk_delta_count_absent (delta, number, &n_absent, err))
    return -1;
  slice->count = vf_min_u64 ((number + n_absent) * VF_VMDK_DELTA_ENTRIES,
                             walk->n_grains)
                 - grain;
  if (slice->is_absent)
    return 0;
  slice->count = vf_min_u64 (slice->count, SLICE_ENTRIES);
  return vf_vmdk_delta_read_entries (
      delta, slice->table + within * delta->entry_bytes, slice->count,
      slice->entries, err);
}

/* How many entries of the slice, which starts at GRAIN, go on with RUN. */
static uint64_t
count_matching (const struct walk *walk, uint64_t grain,
                const struct vf_vmdk_delta_run *run)
{
  const struct vf_vmdk_delta *delta = walk->delta;
  const struct slice *slice = &walk->slice;
  uint64_t grain_bytes = delta->extent.grain_bytes;
  uint64_t next = run->first.offset + run->count * grain_bytes;
  struct vf_vmdk_delta_grain found;
  struct vf_error later; /* what is wrong is said when it is come to */
  uint64_t i;

  if (slice->is_absent)
    return run->first.kind == VF_SPAN_HOLE ? slice->count : 0;
  for (i = 0; i < slice->count; i++, next += grain_bytes)
    if (delta->ops->decode (delta, grain + i, slice->entries[i], &found,
                            &later)
        || found.kind != run->first.kind
        || (found.kind == VF_SPAN_DATA && found.offset != next))
      break;
  return i;
}

int
vf_vmdk_delta_run (const struct vf_vmdk_delta *delta, uint64_t grain,
                   struct vf_vmdk_delta_run *ret_run, struct vf_error *err)
{
  struct vf_vmdk_delta_run run = { .first = { .kind = VF_SPAN_HOLE } };
  struct walk walk
      = { .delta = delta, .n_grains = vf_vmdk_delta_n_grains (delta) };
  struct vf_error later;
  uint64_t matching;
  int i;

  if (load_slice (&walk, grain, err))
    return -1;
  if (!walk.slice.is_absent
      && vf_vmdk_delta_decode (delta, walk.slice.table, grain,
                               walk.slice.entries[0], &run.first, err))
    return -1;
  for (i = 0; i < MAX_RUN_SLICES; i++) {
    matching = count_matching (&walk, grain + run.count, &run);
    run.count += matching;
    if (matching < walk.slice.count || grain + run.count >= walk.n_grains
        || load_slice (&walk, grain + run.count, &later))
      break;
  }
  *ret_run = run;
  return 0;
}
