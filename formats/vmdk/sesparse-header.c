/* vmferry: which values the headers of a SESparse file may hold.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/sesparse-header.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/delta.h"
#include "formats/vmdk/sesparse-disk.h"

enum {
  GRAIN_SECTORS = 8,
  TABLE_SECTORS = 64,
  TABLE_BYTES = TABLE_SECTORS * VF_SECTOR_SIZE,
  N_REGIONS = 8, /* from the volatile header to the grains */
};

/* 64 TiB, VMware's own limit. */
#define MAX_CAPACITY (UINT64_C (1) << 37)

/* A field that has one known value. */
static int
check_value (const char *name, unsigned at, struct vf_le64 field,
             uint64_t known, struct vf_error *err)
{
  uint64_t value = vf_le64_get (field);

  if (value == known)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "%s at byte %u is 0x%" PRIx64 ", known is 0x%" PRIx64,
                       name, at, value, known);
}

/* That what is reserved holds zeros. */
static int
check_reserved (const struct vf_sesparse_disk_header *disk,
                struct vf_error *err)
{
  unsigned i;

  for (i = 0; i < sizeof disk->reserved / sizeof disk->reserved[0]; i++)
    if (check_value ("what is reserved", 48 + 8 * i, disk->reserved[i], 0,
                     err))
      return -1;
  for (i = 0; i < sizeof disk->pad; i++)
    if (disk->pad[i])
      return vf_error_set (
          err, VF_ERROR_UNSUPPORTED, "byte %u is 0x%02x, known is 0",
          (unsigned)(sizeof *disk - sizeof disk->pad + i), disk->pad[i]);
  return 0;
}

static int
check_constants (const struct vf_sesparse_disk_header *disk,
                 struct vf_error *err)
{
  if (vf_le64_get (disk->magic) != VF_SESPARSE_MAGIC)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "magic at byte 0 is 0x%" PRIx64
                         ", must be 0x%" PRIx64,
                         vf_le64_get (disk->magic), VF_SESPARSE_MAGIC);
  if (check_value ("version", 8, disk->version, VF_SESPARSE_VERSION, err)
      || check_value ("grain size", 24, disk->grain_size, GRAIN_SECTORS, err)
      || check_value ("grain table size", 32, disk->table_size, TABLE_SECTORS,
                      err)
      || check_value ("flags", 40, disk->flags, 0, err))
    return -1;
  return check_reserved (disk, err);
}

static int
check_capacity (uint64_t capacity, struct vf_error *err)
{
  if (capacity == 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "capacity at byte 16 is 0 sectors");
  if (capacity > MAX_CAPACITY)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "capacity at byte 16 is %" PRIu64
                         " sectors, the limit is %" PRIu64,
                         capacity, MAX_CAPACITY);
  return 0;
}

/* The region whose fields begin AT, which must hold NEEDED bytes in the file.
 */
static int
get_region (const char *name, unsigned at,
            const struct vf_sesparse_disk_region *disk, uint64_t needed,
            uint64_t file_size, uint64_t *ret_start, uint64_t *ret_end,
            struct vf_error *err)
{
  uint64_t start, size, end;

  if (!vf_sectors_to_bytes (vf_le64_get (disk->offset), &start)
      || !vf_sectors_to_bytes (vf_le64_get (disk->size), &size)
      || !vf_add_u64 (start, size, &end) || start == 0 || size < needed
      || !vf_range_inside (start, needed, file_size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s at bytes %u and %u is %" PRIu64
                         " sectors at sector %" PRIu64 ", must hold %" PRIu64
                         " bytes behind the header and inside the %" PRIu64
                         " bytes of the file",
                         name, at, at + 8, vf_le64_get (disk->size),
                         vf_le64_get (disk->offset), needed, file_size);
  *ret_start = start;
  *ret_end = end;
  return 0;
}

/* No two regions may share a sector, and the last one lies on whole grains:
 * an offset that was changed would lead to other data. */
static int
check_apart (const struct vf_sesparse_disk_header *disk, struct vf_error *err)
{
  const struct vf_sesparse_disk_region *regions = &disk->volatile_header;
  unsigned first = offsetof (struct vf_sesparse_disk_header, volatile_header);
  unsigned i, j;

  for (i = 0; i < N_REGIONS; i++)
    for (j = 0; j < i; j++)
      if (vf_le64_get (regions[i].offset)
              < vf_le64_get (regions[j].offset) + vf_le64_get (regions[j].size)
          && vf_le64_get (regions[j].offset)
                 < vf_le64_get (regions[i].offset)
                       + vf_le64_get (regions[i].size))
        return vf_error_set (err, VF_ERROR_CORRUPT,
                             "the regions at bytes %u and %u overlap",
                             first + 16 * j, first + 16 * i);
  if (vf_le64_get (disk->grains.offset) % GRAIN_SECTORS)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "grains at byte 192 is sector %" PRIu64
                         ", must be a multiple of %d",
                         vf_le64_get (disk->grains.offset), GRAIN_SECTORS);
  return 0;
}

