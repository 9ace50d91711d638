/* vmferry: how a grain is found: directory entry, table, table entry, each
 * held against the size of the file before it is used; and how one copy of the
 * tables makes good what the other lacks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/tables.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/endian.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/page-cache.h"
#include "formats/vmdk/tables-priv.h"

int
vf_vmdk_tables_read_directory (struct vf_vmdk_tables *tables, unsigned copy,
                               uint64_t number, size_t count,
                               uint32_t *ret_entries, struct vf_error *err)
{
  struct vf_le32 *raw = (struct vf_le32 *)ret_entries;
  size_t i;

  if (vf_page_cache_read (tables->cache, raw, count * sizeof *raw,
                          tables->directory[copy] + number * sizeof *raw, err))
    return vf_error_prefix (err, "grain directory");
  for (i = 0; i < count; i++)
    ret_entries[i] = vf_le32_get (raw[i]);
  return 0;
}

int
vf_vmdk_tables_read_copy (struct vf_vmdk_tables *tables, unsigned copy,
                          uint64_t grain, size_t count, uint32_t *ret_entries,
                          struct vf_error *err)
{
  struct vf_le32 *raw = (struct vf_le32 *)ret_entries;
  uint64_t bytes = tables->entries * sizeof *raw, offset;
  uint64_t number = grain / tables->entries;
  uint32_t sector;
  size_t i;

  if (vf_vmdk_tables_read_directory (tables, copy, number, 1, &sector, err))
    return -1;
  offset = (uint64_t)sector * VF_SECTOR_SIZE;
  if (sector == 0)
    return 0;
  if (!vf_range_inside (offset, bytes, vf_io_size (tables->io)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "grain directory: entry %" PRIu64 " at byte %" PRIu64
                         " is sector %" PRIu32
                         ", but a grain table must lie inside the %" PRIu64
                         " bytes of the file",
                         number, tables->directory[copy] + number * 4, sector,
                         vf_io_size (tables->io));
  offset += grain % tables->entries * sizeof *raw;
  if (vf_page_cache_read (tables->cache, raw, count * sizeof *raw, offset,
                          err))
    return vf_error_prefix (err, "grain table %" PRIu64, number);
  for (i = 0; i < count; i++)
    ret_entries[i] = vf_le32_get (raw[i]);
  return 1;
}

bool
vf_vmdk_tables_are_zeros (const uint32_t *entries, size_t count)
{
  return entries[0] == 0
         && memcmp (entries, entries + 1, (count - 1) * sizeof *entries) == 0;
}

/* Whether ENTRY of GRAIN leads to something that can be right. */
static bool
has_grain (const struct vf_vmdk_tables *tables, uint64_t grain, uint32_t entry)
{
  return entry != 0 && vf_vmdk_tables_entry_is_valid (tables, grain, entry);
}

/* Whether all of ENTRIES lead to something that can be right. */
static bool
is_complete (const struct vf_vmdk_tables *tables, uint64_t grain, size_t count,
             const uint32_t *entries)
{
  size_t i;

  for (i = 0; i < count && grain + i < tables->n_grains; i++)
    if (!has_grain (tables, grain + i, entries[i]))
      return false;
  return true;
}

/* Takes those entries of SPARE that lead to something where ENTRIES has
 * nothing, or what cannot be right.  SPARE may be NULL.
 * Returns: whether all entries can be right now. */
static bool
mend_entries (const struct vf_vmdk_tables *tables, uint64_t grain,
              size_t count, uint32_t *entries, const uint32_t *spare)
{
  bool is_sound = true;
  size_t i;

  for (i = 0; i < count && grain + i < tables->n_grains; i++)
    if (!has_grain (tables, grain + i, entries[i])) {
      if (spare && has_grain (tables, grain + i, spare[i]))
        entries[i] = spare[i];
      is_sound = is_sound && vf_vmdk_tables_entry_is_valid (tables, grain + i,
                                                            entries[i]);
    }
  return is_sound;
}

/* Reads from the redundant copy, as vf_vmdk_tables_read_copy; 0 as well when
 * that cannot be had. */
