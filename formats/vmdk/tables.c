/* vmferry: the grain tables of a file: where their copies are, what an entry
 * may be.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/tables.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/image-format.h"
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
vf_vmdk_tables_new (struct vf_io *io, uint64_t file_size,
                    const struct vf_vmdk_header *header, struct vf_error *err)
{
  CLEANUP_VMDK_TABLES struct vf_vmdk_tables *tables
      = calloc (1, sizeof *tables);

  if (!tables) {
    vf_error_nomem (err, "grain tables");
    return NULL;
  }
  tables->io = io;
  tables->file_size = file_size;
  tables->capacity = header->capacity * VF_SECTOR_SIZE;
  tables->grain_bytes = (uint64_t)header->grain * VF_SECTOR_SIZE;
  tables->entries = header->entries_per_table;
  tables->n_grains = vf_div_up (header->capacity, header->grain);
  tables->n_tables = vf_div_up (tables->n_grains, tables->entries);
  tables->min_sector = vf_max_u64 (header->overhead, 1);
  tables->has_zero_grains = header->has_zero_grains;
  tables->is_compressed = header->is_compressed;
  tables->is_unclean = header->is_unclean;
  if (locate_directories (tables, header, err))
    return NULL;
  tables->cache = vf_page_cache_new (io, CACHE_PAGES, err);
  return tables->cache ? TAKE (tables) : NULL;
}

const char *
vf_vmdk_tables_missing_copy (const struct vf_vmdk_tables *tables)
{
  if (!vf_vmdk_tables_has_copy (tables, VF_VMDK_PRIMARY))
    return "the grain directory does not lie inside the file; its redundant "
           "copy is used";
  if (tables->is_promised[VF_VMDK_REDUNDANT]
      && !vf_vmdk_tables_has_copy (tables, VF_VMDK_REDUNDANT))
    return "the redundant grain directory does not lie inside the file";
  return NULL;
}

int
vf_vmdk_tables_add_notes (const struct vf_vmdk_tables *tables,
                          struct vf_image *image, struct vf_error *err)
{
  const char *missing = vf_vmdk_tables_missing_copy (tables);

  if (missing && vf_image_add_note (image, err, "%s", missing))
    return -1;
  if (tables->is_unclean
      && vf_image_add_note (image, err,
                            "grain tables: the file was not closed properly; "
                            "what either copy of them has is read"))
    return -1;
  return 0;
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
         && vf_range_inside (offset, needed, tables->file_size);
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
                       entry, tables->min_sector, tables->file_size);
}

unsigned
vf_vmdk_tables_first_copy (const struct vf_vmdk_tables *tables)
{
  return tables->directory[VF_VMDK_PRIMARY] ? VF_VMDK_PRIMARY
                                            : VF_VMDK_REDUNDANT;
}