static int
get_regions (const struct vf_sesparse_disk_header *disk, uint64_t file_size,
             struct vf_sesparse_header *ret, struct vf_error *err)
{
  uint64_t n_tables = vf_div_up (ret->capacity,
                                 (uint64_t)ret->grain * VF_VMDK_DELTA_ENTRIES);
  uint64_t end;

  if (get_region ("volatile header", 80, &disk->volatile_header,
                  sizeof (struct vf_sesparse_disk_volatile), file_size,
                  &ret->volatile_offset, &end, err)
      || get_region ("grain directory", 128, &disk->directory,
                     n_tables * sizeof (struct vf_le64), file_size,
                     &ret->directory, &end, err)
      || get_region ("grain tables", 144, &disk->tables, 0, file_size,
                     &ret->tables, &ret->tables_end, err)
      || get_region ("grains", 192, &disk->grains, 0, file_size, &ret->grains,
                     &ret->grains_end, err))
    return -1;
  return check_apart (disk, err);
}

int
vf_sesparse_header_parse (const struct vf_sesparse_disk_header *disk,
                          uint64_t file_size, struct vf_sesparse_header *ret,
                          struct vf_error *err)
{
  uint64_t capacity = vf_le64_get (disk->capacity);
  struct vf_sesparse_header header = {
    .capacity = capacity * VF_SECTOR_SIZE,
    .grain = GRAIN_SECTORS * VF_SECTOR_SIZE,
  };

  if (check_constants (disk, err) || check_capacity (capacity, err)
      || get_regions (disk, file_size, &header, err))
    return vf_error_prefix (err, "SESparse header");
  *ret = header;
  return 0;
}

int
vf_sesparse_volatile_check (const struct vf_sesparse_disk_volatile *disk,
                            struct vf_error *err)
{
  uint64_t magic = vf_le64_get (disk->magic);
  uint64_t replay = vf_le64_get (disk->replay_journal);

  if (magic != VF_SESPARSE_VOLATILE_MAGIC)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "SESparse volatile header: magic at byte 0 is "
                         "0x%" PRIx64 ", must be 0x%" PRIx64,
                         magic, VF_SESPARSE_VOLATILE_MAGIC);
  if (replay)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "snapshot was not closed cleanly: SESparse volatile "
                         "header: replayJournal at byte 24 is %" PRIu64
                         ": start and stop the VM on ESXi, or consolidate its "
                         "snapshots there",
                         replay);
  return 0;
}

int
vf_sesparse_header_read (struct vf_io *io, struct vf_sesparse_header *ret,
                         struct vf_error *err)
{
  struct vf_sesparse_disk_header disk;

  if (vf_io_read (io, &disk, sizeof disk, 0, err))
    return vf_error_prefix (err, "SESparse header");
  return vf_sesparse_header_parse (&disk, vf_io_size (io), ret, err);
}

int
vf_sesparse_volatile_read (struct vf_io *io,
                           const struct vf_sesparse_header *header,
                           struct vf_error *err)
{
  struct vf_sesparse_disk_volatile disk;

  if (vf_io_read (io, &disk, sizeof disk, header->volatile_offset, err))
    return vf_error_prefix (err, "SESparse volatile header");
  return vf_sesparse_volatile_check (&disk, err);
}