static bool
read_spare (struct vf_vmdk_tables *tables, uint64_t grain, size_t count,
            uint32_t *ret_entries)
{
  struct vf_error ignored;

  return vf_vmdk_tables_first_copy (tables) == VF_VMDK_PRIMARY
         && vf_vmdk_tables_has_copy (tables, VF_VMDK_REDUNDANT)
         && vf_vmdk_tables_read_copy (tables, VF_VMDK_REDUNDANT, grain, count,
                                      ret_entries, &ignored)
                == 1;
}

int
vf_vmdk_tables_read_table (struct vf_vmdk_tables *tables, uint64_t grain,
                           size_t count, uint32_t *ret_entries,
                           struct vf_error *err)
{
  uint32_t spare[VF_VMDK_MAX_ENTRIES_PER_TABLE];
  int r = vf_vmdk_tables_read_copy (tables, vf_vmdk_tables_first_copy (tables),
                                    grain, count, ret_entries, err);
  bool has_spare;

  if (r == 1 && is_complete (tables, grain, count, ret_entries))
    return VF_VMDK_TABLE_SOUND;
  has_spare = read_spare (tables, grain, count, spare);
  if (r == 1 && vf_vmdk_tables_are_zeros (ret_entries, count)
      && (!has_spare || vf_vmdk_tables_are_zeros (spare, count)))
    return VF_VMDK_TABLE_SOUND;
  /* A damaged table is not made good by one that is not there. */
  if (r != 1 && !has_spare)
    return r < 0 ? -1 : VF_VMDK_TABLE_ABSENT;
  if (r != 1)
    memcpy (ret_entries, spare, count * sizeof *spare);
  return mend_entries (tables, grain, count, ret_entries,
                       has_spare ? spare : NULL)
             ? VF_VMDK_TABLE_SOUND
             : VF_VMDK_TABLE_DAMAGED;
}

/* Fails for the first entry of table NUMBER that cannot be right. */
static int
fail_table (const struct vf_vmdk_tables *tables, uint64_t number,
            const uint32_t *entries, struct vf_error *err)
{
  uint64_t grain = number * tables->entries;

  while (vf_vmdk_tables_entry_is_valid (tables, grain,
                                        entries[grain % tables->entries]))
    grain++;
  return vf_vmdk_tables_fail_entry (tables, grain,
                                    entries[grain % tables->entries], err);
}

static bool
is_table_inside (const struct vf_vmdk_tables *tables, uint32_t sector)
{
  return vf_range_inside ((uint64_t)sector * VF_SECTOR_SIZE,
                          tables->entries * sizeof sector,
                          vf_io_size (tables->io));
}

int
vf_vmdk_tables_verify (struct vf_vmdk_tables *tables, bool is_deep,
                       struct vf_error *err)
{
  unsigned copy = vf_vmdk_tables_first_copy (tables);
  uint32_t sectors[VF_VMDK_MAX_ENTRIES_PER_TABLE];
  uint32_t entries[VF_VMDK_MAX_ENTRIES_PER_TABLE];
  uint64_t number;
  size_t n, i;
  int r;

  for (number = 0; number < tables->n_tables; number += n) {
    n = vf_min_u64 (VF_VMDK_MAX_ENTRIES_PER_TABLE, tables->n_tables - number);
    if (vf_vmdk_tables_read_directory (tables, copy, number, n, sectors, err))
      return -1;
    for (i = 0; i < n; i++) {
      if (sectors[i] == 0
          || (!is_deep && is_table_inside (tables, sectors[i])))
        continue;
      r = vf_vmdk_tables_read_table (tables, (number + i) * tables->entries,
                                     tables->entries, entries, err);
      if (r < 0)
        return -1;
      if (is_deep && r == VF_VMDK_TABLE_DAMAGED)
        return fail_table (tables, number + i, entries, err);
    }
  }
  return 0;
}

void
vf_vmdk_tables_lost (struct vf_vmdk_tables *tables, uint64_t grain,
                     uint64_t *ret_first, uint64_t *ret_count)
{
  struct vf_error ignored;
  uint32_t entry;
  bool is_readable
      = vf_vmdk_tables_read_table (tables, grain, 1, &entry, &ignored) >= 0;

  *ret_first = is_readable ? grain : grain - grain % tables->entries;
  *ret_count = is_readable ? 1 : tables->entries;
}
