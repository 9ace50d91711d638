/* vmferry: the consistency of grain tables.  Which sectors of the file are
 * taken is kept, so that an overlap is found when the second owner turns up,
 * in whatever order grains were written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/tables-check.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/vmdk/extent.h"
#include "formats/vmdk/tables-priv.h"
#include "formats/vmdk/unit-set.h"

/* A check under way. */
struct walk {
  struct vf_vmdk_tables_check *check;
  struct vf_unit_set *taken; /* sectors of the file */
};

/* Takes the sectors that BYTES from SECTOR on are in; as vf_unit_set_take. */
static int
take (const struct walk *walk, uint64_t sector, uint64_t bytes,
      struct vf_error *err)
{
  return vf_unit_set_take (walk->taken, sector,
                           sector + vf_div_up (bytes, VF_SECTOR_SIZE), err);
}

/* Adds a finding about COUNT grains from GRAIN on, which are lost when it is
 * damage. */
static int
add (const struct walk *walk, enum vf_finding_severity severity,
     uint64_t grain, uint64_t count, const char *text, struct vf_error *err)
{
  const struct vf_vmdk_extent *extent = walk->check->extent;
  uint64_t start = vf_min_u64 (grain * extent->grain_bytes, extent->length);
  uint64_t end
      = vf_min_u64 ((grain + count) * extent->grain_bytes, extent->length);

  return vf_check_report_add (
      walk->check->report, severity, extent->start + start,
      severity == VF_FINDING_DAMAGE ? end - start : 0, err, "%s", text);
}

/* Takes the sectors of directories and tables of all copies. */
static int
take_metadata (struct walk *walk, struct vf_error *err)
{
  struct vf_vmdk_tables *tables = walk->check->tables;
  uint32_t sector;
  unsigned copy;
  uint64_t n;

  if (tables->io != walk->check->extent->io) /* in no file */
    return 0;
  for (copy = 0; copy < VF_VMDK_N_COPIES; copy++) {
    if (!vf_vmdk_tables_has_copy (tables, copy))
      continue;
    if (take (walk, tables->directory[copy] / VF_SECTOR_SIZE,
              tables->n_tables * sizeof sector, err)
        < 0)
      return -1;
    for (n = 0; n < tables->n_tables; n++) {
      if (vf_vmdk_tables_read_directory (tables, copy, n, 1, &sector, err)
          || (sector
              && take (walk, sector, tables->entries * sizeof sector, err)
                     < 0))
        return -1;
    }
  }
  return 0;
}

/* Says in WHY how the two copies of the table of GRAIN differ: in particular,
 * the range of the disk that the redundant copy alone knows.
 * Params:  entries - of the copies, 0 where there is none */
static void
explain (const struct vf_vmdk_tables *tables, uint64_t grain,
         uint32_t entries[][VF_VMDK_MAX_ENTRIES_PER_TABLE],
         struct vf_error *why)
{
  uint64_t first = 0, end = 0, i;

  for (i = 0; i < tables->entries && grain + i < tables->n_grains; i++) {
    uint32_t spare = entries[VF_VMDK_REDUNDANT][i];

    if (entries[VF_VMDK_PRIMARY][i] || spare == 0
        || !vf_vmdk_tables_entry_is_valid (tables, grain + i, spare))
      continue;
    first = end ? first : grain + i;
    end = grain + i + 1;
  }
  if (end == 0)
    vf_error_set (why, VF_ERROR_CORRUPT, "the copies differ");
  else
    vf_error_set (why, VF_ERROR_CORRUPT,
                  "the copies differ: grains between guest bytes %" PRIu64
                  " and %" PRIu64
                  " are only in the redundant one, which is used for them",
                  first * tables->grain_bytes,
                  vf_min_u64 (end * tables->grain_bytes, tables->capacity));
}

/* Warns when the two copies of table NUMBER differ. */
static int
compare_copies (const struct walk *walk, uint64_t number, struct vf_error *err)
{
  struct vf_vmdk_tables *tables = walk->check->tables;
  uint32_t entries[VF_VMDK_N_COPIES][VF_VMDK_MAX_ENTRIES_PER_TABLE] = { 0 };
  struct vf_error why = { 0 };
  int present[VF_VMDK_N_COPIES];
  uint64_t grain = number * tables->entries;
  unsigned copy;

  for (copy = 0; copy < VF_VMDK_N_COPIES; copy++) {
    present[copy] = vf_vmdk_tables_read_copy (
        tables, copy, grain, tables->entries, entries[copy], &why);
    if (present[copy] < 0 && why.code != VF_ERROR_CORRUPT) {
      *err = why;
      return -1;
    }
  }
  if (present[0] == present[1]
      && (present[0] != 1
          || memcmp (entries[0], entries[1],
                     tables->entries * sizeof entries[0][0])
                 == 0))
    return 0;
  if (present[0] >= 0 && present[1] >= 0)
    explain (tables, grain, entries, &why);
  vf_error_prefix (&why, "grain table %" PRIu64 " and its redundant copy",
                   number);
  return add (walk, VF_FINDING_WARNING, grain, tables->entries, why.text, err);
}

