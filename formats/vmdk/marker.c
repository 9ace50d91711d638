/* vmferry: which markers a stream may hold.  A marker with a size is a grain;
 * without one its type says what follows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/marker.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/vmdk-disk.h"

uint64_t
vf_vmdk_max_stored (uint32_t grain_bytes)
{
  return (uint64_t)grain_bytes * 2 + VF_SECTOR_SIZE;
}

int
vf_vmdk_first_marker (const struct vf_vmdk_header *header,
                      uint64_t *ret_offset, struct vf_error *err)
{
  uint64_t sector = header->overhead, end;

  /* Some leave it out: the grains follow the descriptor. */
  if (sector == 0
      && vf_add_u64 (header->descriptor_offset, header->descriptor_size, &end))
    sector = vf_max_u64 (end, 1);
  if (vf_sectors_to_bytes (sector, ret_offset))
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "sparse header: overhead at byte 64 is %" PRIu64
                       " sectors, more than a file can hold",
                       header->overhead);
}

static int
decode_grain (const struct vf_vmdk_header *header,
              const struct vf_vmdk_disk_marker *disk,
              struct vf_vmdk_item *item, struct vf_error *err)
{
  uint64_t sector = vf_le64_get (disk->value);
  uint64_t max = vf_vmdk_max_stored (header->grain * VF_SECTOR_SIZE)
                 - VF_VMDK_GRAIN_MARKER_SIZE;

  item->kind = VF_VMDK_ITEM_GRAIN;
  item->grain = sector / header->grain;
  item->n = vf_le32_get (disk->size);
  item->length
      = vf_div_up (VF_VMDK_GRAIN_MARKER_SIZE + item->n, VF_SECTOR_SIZE)
        * VF_SECTOR_SIZE;
  if (sector % header->grain == 0 && sector < header->capacity
      && item->n <= max)
    return 0;
  return vf_error_set (
      err, VF_ERROR_CORRUPT,
      "grain marker at byte %" PRIu64 ": is for sector %" PRIu64
      " with %" PRIu64 " bytes, must be for a multiple of %" PRIu32
      " below %" PRIu64 " with 1 to %" PRIu64,
      item->offset, sector, item->n, header->grain, header->capacity, max);
}

/* The most sectors that may follow a marker of KIND. */
static uint64_t
max_sectors (const struct vf_vmdk_header *header, enum vf_vmdk_item_kind kind)
{
  uint64_t n_grains = vf_div_up (header->capacity, header->grain);
  uint64_t n_tables = vf_div_up (n_grains, header->entries_per_table);

  switch (kind) {
  case VF_VMDK_ITEM_TABLE:
    return vf_div_up (header->entries_per_table * 4, VF_SECTOR_SIZE);
  case VF_VMDK_ITEM_DIRECTORY:
    return vf_div_up (n_tables * 4, VF_SECTOR_SIZE);
  case VF_VMDK_ITEM_FOOTER:
    return 1;
  default:
    return 0;
  }
}

static enum vf_vmdk_item_kind
kind_of (uint32_t type)
{
  switch (type) {
  case VF_VMDK_MARKER_END:
    return VF_VMDK_ITEM_END;
  case VF_VMDK_MARKER_TABLE:
    return VF_VMDK_ITEM_TABLE;
  case VF_VMDK_MARKER_DIRECTORY:
    return VF_VMDK_ITEM_DIRECTORY;
  case VF_VMDK_MARKER_FOOTER:
    return VF_VMDK_ITEM_FOOTER;
  default: /* progress, in exports of vSphere: one sector, whatever it says */
    return VF_VMDK_ITEM_OTHER;
  }
}

int
vf_vmdk_marker_decode (const struct vf_vmdk_header *header,
                       const struct vf_vmdk_disk_marker *disk, uint64_t offset,
                       struct vf_vmdk_item *ret_item, struct vf_error *err)
{
  uint64_t sectors = vf_le64_get (disk->value), max;
  struct vf_vmdk_item item = { .offset = offset };

  if (vf_le32_get (disk->size)) {
    if (decode_grain (header, disk, &item, err))
      return -1;
    *ret_item = item;
    return 0;
  }
  item.kind = kind_of (vf_le32_get (disk->type));
  max = max_sectors (header, item.kind);
  if (item.kind == VF_VMDK_ITEM_OTHER)
    sectors = 0;
  if (sectors > max)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "marker at byte %" PRIu64 " of type %" PRIu32
                         ": %" PRIu64
                         " sectors are to follow, the limit is %" PRIu64,
                         offset, vf_le32_get (disk->type), sectors, max);
  item.n = sectors * VF_SECTOR_SIZE;
  item.length = item.n + VF_SECTOR_SIZE;
  *ret_item = item;
  return 0;
}
