/* vmferry: the metadata table of a VHDX and its rules.  It has no checksum:
 * each entry must make sense by itself and beside the others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/metadata-table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vhdx/region.h"
#include "formats/vhdx/vhdx-disk.h"

enum {
  MAX_ITEM_LENGTH = 1024 * 1024, /* [MS-VHDX] 2.6.1.2 */
  MAX_USER_ITEMS = 1024,
};

static int
check_place (const struct vf_vhdx_item *item,
             const struct vf_vhdx_region *region, struct vf_error *err)
{
  if (item->length == 0)
    return 0;
  if (item->length > MAX_ITEM_LENGTH)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "length at byte %" PRIu64 " is %" PRIu32
                         ", must be at most 1 MiB",
                         item->entry_offset + 20, item->length);
  if (item->offset < VF_VHDX_TABLE_SIZE
      || !vf_range_inside (item->offset, item->length, region->length))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "offset at byte %" PRIu64 " is %" PRIu32
                         ", must be at least 64 KiB, and the item inside the "
                         "%" PRIu64 " bytes of the region",
                         item->entry_offset + 16, item->offset,
                         region->length);
  return 0;
}

/* Whether two items may stand in one table. */
static int
check_pair (const struct vf_vhdx_item *a, const struct vf_vhdx_item *b,
            struct vf_error *err)
{
  char guid[37];

  if (a->is_user == b->is_user && vf_guid_equal (&a->guid, &b->guid))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "item %s at byte %" PRIu64
                         " is there for the second time",
                         vf_guid_text (&b->guid, guid), b->entry_offset);
  if (a->length && b->length && a->offset < b->offset + b->length
      && b->offset < a->offset + a->length)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "the items at bytes %" PRIu64 " and %" PRIu64
                         " overlap",
                         a->entry_offset, b->entry_offset);
  return 0;
}

static int
decode_entry (const struct vf_vhdx_disk_item *disk, uint64_t entry_offset,
              const struct vf_vhdx_region *region,
              struct vf_vhdx_item *ret_item, struct vf_error *err)
{
  uint32_t flags = vf_le32_get (disk->flags);
  struct vf_vhdx_item item = {
    .guid = disk->guid,
    .offset = vf_le32_get (disk->offset),
    .length = vf_le32_get (disk->length),
    .is_user = flags & VF_VHDX_ITEM_USER,
    .is_required = flags & VF_VHDX_ITEM_REQUIRED,
    .entry_offset = entry_offset,
  };

  if (check_place (&item, region, err))
    return -1;
  *ret_item = item;
  return 0;
}

static int
check_header (const struct vf_vhdx_disk_metadata_header *header,
              uint64_t offset, struct vf_error *err)
{
  if (memcmp (header->signature, "metadata", sizeof header->signature) != 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "signature at byte %" PRIu64 " is not \"metadata\"",
                         offset);
  if (vf_le16_get (header->count) > VF_VHDX_MAX_ITEMS)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "entry count at byte %" PRIu64 " is %u, must be at most %d",
        offset + 10, vf_le16_get (header->count), VF_VHDX_MAX_ITEMS);
  return 0;
}

/* Adds an item to those that are there. */
static int
add_item (struct vf_vhdx_items *items, const struct vf_vhdx_item *item,
          struct vf_error *err)
{
  unsigned n_user = item->is_user;
  size_t i;

  for (i = 0; i < items->count; i++) {
    n_user += items->items[i].is_user;
    if (check_pair (&items->items[i], item, err))
      return -1;
  }
  if (n_user > MAX_USER_ITEMS)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "there are more than %d user items", MAX_USER_ITEMS);
  items->items[items->count++] = *item;
  return 0;
}

int
vf_vhdx_metadata_table_read (struct vf_io *io,
                             const struct vf_vhdx_region *region,
                             struct vf_vhdx_items *ret_items,
                             struct vf_error *err)
{
  CLEANUP_FREE uint8_t *table = malloc (VF_VHDX_TABLE_SIZE);
  struct vf_vhdx_disk_metadata_header header;
  struct vf_vhdx_disk_item disk;
  struct vf_vhdx_item item;
  size_t i, at = sizeof header;

  if (!table)
    return vf_error_nomem (err, "the metadata table");
  if (vf_io_read (io, table, VF_VHDX_TABLE_SIZE, region->offset, err))
    return vf_error_prefix (err, "table");
  memcpy (&header, table, sizeof header);
  if (check_header (&header, region->offset, err))
    return vf_error_prefix (err, "table");
  ret_items->count = 0;
  for (i = 0; i < vf_le16_get (header.count); i++, at += sizeof disk) {
    memcpy (&disk, table + at, sizeof disk);
    if (decode_entry (&disk, region->offset + at, region, &item, err)
        || add_item (ret_items, &item, err))
      return vf_error_prefix (err, "table: entry %zu", i);
  }
  return 0;
}
