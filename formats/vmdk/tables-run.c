/* vmferry: which grains in a row are of one kind.  This is what makes a walk
 * over a huge disk quick: absent tables are skipped by their directory, and
 * grains that lie one behind the other become one range.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/tables.h"

#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/vmdk/tables-priv.h"

enum {
  /* Entries that are looked at together; at least a whole table. */
  SLICE_ENTRIES = 512,
  /* Those that are looked at first: where runs are short, a walk would look
   * at each table as many times as it has runs. */
  FIRST_ENTRIES = 16,
  /* How far one run goes: with the usual grains 256 MiB of data, and 512 GiB
   * of absent tables. */
  MAX_RUN_SLICES = 8,
  MAX_ABSENT_TABLES = 16384,
};

/* Some entries of one table, or a row of absent tables. */
struct slice {
  bool is_absent;
  bool is_damaged; /* some entries are not valid */
  bool is_empty;   /* no grain is there, in a table or without */
  uint64_t first;  /* grain */
  uint64_t count;
  uint32_t entries[SLICE_ENTRIES];
};

/* How many of the first COUNT entries from NUMBER on of the directory of COPY
 * say that there is no table. */
static int
count_zeros (struct vf_vmdk_tables *tables, unsigned copy, uint64_t number,
             size_t count, size_t *ret_zeros, struct vf_error *err)
{
  uint32_t entries[SLICE_ENTRIES];
  size_t i;

  if (vf_vmdk_tables_read_directory (tables, copy, number, count, entries,
                                     err))
    return -1;
  for (i = 0; i < count && entries[i] == 0; i++)
    ;
  *ret_zeros = i;
  return 0;
}

/* How many tables from NUMBER on are absent, as far as is quick to say. */
static int
count_absent (struct vf_vmdk_tables *tables, uint64_t number,
              uint64_t *ret_count, struct vf_error *err)
{
  unsigned copy = vf_vmdk_tables_first_copy (tables);
  bool has_two = copy == VF_VMDK_PRIMARY
                 && vf_vmdk_tables_has_copy (tables, VF_VMDK_REDUNDANT);
  uint64_t end = vf_min_u64 (number + MAX_ABSENT_TABLES, tables->n_tables);
  size_t count, zeros;
  uint64_t n;

  for (n = number; n < end; n += zeros) {
    count = vf_min_u64 (SLICE_ENTRIES, end - n);
    if (count_zeros (tables, copy, n, count, &zeros, err)
        || (has_two && zeros
            && count_zeros (tables, VF_VMDK_REDUNDANT, n, zeros, &zeros, err)))
      return -1;
    if (zeros < count) {
      n += zeros;
      break;
    }
  }
  *ret_count = n - number;
  return 0;
}

/* What the tables hold from GRAIN on: up to MAX entries of its table, or how
 * many grains are in absent tables. */
static int
load_slice (struct vf_vmdk_tables *tables, uint64_t grain, size_t max,
            struct slice *slice, struct vf_error *err)
{
  uint64_t number = grain / tables->entries, end, absent;
  size_t count = vf_min_u64 (max, tables->entries - grain % tables->entries);
  int present = vf_vmdk_tables_read_table (tables, grain, count,
                                           slice->entries, err);

  if (present < 0)
    return -1;
  slice->is_absent = present == VF_VMDK_TABLE_ABSENT;
  slice->is_damaged = present == VF_VMDK_TABLE_DAMAGED;
  slice->is_empty = slice->is_absent
                    || vf_vmdk_tables_are_zeros (slice->entries, count);
  slice->first = grain;
  end = grain + count;
  if (slice->is_absent) {
    if (count_absent (tables, number, &absent, err))
      return -1;
    end = (number + vf_max_u64 (absent, 1)) * tables->entries;
  }
  slice->count = vf_min_u64 (end, tables->n_grains) - grain;
  return 0;
}

static enum vf_vmdk_grain_kind
kind_of (const struct vf_vmdk_tables *tables, uint32_t entry)
{
  if (vf_vmdk_tables_entry_is_data (tables, entry))
    return VF_VMDK_GRAIN_DATA;
  return entry ? VF_VMDK_GRAIN_ZERO : VF_VMDK_GRAIN_ABSENT;
}

/* Whether entry I of SLICE can be right. */
static bool
is_valid (const struct vf_vmdk_tables *tables, const struct slice *slice,
          size_t i)
{
  return !slice->is_damaged
         || vf_vmdk_tables_entry_is_valid (tables, slice->first + i,
                                           slice->entries[i]);
}

/* How many entries from the start of SLICE go on with RUN. */
static uint64_t
count_matching (const struct vf_vmdk_tables *tables, const struct slice *slice,
                const struct vf_vmdk_run *run)
{
  uint64_t grain_sectors = tables->grain_bytes / VF_SECTOR_SIZE;
  uint64_t next = run->sector + run->count * grain_sectors;
  bool is_plain = run->kind == VF_VMDK_GRAIN_DATA && !tables->is_compressed;
  uint64_t i;

  if (slice->is_empty)
    return run->kind == VF_VMDK_GRAIN_ABSENT ? slice->count : 0;
  for (i = 0; i < slice->count; i++, next += grain_sectors)
    if (kind_of (tables, slice->entries[i]) != run->kind
        || !is_valid (tables, slice, i)
        || (is_plain && slice->entries[i] != next))
      break;
  return i;
}

int
vf_vmdk_tables_run (struct vf_vmdk_tables *tables, uint64_t grain,
                    struct vf_vmdk_run *ret_run, struct vf_error *err)
{
  struct vf_vmdk_run run = { .kind = VF_VMDK_GRAIN_ABSENT };
  struct slice slice;
  struct vf_error later;
  uint64_t matching;
  int n;

  if (load_slice (tables, grain, FIRST_ENTRIES, &slice, err))
    return -1;
  if (!slice.is_absent) {
    if (!is_valid (tables, &slice, 0))
      return vf_vmdk_tables_fail_entry (tables, grain, slice.entries[0], err);
    run.kind = kind_of (tables, slice.entries[0]);
    run.sector = slice.entries[0];
  }
  for (n = 0;; n++) {
    matching = count_matching (tables, &slice, &run);
    run.count += matching;
    if (matching < slice.count || n == MAX_RUN_SLICES
        || grain + run.count >= tables->n_grains)
      break;
    /* What is wrong further on is said when it is come to. */
    if (load_slice (tables, grain + run.count, SLICE_ENTRIES, &slice, &later))
      break;
  }
  *ret_run = run;
  return 0;
}

int
vf_vmdk_tables_get (struct vf_vmdk_tables *tables, uint64_t grain,
                    size_t count, uint32_t *ret_sectors, struct vf_error *err)
{
  struct slice slice;
  size_t n, i;

  for (; count; count -= n, grain += n, ret_sectors += n) {
    if (load_slice (tables, grain, count, &slice, err))
      return -1;
    n = vf_min_u64 (count, slice.count);
    for (i = 0; i < n && slice.is_damaged; i++)
      if (!is_valid (tables, &slice, i))
        return vf_vmdk_tables_fail_entry (tables, grain + i, slice.entries[i],
                                          err);
    if (slice.is_absent)
      memset (ret_sectors, 0, n * sizeof *ret_sectors);
    else
      memcpy (ret_sectors, slice.entries, n * sizeof *ret_sectors);
  }
  return 0;
}
