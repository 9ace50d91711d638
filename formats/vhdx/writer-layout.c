/* vmferry: what stands before the blocks of a VHDX that is written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/writer-layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/crc32c.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vhdx/vhdx-disk.h"

enum {
  LOGICAL_SECTOR = 512, /* what every guest takes */
  PHYSICAL_SECTOR = 4096,
  LOG_OFFSET = VF_VHDX_MIB,
  LOG_LENGTH = VF_VHDX_MIB,
  METADATA_LENGTH = VF_VHDX_MIB,
};

void
vf_vhdx_layout_init (struct vf_vhdx_layout *layout, uint64_t size,
                     uint32_t block_size)
{
  uint64_t ratio = VF_VHDX_SECTORS_PER_CHUNK * LOGICAL_SECTOR / block_size;
  uint64_t n_chunks = vf_div_up (vf_div_up (size, block_size), ratio);
  /* With room for all bitmaps, as a child of the disk would have. */
  uint64_t bat = n_chunks * (ratio + 1) * sizeof (struct vf_le64);

  *layout = (struct vf_vhdx_layout){
    .size = vf_div_up (size, LOGICAL_SECTOR) * LOGICAL_SECTOR,
    .block_size = block_size,
    .chunk_ratio = ratio,
    .metadata_offset = LOG_OFFSET + LOG_LENGTH,
    .bat_offset = LOG_OFFSET + LOG_LENGTH + METADATA_LENGTH,
    .bat_length = vf_div_up (bat, VF_VHDX_MIB) * VF_VHDX_MIB,
  };
  layout->data_offset = layout->bat_offset + layout->bat_length;
}

uint64_t
vf_vhdx_layout_entry (const struct vf_vhdx_layout *layout, uint64_t block)
{
  return layout->bat_offset
         + (block + block / layout->chunk_ratio) * sizeof (struct vf_le64);
}

/* A random GUID of version 4.  Source: RFC 4122, 4.4 */
static int
make_guid (struct vf_guid *guid, struct vf_error *err)
{
  if (getrandom (guid, sizeof *guid, 0) != sizeof *guid)
    return vf_error_set_errno (err, errno, "no random numbers");
  guid->byte[7] = (guid->byte[7] & 0x0f) | 0x40;
  guid->byte[8] = (guid->byte[8] & 0x3f) | 0x80;
  return 0;
}

/* The checksum of N bytes that start with a signature and room for it. */
static struct vf_le32
checksum (const void *bytes, size_t n)
{
  return vf_le32_make (vf_crc32c (0, bytes, n));
}

/* One item of the metadata: its name, flags and value of up to 16 bytes. */
struct item {
  const char *guid;
  uint32_t flags;
  const void *value;
  uint32_t length;
};

/* Puts ITEMS into a table and behind it. */
static int
write_items (const struct vf_vhdx_layout *layout, struct vf_io *io,
             const struct item *items, unsigned count, struct vf_error *err)
{
  CLEANUP_FREE uint8_t *bytes = calloc (2, VF_VHDX_TABLE_SIZE);
  struct vf_vhdx_disk_metadata_header header
      = { .count = vf_le16_make (count) };
  uint32_t entry = sizeof header, value = VF_VHDX_TABLE_SIZE;
  unsigned i;

  if (!bytes)
    return vf_error_nomem (err, "the metadata");
  memcpy (header.signature, "metadata", sizeof header.signature);
  memcpy (bytes, &header, sizeof header);
  for (i = 0; i < count; i++) {
    struct vf_vhdx_disk_item disk = {
      .offset = vf_le32_make (value),
      .length = vf_le32_make (items[i].length),
      .flags = vf_le32_make (items[i].flags),
    };

    vf_guid_parse (items[i].guid, &disk.guid);
    memcpy (bytes + entry, &disk, sizeof disk);
    memcpy (bytes + value, items[i].value, items[i].length);
    entry += sizeof disk;
    value += items[i].length;
  }
  return vf_io_write (io, bytes, value, layout->metadata_offset, err);
}

