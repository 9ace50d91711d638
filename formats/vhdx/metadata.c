/* vmferry: the items of a VHDX's metadata, and which values they may hold.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/metadata.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vhdx/metadata-table.h"
#include "formats/vhdx/region.h"
#include "formats/vhdx/vhdx-disk.h"

/* BYTES of the item hold its value; OFFSET is where they lie in the file. */
typedef int decode_item (const uint8_t *bytes, uint32_t length,
                         uint64_t offset, struct vf_vhdx_metadata *metadata,
                         struct vf_error *err);

static struct vf_le32
le32_at (const uint8_t *bytes)
{
  struct vf_le32 value;

  memcpy (&value, bytes, sizeof value);
  return value;
}

static int
decode_parameters (const uint8_t *bytes,
                   uint32_t length __attribute__ ((unused)), uint64_t offset,
                   struct vf_vhdx_metadata *metadata, struct vf_error *err)
{
  uint32_t block_size = vf_le32_get (le32_at (bytes));
  uint32_t flags = vf_le32_get (le32_at (bytes + 4));

  if (!vf_is_power_of_2 (block_size) || block_size < VF_VHDX_MIN_BLOCK
      || block_size > VF_VHDX_MAX_BLOCK)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "block size at byte %" PRIu64 " is %" PRIu32
                         ", must be a power of two from 1 MiB to 256 MiB",
                         offset, block_size);
  metadata->block_size = block_size;
  metadata->leave_allocated = flags & VF_VHDX_LEAVE_ALLOCATED;
  metadata->has_parent = flags & VF_VHDX_HAS_PARENT;
  return 0;
}

static int
decode_size (const uint8_t *bytes, uint32_t length __attribute__ ((unused)),
             uint64_t offset, struct vf_vhdx_metadata *metadata,
             struct vf_error *err)
{
  struct vf_le64 raw;
  uint64_t size;

  memcpy (&raw, bytes, sizeof raw);
  size = vf_le64_get (raw);
  if (size == 0 || size > VF_VHDX_MAX_SIZE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "virtual disk size at byte %" PRIu64 " is %" PRIu64
                         ", must be from 1 byte to 64 TiB",
                         offset, size);
  metadata->size = size;
  return 0;
}

static int
decode_sector (const uint8_t *bytes, const char *what, uint64_t offset,
               uint32_t *ret_sector, struct vf_error *err)
{
  uint32_t sector = vf_le32_get (le32_at (bytes));

  if (sector != 512 && sector != 4096)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s sector size at byte %" PRIu64 " is %" PRIu32
                         ", must be 512 or 4096",
                         what, offset, sector);
  *ret_sector = sector;
  return 0;
}

static int
decode_logical (const uint8_t *bytes, uint32_t length __attribute__ ((unused)),
                uint64_t offset, struct vf_vhdx_metadata *metadata,
                struct vf_error *err)
{
  return decode_sector (bytes, "logical", offset, &metadata->logical_sector,
                        err);
}

static int
decode_physical (const uint8_t *bytes,
                 uint32_t length __attribute__ ((unused)), uint64_t offset,
                 struct vf_vhdx_metadata *metadata, struct vf_error *err)
{
  return decode_sector (bytes, "physical", offset, &metadata->physical_sector,
                        err);
}

static int
decode_disk_id (const uint8_t *bytes, uint32_t length __attribute__ ((unused)),
                uint64_t offset __attribute__ ((unused)),
                struct vf_vhdx_metadata *metadata,
                struct vf_error *err __attribute__ ((unused)))
{
  memcpy (&metadata->disk_id, bytes, sizeof metadata->disk_id);
  metadata->has_disk_id = true;
  return 0;
}

static int
decode_locator (const uint8_t *bytes, uint32_t length, uint64_t offset,
                struct vf_vhdx_metadata *metadata, struct vf_error *err)
{
  return vf_vhdx_locator_decode (bytes, length, offset, &metadata->locator,
                                 err);
}

static int
decode_incomplete (const uint8_t *bytes __attribute__ ((unused)),
                   uint32_t length __attribute__ ((unused)), uint64_t offset,
                   struct vf_vhdx_metadata *metadata __attribute__ ((unused)),
                   struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "there is an incomplete file marker at byte %" PRIu64
                       ": the program that wrote this file was interrupted",
                       offset);
}

