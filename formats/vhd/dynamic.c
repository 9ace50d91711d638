/* vmferry: the header of a dynamic or differencing VHD.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhd/dynamic.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/image-format.h"

/* Writers use 512 KiB and 2 MiB. */
enum { MIN_BLOCK_SIZE = 4 * 1024, MAX_BLOCK_SIZE = 1024 * 1024 * 1024 };

static int
check_seal (const struct vf_vhd_disk_dynamic *disk, uint64_t offset,
            struct vf_error *err)
{
  const size_t at = offsetof (struct vf_vhd_disk_dynamic, checksum);
  uint32_t stored = vf_be32_get (disk->checksum);
  uint32_t computed = vf_vhd_checksum (disk, sizeof *disk, at);

  if (stored == computed)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "checksum at byte %" PRIu64 " is 0x%08" PRIx32
                       ", but the header's is 0x%08" PRIx32,
                       offset + at, stored, computed);
}

static int
check_start (const struct vf_vhd_disk_dynamic *disk, uint64_t offset,
             struct vf_error *err)
{
  if (memcmp (disk->cookie, VF_VHD_DYNAMIC_COOKIE, sizeof disk->cookie) != 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "cookie at byte %" PRIu64 " is not \"cxsparse\"",
                         offset);
  if (vf_be32_get (disk->version) >> 16 != 1)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "version at byte %" PRIu64 " is 0x%08" PRIx32
                         ", only 0x00010000 is known",
                         offset + 24, vf_be32_get (disk->version));
  return 0;
}

static int
check_table (const struct vf_vhd_disk_dynamic *disk, uint64_t offset,
             uint64_t size, struct vf_error *err)
{
  uint32_t block_size = vf_be32_get (disk->block_size);
  uint32_t n_entries = vf_be32_get (disk->n_entries);

  if (!vf_is_power_of_2 (block_size) || block_size < MIN_BLOCK_SIZE
      || block_size > MAX_BLOCK_SIZE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "block size at byte %" PRIu64 " is %" PRIu32
                         ", must be a power of two from 4 KiB to 1 GiB",
                         offset + 32, block_size);
  if (vf_be64_get (disk->table_offset) % VF_SECTOR_SIZE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "table offset at byte %" PRIu64 " is %" PRIu64
                         ", must be a multiple of %u",
                         offset + 16, vf_be64_get (disk->table_offset),
                         VF_SECTOR_SIZE);
  if (n_entries < vf_div_up (size, block_size))
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "entry count at byte %" PRIu64 " is %" PRIu32
        ", must be at least %" PRIu64 " for %" PRIu64 " bytes of disk",
        offset + 28, n_entries, vf_div_up (size, block_size), size);
  return 0;
}

static int
read_header (struct vf_image *image, const struct vf_vhd_footer *footer,
             struct vf_vhd_disk_dynamic *disk, struct vf_error *err)
{
  uint64_t offset = footer->dynamic_offset;
  struct vf_error why;

  if (!vf_range_inside (offset, sizeof *disk, vf_io_size (image->io)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "is at byte %" PRIu64 ", as byte %" PRIu64
                         " says, but the file has %" PRIu64 " bytes",
                         offset, footer->offset + 16, vf_io_size (image->io));
  if (vf_io_read (image->io, disk, sizeof *disk, offset, err)
      || check_start (disk, offset, err))
    return -1;
  if (check_seal (disk, offset, &why) == 0)
    return 0;
  if (image->params.salvage)
    return vf_image_add_note (
        image, err, "dynamic header: %s; it is used as it is", why.text);
  *err = why;
  return -1;
}

int
vf_vhd_dynamic_read (struct vf_image *image,
                     const struct vf_vhd_footer *footer,
                     struct vf_vhd_dynamic *ret_dynamic, struct vf_error *err)
{
  struct vf_vhd_dynamic dynamic = { .offset = footer->dynamic_offset };

  if (read_header (image, footer, &dynamic.disk, err)
      || check_table (&dynamic.disk, dynamic.offset, image->size, err))
    return vf_error_prefix (err, "dynamic header");
  dynamic.table_offset = vf_be64_get (dynamic.disk.table_offset);
  dynamic.n_entries = vf_be32_get (dynamic.disk.n_entries);
  dynamic.block_size = vf_be32_get (dynamic.disk.block_size);
  dynamic.parent_id = dynamic.disk.parent_id;
  dynamic.parent_timestamp = vf_be32_get (dynamic.disk.parent_timestamp);
  *ret_dynamic = dynamic;
  return 0;
}

int
vf_vhd_dynamic_check_batmap (struct vf_io *io,
                             const struct vf_vhd_footer *footer,
                             const struct vf_vhd_dynamic *dynamic,
                             struct vf_error *err)
{
  uint64_t end, offset;
  struct vf_vhd_disk_batmap disk;

  if (memcmp (footer->creator, "tap", 3) != 0
      || !vf_add_u64 (dynamic->table_offset,
                      dynamic->n_entries * sizeof (struct vf_be32), &end)
      || !vf_round_up_u64 (end, VF_SECTOR_SIZE, &offset)
      || !vf_range_inside (offset, sizeof disk, vf_io_size (io)))
    return 0;
  if (vf_io_read (io, &disk, sizeof disk, offset, err))
    return vf_error_prefix (err, "batmap");
  if (memcmp (disk.cookie, VF_VHD_BATMAP_COOKIE, sizeof disk.cookie) == 0
      && disk.key_cookie == 1)
    return vf_error_set (
        err, VF_ERROR_UNSUPPORTED,
        "batmap: key hash at byte %" PRIu64
        " says that the blocks are encrypted; export the "
        "disk from Xen without encryption",
        offset + offsetof (struct vf_vhd_disk_batmap, key_cookie));
  return 0;
}
