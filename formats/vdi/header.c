/* vmferry: the header of a VDI.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vdi/header.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"

/* VirtualBox writes 1 MiB, and takes any power of two. */
enum { MIN_BLOCK_SIZE = 512, MAX_BLOCK_SIZE = 1024 * 1024 * 1024 };

/* Where the header of version 1 starts. */
enum { HEADER_AT = sizeof (struct vf_vdi_disk_preheader) };

#define FIELD_AT(field)                                                       \
  (int)(HEADER_AT + offsetof (struct vf_vdi_disk_header, field))

bool
vf_vdi_type_has_parent (enum vf_vdi_type type)
{
  return type == VF_VDI_UNDO || type == VF_VDI_DIFFERENCING;
}

static int
check_preheader (const struct vf_vdi_disk_preheader *disk,
                 struct vf_error *err)
{
  uint32_t version = vf_le32_get (disk->version);

  if (vf_le32_get (disk->signature) != VF_VDI_SIGNATURE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "signature at byte 64 is 0x%08" PRIx32
                         ", must be 0x%08" PRIx32,
                         vf_le32_get (disk->signature), VF_VDI_SIGNATURE);
  if (version >> 16 == 0)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "version at byte 68 is 0.%" PRIu32
                         ", of before VirtualBox 1.0: clone it with "
                         "VBoxManage clonemedium first",
                         version & 0xffff);
  if (version >> 16 != 1)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "version at byte 68 is %" PRIu32 ".%" PRIu32
                         ", only 1.x is known",
                         version >> 16, version & 0xffff);
  return 0;
}

static int
check_type (const struct vf_vdi_disk_header *disk, struct vf_error *err)
{
  uint32_t type = vf_le32_get (disk->type);
  bool names_parent = !vf_guid_is_zero (&disk->parent);

  if (type < VF_VDI_DYNAMIC || type > VF_VDI_DIFFERENCING)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "type at byte %d is %" PRIu32
                         ", must be 1 (dynamic), 2 (fixed), 3 (undo) or 4 "
                         "(differencing)",
                         FIELD_AT (type), type);
  if (vf_vdi_type_has_parent (type) != names_parent)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "type at byte %d is %" PRIu32
                         ", but the parent's UUID at byte %d is %szero",
                         FIELD_AT (type), type, FIELD_AT (parent),
                         names_parent ? "not " : "");
  return 0;
}

static int
check_blocks (const struct vf_vdi_disk_header *disk, struct vf_error *err)
{
  uint32_t block_size = vf_le32_get (disk->block_size);
  uint32_t block_extra = vf_le32_get (disk->block_extra);
  uint64_t size = vf_le64_get (disk->size);

  if (!vf_is_power_of_2 (block_size) || block_size < MIN_BLOCK_SIZE
      || block_size > MAX_BLOCK_SIZE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "block size at byte %d is %" PRIu32
                         ", must be a power of two from 512 bytes to 1 GiB",
                         FIELD_AT (block_size), block_size);
  if (block_extra % VF_SECTOR_SIZE || block_extra > MAX_BLOCK_SIZE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "extra bytes of a block at byte %d are %" PRIu32
                         ", must be a multiple of 512 of at most 1 GiB",
                         FIELD_AT (block_extra), block_extra);
  if (size == 0)
    return vf_error_set (err, VF_ERROR_CORRUPT, "disk size at byte %d is 0",
                         FIELD_AT (size));
  if (vf_le32_get (disk->n_blocks) < vf_div_up (size, block_size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "block count at byte %d is %" PRIu32
                         ", must be at least %" PRIu64 " for %" PRIu64
                         " bytes of disk",
                         FIELD_AT (n_blocks), vf_le32_get (disk->n_blocks),
                         vf_div_up (size, block_size), size);
  return 0;
}

static int
check_places (const struct vf_vdi_disk_header *disk, struct vf_error *err)
{
  uint32_t header_size = vf_le32_get (disk->header_size);
  uint64_t table = vf_le32_get (disk->table_offset);
  uint64_t data = vf_le32_get (disk->data_offset);
  uint64_t table_size
      = vf_le32_get (disk->n_blocks) * (uint64_t)sizeof (struct vf_le32);

  if (header_size < sizeof *disk)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header size at byte %d is %" PRIu32
                         ", must be at least %zu",
                         FIELD_AT (header_size), header_size, sizeof *disk);
  if (table < HEADER_AT + (uint64_t)header_size)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "offset of the block table at byte %d is %" PRIu64
                         ", must be behind the header, which ends at %" PRIu64,
                         FIELD_AT (table_offset), table,
                         HEADER_AT + (uint64_t)header_size);
  /* VirtualBox and QEMU write nothing else, and blocks at an offset that was
   * changed would hold other data. */
  if (table % VF_SECTOR_SIZE || data % VF_SECTOR_SIZE)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "offsets of the block table and the data at bytes %d "
        "and %d are %" PRIu64 " and %" PRIu64 ", must be multiples of 512",
        FIELD_AT (table_offset), FIELD_AT (data_offset), table, data);
  if (data < table + table_size)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "offset of the data at byte %d is %" PRIu64
                         ", must be behind the block table, which ends at "
                         "%" PRIu64,
                         FIELD_AT (data_offset), data, table + table_size);
  return 0;
}

static void
take (const struct vf_vdi_disk_preheader *preheader,
      const struct vf_vdi_disk_header *disk, struct vf_vdi_header *ret_header)
{
  *ret_header = (struct vf_vdi_header){
    .version = vf_le32_get (preheader->version),
    .type = vf_le32_get (disk->type),
    .size = vf_le64_get (disk->size),
    .table_offset = vf_le32_get (disk->table_offset),
    .data_offset = vf_le32_get (disk->data_offset),
    .block_size = vf_le32_get (disk->block_size),
    .block_extra = vf_le32_get (disk->block_extra),
    .n_blocks = vf_le32_get (disk->n_blocks),
    .n_allocated = vf_le32_get (disk->n_allocated),
    .cylinders = vf_le32_get (disk->geometry.cylinders),
    .heads = vf_le32_get (disk->geometry.heads),
    .sectors = vf_le32_get (disk->geometry.sectors),
    .id = disk->id,
    .modification = disk->modification,
    .parent = disk->parent,
    .parent_modification = disk->parent_modification,
  };
  memcpy (ret_header->text, preheader->text, sizeof preheader->text);
}

int
vf_vdi_header_read (struct vf_io *io, struct vf_vdi_header *ret_header,
                    struct vf_error *err)
{
  struct vf_vdi_disk_preheader preheader;
  struct vf_vdi_disk_header disk;

  if (vf_io_read (io, &preheader, sizeof preheader, 0, err)
      || check_preheader (&preheader, err)
      || vf_io_read (io, &disk, sizeof disk, HEADER_AT, err)
      || check_type (&disk, err) || check_blocks (&disk, err)
      || check_places (&disk, err))
    return vf_error_prefix (err, "header");
  take (&preheader, &disk, ret_header);
  return 0;
}
