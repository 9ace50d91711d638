/* vmferry: how a grain is found: directory entry, table, table entry, each
 * held against the size of the file before it is used.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/tables.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/page-cache.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/tables-priv.h"
#include "formats/vmdk/vmdk-disk.h"

enum {
  /* Of the directory; QEMU's limit too.  It has to fit into the file anyway.
   */
  MAX_TABLES = 32 * 1024 * 1024,
  /* 2 MiB: the tables of 32 GiB with the usual grains. */
  CACHE_PAGES = 32,
};

/* Where the directory lies when it is inside the file, else 0. */
static uint64_t
directory_offset (const struct vf_vmdk_tables *tables, uint64_t sector)
{
  uint64_t offset;

  if (sector == 0 || !vf_sectors_to_bytes (sector, &offset)
      || !vf_range_inside (offset, tables->n_tables * 4,
                           vf_io_size (tables->io)))
    return 0;
  return offset;
}

static int
locate_directories (struct vf_vmdk_tables *tables,
                    const struct vf_vmdk_header *header, struct vf_error *err)
{
  if (tables->n_tables > MAX_TABLES)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "sparse header: capacity at byte 12 is %" PRIu64
                         " sectors, which needs %" PRIu64
                         " grain tables; the limit is %d",
                         header->capacity, tables->n_tables, MAX_TABLES);
  tables->is_promised[VF_VMDK_PRIMARY] = true;
  tables->is_promised[VF_VMDK_REDUNDANT] = header->rgd_offset != 0;
  tables->directory[VF_VMDK_PRIMARY]
      = directory_offset (tables, header->gd_offset);
  tables->directory[VF_VMDK_REDUNDANT]
      = directory_offset (tables, header->rgd_offset);
  if (tables->directory[VF_VMDK_PRIMARY] == 0
      && tables->directory[VF_VMDK_REDUNDANT] == 0)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "sparse header: grain directory offset at byte 56 is "
        "sector %" PRIu64 ", but its %" PRIu64
        " entries must lie inside the %" PRIu64 " bytes of the file",
        header->gd_offset, tables->n_tables, vf_io_size (tables->io));
  return 0;
}

struct vf_vmdk_tables *
vf_vmdk_tables_new (struct vf_io *io, const struct vf_vmdk_header *header,
                    struct vf_error *err)
{
  CLEANUP_VMDK_TABLES struct vf_vmdk_tables *tables
      = calloc (1, sizeof *tables);

  if (!tables) {
    vf_error_nomem (err, "grain tables");
    return NULL;
  }
  tables->io = io;
  tables->capacity = header->capacity * VF_SECTOR_SIZE;
  tables->grain_bytes = (uint64_t)header->grain * VF_SECTOR_SIZE;
  tables->entries = header->entries_per_table;
  tables->n_grains = vf_div_up (header->capacity, header->grain);
  tables->n_tables = vf_div_up (tables->n_grains, tables->entries);
  tables->min_sector = vf_max_u64 (header->overhead, 1);
  tables->has_zero_grains = header->has_zero_grains;
  tables->is_compressed = header->is_compressed;
  if (locate_directories (tables, header, err))
    return NULL;
  tables->cache = vf_page_cache_new (io, CACHE_PAGES, err);
  return tables->cache ? TAKE (tables) : NULL;
}

void
vf_vmdk_tables_free (struct vf_vmdk_tables *tables)
{
  if (!tables)
    return;
  vf_page_cache_free (tables->cache);
  free (tables);
}

uint64_t
vf_vmdk_tables_n_grains (const struct vf_vmdk_tables *tables)
{
  return tables->n_grains;
}

uint64_t
vf_vmdk_tables_count (const struct vf_vmdk_tables *tables)
{
  return tables->n_tables;
}

uint32_t
vf_vmdk_tables_entries (const struct vf_vmdk_tables *tables)
{
  return tables->entries;
}

bool
vf_vmdk_tables_has_copy (const struct vf_vmdk_tables *tables, unsigned copy)
{
  return tables->directory[copy] != 0;
}

bool
vf_vmdk_tables_entry_is_data (const struct vf_vmdk_tables *tables,
                              uint32_t entry)
{
  return entry > 1 || (entry == 1 && !tables->has_zero_grains);
}