/* Looks at one grain that an entry leads to. */
static int
check_grain (struct walk *walk, uint64_t grain, uint32_t entry,
             struct vf_error *err)
{
  struct vf_vmdk_tables_check *check = walk->check;
  uint64_t start = grain * check->extent->grain_bytes;
  struct vf_error why = { 0 };
  uint64_t bytes;
  int is_free;

  check->n_data++;
  if (!vf_vmdk_tables_entry_is_valid (check->tables, grain, entry)) {
    vf_vmdk_tables_fail_entry (check->tables, grain, entry, &why);
    return add (walk, VF_FINDING_DAMAGE, grain, 1, why.text, err);
  }
  if (start < check->extent->length) /* the file may hold more */
    check->report->data_bytes += vf_min_u64 (check->extent->grain_bytes,
                                             check->extent->length - start);
  if (check->examine (check, grain, entry, &bytes, &why)) {
    if (why.code == VF_ERROR_CORRUPT)
      return add (walk, VF_FINDING_DAMAGE, grain, 1, why.text, err);
    *err = why;
    return -1;
  }
  is_free = take (walk, entry, bytes, err);
  if (is_free)
    return is_free < 0 ? -1 : 0;
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "grain at sector %" PRIu32 " for guest byte %" PRIu64
                " overlaps another grain or the tables",
                entry, start);
  return add (walk, VF_FINDING_DAMAGE, grain, 1, why.text, err);
}

static int
check_table (struct walk *walk, uint64_t number, struct vf_error *err)
{
  struct vf_vmdk_tables *tables = walk->check->tables;
  uint32_t entries[VF_VMDK_MAX_ENTRIES_PER_TABLE];
  uint64_t grain = number * tables->entries;
  uint64_t count = vf_min_u64 (tables->entries, tables->n_grains - grain);
  struct vf_error why = { 0 };
  int r = vf_vmdk_tables_read_table (tables, grain, tables->entries, entries,
                                     &why);
  uint64_t i;

  if (r < 0 && why.code != VF_ERROR_CORRUPT) {
    *err = why;
    return -1;
  }
  if (r < 0)
    return add (walk, VF_FINDING_DAMAGE, grain, count, why.text, err);
  for (i = 0; i < count && r != VF_VMDK_TABLE_ABSENT; i++)
    if (vf_vmdk_tables_entry_is_data (tables, entries[i])
        && check_grain (walk, grain + i, entries[i], err))
      return -1;
  return 0;
}

static int
check_directories (const struct walk *walk, struct vf_error *err)
{
  const char *missing = vf_vmdk_tables_missing_copy (walk->check->tables);

  return missing ? add (walk, VF_FINDING_WARNING, 0, 0, missing, err) : 0;
}

/* Looks at all tables, or until there are too many damages. */
static int
check_all (struct walk *walk, struct vf_error *err)
{
  struct vf_vmdk_tables *tables = walk->check->tables;
  const struct vf_vmdk_extent *extent = walk->check->extent;
  bool has_both = vf_vmdk_tables_has_copy (tables, VF_VMDK_PRIMARY)
                  && vf_vmdk_tables_has_copy (tables, VF_VMDK_REDUNDANT);
  uint64_t number;
  int r;

  for (number = 0; number < tables->n_tables; number++) {
    r = vf_check_report_gives_up (
        walk->check->report,
        extent->start + number * tables->entries * extent->grain_bytes, err);
    walk->check->gave_up = r > 0;
    if (r)
      return r < 0 ? -1 : 0;
    if ((has_both && compare_copies (walk, number, err))
        || check_table (walk, number, err))
      return -1;
  }
  return 0;
}

int
vf_vmdk_tables_check (struct vf_vmdk_tables_check *check, struct vf_error *err)
{
  /* Table entries have 32 bits: nothing beyond can be anyone's. */
  CLEANUP_UNIT_SET struct vf_unit_set *taken = vf_unit_set_new (
      vf_min_u64 (vf_div_up (vf_io_size (check->extent->io), VF_SECTOR_SIZE),
                  (uint64_t)UINT32_MAX + 1),
      err);
  struct walk walk = { .check = check, .taken = taken };

  if (!taken || check_directories (&walk, err) || take_metadata (&walk, err))
    return -1;
  return check_all (&walk, err);
}
