/* vmferry: the consistency of an ESX delta: each entry leads into the file,
 * and to a place that no other entry leads to.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/delta.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/vmdk/unit-set.h"

enum { SLICE_ENTRIES = 512 };

/* A check under way. */
struct walk {
  const struct vf_vmdk_delta *delta;
  struct vf_check_report *report;
  struct vf_unit_set *taken;
  struct vf_vmdk_delta_hole hole;
};

/* Adds a finding about COUNT grains from GRAIN on, which are lost when it is
 * damage. */
static int
add (const struct walk *walk, enum vf_finding_severity severity,
     uint64_t grain, uint64_t count, const char *text, struct vf_error *err)
{
  const struct vf_vmdk_extent *extent = &walk->delta->extent;
  uint64_t start = vf_min_u64 (grain * extent->grain_bytes, extent->length);
  uint64_t end
      = vf_min_u64 ((grain + count) * extent->grain_bytes, extent->length);

  return vf_check_report_add (walk->report, severity, extent->start + start,
                              severity == VF_FINDING_DAMAGE ? end - start : 0,
                              err, "%s", text);
}

/* Adds WHY as the damage of COUNT grains from GRAIN on; what is no damage is
 * the check's own error. */
static int
add_damage (const struct walk *walk, uint64_t grain, uint64_t count,
            const struct vf_error *why, struct vf_error *err)
{
  if (why->code == VF_ERROR_CORRUPT)
    return add (walk, VF_FINDING_DAMAGE, grain, count, why->text, err);
  *err = *why;
  return -1;
}

/* Takes N bytes at OFFSET; as vf_unit_set_take. */
static int
take (const struct walk *walk, uint64_t offset, uint64_t n,
      struct vf_error *err)
{
  unsigned unit = walk->delta->unit;

  return vf_unit_set_take (walk->taken, offset / unit,
                           vf_div_up (offset + n, unit), err);
}

static int
check_data (const struct walk *walk, uint64_t grain, uint64_t offset,
            struct vf_error *err)
{
  const struct vf_vmdk_extent *extent = &walk->delta->extent;
  uint64_t start = grain * extent->grain_bytes;
  struct vf_error why;
  int is_free = take (walk, offset, extent->grain_bytes, err);

  if (start < extent->length) /* the file may hold more */
    walk->report->data_bytes
        += vf_min_u64 (extent->grain_bytes, extent->length - start);
  if (is_free != 0)
    return is_free < 0 ? -1 : 0;
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "grain at byte %" PRIu64 " for guest byte %" PRIu64
                " overlaps another grain or the tables",
                offset, start);
  return add (walk, VF_FINDING_DAMAGE, grain, 1, why.text, err);
}

static int
check_entry (const struct walk *walk, uint64_t table, uint64_t grain,
             uint64_t entry, struct vf_error *err)
{
  struct vf_vmdk_delta_grain found = { .oddity = NULL };
  struct vf_error why;

  if (vf_vmdk_delta_decode (walk->delta, table, grain, entry, &found, &why))
    return add_damage (walk, grain, 1, &why, err);
  if (found.oddity) {
    vf_error_set (&why, VF_ERROR_CORRUPT,
                  "grain table: entry for guest byte %" PRIu64 " %s",
                  grain * walk->delta->extent.grain_bytes, found.oddity);
    return add (walk, VF_FINDING_WARNING, grain, 1, why.text, err);
  }
  if (found.kind == VF_SPAN_DATA)
    return check_data (walk, grain, found.offset, err);
  return 0;
}

/* The entries of the table at byte TABLE, which is not absent and reaches from
 * grain FIRST to END. */
static int
check_entries (const struct walk *walk, uint64_t table, uint64_t first,
               uint64_t end, struct vf_error *err)
{
  const struct vf_vmdk_delta *delta = walk->delta;
  uint64_t entries[SLICE_ENTRIES], grain;
  size_t i, count;

  for (grain = first; grain < end; grain += count) {
    uint64_t at = table + (grain - first) * delta->entry_bytes;

    count = vf_min_u64 (SLICE_ENTRIES, end - grain);
    if (vf_vmdk_delta_read_entries (delta, at, count, entries, err))
      return -1;
    for (i = 0; i < count; i++)
      if (check_entry (walk, table, grain + i, entries[i], err))
        return -1;
  }
  return 0;
}

/* Checks table NUMBER; RET_COUNT is how many tables that settles. */
static int
check_table (struct walk *walk, uint64_t number, uint64_t *ret_count,
             struct vf_error *err)
{
  const struct vf_vmdk_delta *delta = walk->delta;
  uint64_t first = number * VF_VMDK_DELTA_ENTRIES, table;
  uint64_t end = vf_min_u64 (first + VF_VMDK_DELTA_ENTRIES,
                             vf_vmdk_delta_n_grains (delta));
  struct vf_error why;
  int is_free;

  *ret_count = 1;
  if (vf_vmdk_delta_find_table (delta, number, &table, &why))
    return add_damage (walk, first, end - first, &why, err);
  if (table == 0)
    return vf_vmdk_delta_count_absent (delta, number, ret_count, err);
  is_free
      = take (walk, table, VF_VMDK_DELTA_ENTRIES * delta->entry_bytes, err);
  if (is_free < 0)
    return -1;
  if (is_free && vf_vmdk_delta_is_unwritten (delta, table, &walk->hole))
    return 0;
  if (is_free)
    return check_entries (walk, table, first, end, err);
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "grain table %" PRIu64 " at byte %" PRIu64
                " overlaps another table or a grain",
                number, table);
  return add (walk, VF_FINDING_DAMAGE, first, end - first, why.text, err);
}

int
vf_vmdk_delta_check (struct vf_vmdk_extent *extent,
                     struct vf_check_report *report, struct vf_error *err)
{
  const struct vf_vmdk_delta *delta = (struct vf_vmdk_delta *)extent;
  CLEANUP_UNIT_SET struct vf_unit_set *taken = vf_unit_set_new (
      vf_div_up (vf_io_size (extent->io), delta->unit), err);
  struct walk walk = { .delta = delta, .report = report, .taken = taken };
  uint64_t n_tables
      = vf_div_up (vf_vmdk_delta_n_grains (delta), VF_VMDK_DELTA_ENTRIES);
  uint64_t number, count;
  int r;

  if (!taken
      || take (&walk, delta->directory, n_tables * delta->entry_bytes, err)
             < 0)
    return -1;
  for (number = 0; number < n_tables; number += count) {
    r = vf_check_report_gives_up (report,
                                  extent->start
                                      + number * VF_VMDK_DELTA_ENTRIES
                                            * (uint64_t)extent->grain_bytes,
                                  err);
    if (r)
      return r < 0 ? -1 : 0;
    if (check_table (&walk, number, &count, err))
      return -1;
  }
  return 0;
}