bool
vf_vmdk_tables_entry_is_valid (const struct vf_vmdk_tables *tables,
                               uint64_t grain, uint32_t entry)
{
  uint64_t offset = (uint64_t)entry * VF_SECTOR_SIZE;
  uint64_t needed = tables->grain_bytes;

  if (!vf_vmdk_tables_entry_is_data (tables, entry))
    return true;
  if (tables->is_compressed)
    needed = sizeof (struct vf_vmdk_disk_marker);
  else if (grain == tables->n_grains - 1) /* the file may end with the disk */
    needed = tables->capacity - grain * tables->grain_bytes;
  return entry >= tables->min_sector
         && vf_range_inside (offset, needed, vf_io_size (tables->io));
}

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
                          uint64_t number, uint32_t *ret_entries,
                          struct vf_error *err)
{
  struct vf_le32 *raw = (struct vf_le32 *)ret_entries;
  uint64_t bytes = tables->entries * sizeof *raw, offset;
  uint32_t sector, i;

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
  if (vf_page_cache_read (tables->cache, raw, bytes, offset, err))
    return vf_error_prefix (err, "grain table %" PRIu64, number);
  for (i = 0; i < tables->entries; i++)
    ret_entries[i] = vf_le32_get (raw[i]);
  return 1;
}

/* How many entries of table NUMBER cannot be right; those of SPARE that are
 * take their place.  SPARE may be NULL. */
static unsigned
mend_entries (const struct vf_vmdk_tables *tables, uint64_t number,
              uint32_t *entries, const uint32_t *spare)
{
  uint64_t first = number * tables->entries;
  uint64_t count = vf_min_u64 (tables->entries, tables->n_grains - first);
  unsigned n_bad = 0;
  uint64_t i;

  for (i = 0; i < count; i++) {
    if (vf_vmdk_tables_entry_is_valid (tables, first + i, entries[i]))
      continue;
    if (spare && spare[i] != 0
        && vf_vmdk_tables_entry_is_valid (tables, first + i, spare[i]))
      entries[i] = spare[i];
    else
      n_bad++;
  }
  return n_bad;
}

int
vf_vmdk_tables_read_table (struct vf_vmdk_tables *tables, uint64_t number,
                           uint32_t *ret_entries, struct vf_error *err)
{
  unsigned copy = vf_vmdk_tables_first_copy (tables);
  bool has_spare = copy == VF_VMDK_PRIMARY
                   && vf_vmdk_tables_has_copy (tables, VF_VMDK_REDUNDANT);
  uint32_t spare[VF_VMDK_MAX_ENTRIES_PER_TABLE];
  struct vf_error second;
  int r = vf_vmdk_tables_read_copy (tables, copy, number, ret_entries, err);

  if (r == 0)
    return VF_VMDK_TABLE_ABSENT;
  if (r < 0) {
    /* A damaged table is not made good by one that is not there. */
    if (!has_spare
        || vf_vmdk_tables_read_copy (tables, VF_VMDK_REDUNDANT, number,
                                     ret_entries, &second)
               != 1)
      return -1;
    has_spare = false;
  }
  if (mend_entries (tables, number, ret_entries, NULL) == 0)
    return VF_VMDK_TABLE_SOUND;
  if (!has_spare
      || vf_vmdk_tables_read_copy (tables, VF_VMDK_REDUNDANT, number, spare,
                                   &second)
             != 1)
    return VF_VMDK_TABLE_DAMAGED;
  return mend_entries (tables, number, ret_entries, spare)
             ? VF_VMDK_TABLE_DAMAGED
             : VF_VMDK_TABLE_SOUND;
}

int
vf_vmdk_tables_fail_entry (const struct vf_vmdk_tables *tables, uint64_t grain,
                           uint32_t entry, struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "grain table %" PRIu64 ": entry for guest byte %" PRIu64
                       " is sector %" PRIu32
                       ", must be between sector %" PRIu64
                       " and the end of the file at byte %" PRIu64,
                       grain / tables->entries, grain * tables->grain_bytes,
                       entry, tables->min_sector, vf_io_size (tables->io));
}

unsigned
vf_vmdk_tables_first_copy (const struct vf_vmdk_tables *tables)
{
  return tables->directory[VF_VMDK_PRIMARY] ? VF_VMDK_PRIMARY
                                            : VF_VMDK_REDUNDANT;
}