/* Items that are known.  Those without a decoder change nothing here. */
static const struct {
  const char *guid;
  const char *name;
  uint32_t min_length;
  bool is_needed;
  decode_item *decode;
} known_items[] = {
  { VF_VHDX_ITEM_PARAMETERS, "file parameters", 8, true, decode_parameters },
  { VF_VHDX_ITEM_SIZE, "virtual disk size", 8, true, decode_size },
  { VF_VHDX_ITEM_LOGICAL_SECTOR, "logical sector size", 4, true,
    decode_logical },
  { VF_VHDX_ITEM_PHYSICAL_SECTOR, "physical sector size", 4, true,
    decode_physical },
  { VF_VHDX_ITEM_DISK_ID, "virtual disk ID", 16, false, decode_disk_id },
  { "a8d35f2d-b30b-454d-abf7-d3d84834ab0c", "parent locator", 20, false,
    decode_locator },
  { "71cc85f0-1b69-4e28-9558-c3bf83ae75d3", "incomplete file marker", 0, false,
    decode_incomplete },
  { "da02d7bc-3d3a-423c-ac88-2a36ab21479b", "CHS parameters", 0, false, NULL },
  { "10e1ae8a-4b7e-4169-a40f-cd70de928393", "PMEM label storage", 0, false,
    NULL },
};
enum { N_KNOWN = sizeof known_items / sizeof known_items[0] };

/* The place of GUID among the known items, or -1. */
static int
find_known (const struct vf_guid *guid)
{
  struct vf_guid known;
  int i;

  for (i = 0; i < N_KNOWN; i++)
    if (vf_guid_parse (known_items[i].guid, &known)
        && vf_guid_equal (&known, guid))
      return i;
  return -1;
}

/* Reads the value of a known item and decodes it. */
static int
read_item (struct vf_io *io, const struct vf_vhdx_region *region,
           const struct vf_vhdx_item *item, int known,
           struct vf_vhdx_metadata *metadata, struct vf_error *err)
{
  uint64_t offset = region->offset + item->offset;
  CLEANUP_FREE uint8_t *bytes = NULL;

  if (item->length < known_items[known].min_length)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s: length at byte %" PRIu64 " is %" PRIu32
                         ", must be at least %" PRIu32,
                         known_items[known].name, item->entry_offset + 20,
                         item->length, known_items[known].min_length);
  if (!known_items[known].decode)
    return 0;
  bytes = malloc ((size_t)item->length + 1);
  if (!bytes)
    return vf_error_nomem (err, "metadata");
  if (vf_io_read (io, bytes, item->length, offset, err))
    return vf_error_prefix (err, "%s", known_items[known].name);
  return known_items[known].decode (bytes, item->length, offset, metadata,
                                    err);
}

/* Takes what is known, refuses what is required and is not. */
static int
take_items (struct vf_io *io, const struct vf_vhdx_region *region,
            const struct vf_vhdx_items *items,
            struct vf_vhdx_metadata *metadata, struct vf_error *err)
{
  bool is_there[N_KNOWN] = { false };
  char guid[37];
  size_t i;
  int known;

  for (i = 0; i < items->count; i++) {
    const struct vf_vhdx_item *item = &items->items[i];

    known = item->is_user ? -1 : find_known (&item->guid);
    if (known < 0 && item->is_required)
      return vf_error_set (
          err, VF_ERROR_UNSUPPORTED,
          "item %s at byte %" PRIu64 " is required, but not known",
          vf_guid_text (&item->guid, guid), item->entry_offset);
    if (known < 0)
      continue;
    is_there[known] = true;
    if (read_item (io, region, item, known, metadata, err))
      return -1;
  }
  for (known = 0; known < N_KNOWN; known++)
    if (known_items[known].is_needed && !is_there[known])
      return vf_error_set (err, VF_ERROR_CORRUPT, "there is no %s",
                           known_items[known].name);
  return 0;
}

/* What no item can say by itself. */
static int
check_together (const struct vf_vhdx_metadata *metadata, struct vf_error *err)
{
  if (metadata->size % metadata->logical_sector)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "virtual disk size is %" PRIu64
                         ", must be a multiple of the logical sector size, "
                         "%" PRIu32,
                         metadata->size, metadata->logical_sector);
  if (metadata->has_parent && !metadata->locator.count)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "the file parameters say that there is a parent, but "
                         "there is no parent locator");
  return 0;
}

int
vf_vhdx_metadata_read (struct vf_io *io, const struct vf_vhdx_region *region,
                       struct vf_vhdx_metadata *ret_metadata,
                       struct vf_error *err)
{
  struct vf_vhdx_metadata metadata = { 0 };
  CLEANUP_FREE struct vf_vhdx_items *items = malloc (sizeof *items);

  if (!items)
    return vf_error_nomem (err, "metadata");
  if (vf_vhdx_metadata_table_read (io, region, items, err)
      || take_items (io, region, items, &metadata, err)
      || check_together (&metadata, err)) {
    vf_vhdx_metadata_clear (&metadata);
    return vf_error_prefix (err, "metadata");
  }
  *ret_metadata = metadata;
  return 0;
}

void
vf_vhdx_metadata_clear (struct vf_vhdx_metadata *metadata)
{
  vf_vhdx_locator_clear (&metadata->locator);
}