static int
write_metadata (const struct vf_vhdx_layout *layout, struct vf_io *io,
                struct vf_error *err)
{
  const uint32_t required = VF_VHDX_ITEM_REQUIRED;
  const uint32_t of_disk = VF_VHDX_ITEM_REQUIRED | VF_VHDX_ITEM_VIRTUAL_DISK;
  const struct vf_vhdx_disk_parameters parameters
      = { .block_size = vf_le32_make (layout->block_size) };
  const struct vf_le64 size = vf_le64_make (layout->size);
  const struct vf_le32 logical = vf_le32_make (LOGICAL_SECTOR);
  const struct vf_le32 physical = vf_le32_make (PHYSICAL_SECTOR);
  struct vf_guid disk_id;
  const struct item items[] = {
    { VF_VHDX_ITEM_PARAMETERS, required, &parameters, sizeof parameters },
    { VF_VHDX_ITEM_SIZE, of_disk, &size, sizeof size },
    { VF_VHDX_ITEM_DISK_ID, of_disk, &disk_id, sizeof disk_id },
    { VF_VHDX_ITEM_LOGICAL_SECTOR, of_disk, &logical, sizeof logical },
    { VF_VHDX_ITEM_PHYSICAL_SECTOR, of_disk, &physical, sizeof physical },
  };

  if (make_guid (&disk_id, err))
    return -1;
  return write_items (layout, io, items, sizeof items / sizeof items[0], err);
}

static struct vf_vhdx_disk_region
make_region (const char *guid, uint64_t offset, uint64_t length)
{
  struct vf_vhdx_disk_region region = {
    .offset = vf_le64_make (offset),
    .length = vf_le32_make (length),
    .flags = vf_le32_make (VF_VHDX_REGION_REQUIRED),
  };

  vf_guid_parse (guid, &region.guid);
  return region;
}

static int
write_region_tables (const struct vf_vhdx_layout *layout, struct vf_io *io,
                     struct vf_error *err)
{
  CLEANUP_FREE uint8_t *table = calloc (1, VF_VHDX_TABLE_SIZE);
  const struct vf_vhdx_disk_region regions[] = {
    make_region (VF_VHDX_REGION_METADATA, layout->metadata_offset,
                 METADATA_LENGTH),
    make_region (VF_VHDX_REGION_BAT, layout->bat_offset, layout->bat_length),
  };
  struct vf_vhdx_disk_region_header header = {
    .signature = "regi",
    .count = vf_le32_make (sizeof regions / sizeof regions[0]),
  };

  if (!table)
    return vf_error_nomem (err, "a region table");
  memcpy (table + sizeof header, regions, sizeof regions);
  memcpy (table, &header, sizeof header);
  header.checksum = checksum (table, VF_VHDX_TABLE_SIZE);
  memcpy (table, &header, sizeof header);
  if (vf_io_write (io, table, VF_VHDX_TABLE_SIZE, VF_VHDX_REGION_TABLE_1, err))
    return -1;
  return vf_io_write (io, table, VF_VHDX_TABLE_SIZE, VF_VHDX_REGION_TABLE_2,
                      err);
}

/* Both headers, the second the current one. */
static int
write_headers (struct vf_io *io, struct vf_error *err)
{
  static const uint64_t offsets[] = { VF_VHDX_HEADER_1, VF_VHDX_HEADER_2 };
  struct vf_vhdx_disk_header header = {
    .signature = "head",
    .version = vf_le16_make (1),
    .log_length = vf_le32_make (LOG_LENGTH),
    .log_offset = vf_le64_make (LOG_OFFSET),
  };
  int i;

  if (make_guid (&header.file_write_guid, err)
      || make_guid (&header.data_write_guid, err))
    return -1;
  for (i = 0; i < 2; i++) {
    header.sequence = vf_le64_make (i + 1);
    header.checksum = vf_le32_make (0);
    header.checksum = checksum (&header, sizeof header);
    if (vf_io_write (io, &header, sizeof header, offsets[i], err))
      return -1;
  }
  return 0;
}

static int
write_identifier (struct vf_io *io, struct vf_error *err)
{
  static const char creator[] = "vmferry " PACKAGE_VERSION;
  struct vf_vhdx_disk_identifier identifier = { .creator = { 0 } };
  size_t i;

  memcpy (identifier.signature, VF_VHDX_SIGNATURE,
          sizeof identifier.signature);
  for (i = 0; creator[i]; i++) /* ASCII is UTF-16 with zeros between */
    identifier.creator[2 * i] = creator[i];
  return vf_io_write (io, &identifier, sizeof identifier, 0, err);
}

int
vf_vhdx_layout_write (const struct vf_vhdx_layout *layout, struct vf_io *io,
                      struct vf_error *err)
{
  if (write_metadata (layout, io, err) || write_region_tables (layout, io, err)
      || write_headers (io, err))
    return -1;
  return write_identifier (io, err);
}
