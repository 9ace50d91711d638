/* vmferry: what the header and the entries of a COWD file may be.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/cowd.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/cowd-disk.h"
#include "formats/vmdk/delta.h"
#include "formats/vmdk/vmdk-disk.h"

/* 1 MiB; ESX uses a sector. */
enum { MAX_GRAIN = 2048 };

static int
check_geometry (uint32_t capacity, uint32_t grain, struct vf_error *err)
{
  if (capacity == 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "capacity at byte 12 is 0 sectors");
  if (!vf_is_power_of_2 (grain) || grain > MAX_GRAIN)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "grain size at byte 16 is %" PRIu32
                         " sectors, must be a power of two of at most %d",
                         grain, MAX_GRAIN);
  return 0;
}

/* The directory may be larger than the disk needs, but not smaller. */
static int
check_directory (uint64_t sector, uint64_t n_entries, uint64_t n_tables,
                 uint64_t file_size, struct vf_error *err)
{
  if (n_entries < n_tables)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "grain directory at byte 24 has %" PRIu64
                         " entries, but the capacity needs %" PRIu64,
                         n_entries, n_tables);
  if (sector < VF_COWD_HEADER_SECTORS
      || !vf_range_inside (sector * VF_SECTOR_SIZE,
                           n_tables * sizeof (struct vf_le32), file_size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "grain directory offset at byte 20 is sector %" PRIu64
                         ", but its %" PRIu64
                         " entries must lie behind the header inside the "
                         "%" PRIu64 " bytes of the file",
                         sector, n_tables, file_size);
  return 0;
}

int
vf_cowd_header_parse (const struct vf_cowd_disk_header *disk,
                      uint64_t file_size, struct vf_cowd_header *ret,
                      struct vf_error *err)
{
  uint32_t capacity = vf_le32_get (disk->capacity);
  uint32_t grain = vf_le32_get (disk->grain_size);
  uint32_t sector = vf_le32_get (disk->directory_offset);
  uint32_t version = vf_le32_get (disk->version);
  int r;

  if (memcmp (disk->magic, VF_VMDK_MAGIC_COWD, sizeof disk->magic) != 0)
    r = vf_error_set (err, VF_ERROR_CORRUPT,
                      "magic at byte 0 is not \"COWD\"");
  else if (version != 1)
    r = vf_error_set (err, VF_ERROR_UNSUPPORTED,
                      "version at byte 4 is %" PRIu32 ", known is 1", version);
  else
    r = check_geometry (capacity, grain, err);
  if (r == 0)
    r = check_directory (
        sector, vf_le32_get (disk->n_directory),
        vf_div_up (capacity, (uint64_t)grain * VF_VMDK_DELTA_ENTRIES),
        file_size, err);
  if (r)
    return vf_error_prefix (err, "COWD header");
  *ret = (struct vf_cowd_header){
    .capacity = (uint64_t)capacity * VF_SECTOR_SIZE,
    .grain = grain * VF_SECTOR_SIZE,
    .directory = (uint64_t)sector * VF_SECTOR_SIZE,
  };
  return 0;
}

/* What an entry leads to: N bytes at sector ENTRY. */
static int
locate (const struct vf_vmdk_delta *delta, uint64_t entry, uint64_t n,
        uint64_t *ret_offset, struct vf_error *err)
{
  uint64_t file_size = vf_io_size (delta->extent.io);

  if (entry < VF_COWD_HEADER_SECTORS
      || !vf_range_inside (entry * VF_SECTOR_SIZE, n, file_size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "is sector %" PRIu64 ", but %" PRIu64
                         " bytes must lie there, behind the header and before "
                         "the end of the file at byte %" PRIu64,
                         entry, n, file_size);
  *ret_offset = entry * VF_SECTOR_SIZE;
  return 0;
}

static int
cowd_find_table (const struct vf_vmdk_delta *delta, uint64_t entry,
                 uint64_t *ret_offset, struct vf_error *err)
{
  return locate (delta, entry, VF_VMDK_DELTA_ENTRIES * delta->entry_bytes,
                 ret_offset, err);
}

/* Sectors 1 to 3 are the header's: such an entry can only mean zeros, as other
 * readers take it. */
static int
cowd_decode (const struct vf_vmdk_delta *delta, uint64_t grain, uint64_t entry,
             struct vf_vmdk_delta_grain *ret_grain, struct vf_error *err)
{
  const struct vf_vmdk_extent *extent = &delta->extent;
  uint64_t start = grain * extent->grain_bytes;

  *ret_grain = (struct vf_vmdk_delta_grain){ .kind = VF_SPAN_HOLE };
  if (entry == 0)
    return 0;
  if (entry < VF_COWD_HEADER_SECTORS) {
    ret_grain->kind = VF_SPAN_ZERO;
    ret_grain->oddity = "leads into the header, and is taken for zeros";
    return 0;
  }
  ret_grain->kind = VF_SPAN_DATA;
  return locate (delta, entry,
                 vf_min_u64 (extent->grain_bytes, extent->capacity - start),
                 &ret_grain->offset, err);
}

static const struct vf_vmdk_delta_ops delta_ops = {
  .find_table = cowd_find_table,
  .decode = cowd_decode,
};

static const struct vf_vmdk_extent_ops extent_ops = {
  .kind = "cowd",
  .next_span = vf_vmdk_delta_next_span,
  .read = vf_vmdk_delta_read,
  .lost_span = vf_vmdk_delta_lost_span,
  .check = vf_vmdk_delta_check,
  .free = vf_vmdk_delta_free,
};

static int
read_header (struct vf_io *io, uint64_t length, struct vf_cowd_header *ret,
             struct vf_error *err)
{
  struct vf_cowd_disk_header disk;

  if (vf_io_read (io, &disk, sizeof disk, 0, err))
    return vf_error_prefix (err, "COWD header");
  if (vf_cowd_header_parse (&disk, vf_io_size (io), ret, err))
    return -1;
  if (ret->capacity < length)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "COWD header: capacity at byte 12 is %" PRIu64
        " sectors, less than the %" PRIu64 " of the descriptor's extent line",
        ret->capacity / VF_SECTOR_SIZE, length / VF_SECTOR_SIZE);
  return 0;
}

struct vf_vmdk_extent *
vf_vmdk_cowd_new (struct vf_io *io, uint64_t length, struct vf_error *err)
{
  CLEANUP_FREE struct vf_vmdk_delta *delta = NULL;
  struct vf_cowd_header header;

  if (read_header (io, length, &header, err))
    return NULL;
  delta = calloc (1, sizeof *delta);
  if (!delta) {
    vf_error_nomem (err, "a COWD extent");
    return NULL;
  }
  *delta = (struct vf_vmdk_delta){
    .extent = { .ops = &extent_ops,
                .io = io,
                .length = length,
                .capacity = header.capacity,
                .grain_bytes = header.grain },
    .ops = &delta_ops,
    .directory = header.directory,
    .entry_bytes = sizeof (struct vf_le32),
    .unit = VF_SECTOR_SIZE,
  };
  if (vf_vmdk_delta_start (delta, err))
    return NULL;
  return &TAKE (delta)->extent;
}
