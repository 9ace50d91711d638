/* vmferry: damage to VHDX files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/checked.h"
#include "common/crc32c.h"
#include "formats/vhdx/vhdx-disk.h"
#include "formats/vhdx/vhdx.h"
#include "tests/formats/damage/damage.h"

#define HEADER(member) DAMAGE_FIELD (struct vf_vhdx_disk_header, member)
#define ITEM(member) DAMAGE_FIELD (struct vf_vhdx_disk_item, member)
#define REGION(member) DAMAGE_FIELD (struct vf_vhdx_disk_region, member)

static const struct damage_field identifier_fields[] = {
  { DAMAGE_FIELD (struct vf_vhdx_disk_identifier, signature), 0, NULL, false },
  { "creator", 8, 8, 0, NULL, false },
};

static const struct damage_field header_fields[] = {
  { HEADER (signature), 0, NULL, false },
  { HEADER (sequence), 0, NULL, false },
  { "log_guid", 0x30, 8, 0, NULL, false },
  { HEADER (log_version), 0, NULL, false },
  { HEADER (version), 0, NULL, false },
  { HEADER (log_length), 0, NULL, false },
  { HEADER (log_offset), 0, NULL, false },
};

/* The header of the table and its first two entries, whose GUIDs are changed
 * in their first bytes. */
static const struct damage_field region_fields[] = {
  { DAMAGE_FIELD (struct vf_vhdx_disk_region_header, signature), 0, NULL,
    false },
  { DAMAGE_FIELD (struct vf_vhdx_disk_region_header, count), 0, NULL, false },
  { "entry 0: guid", 16, 8, 0, NULL, false },
  { "entry 0: offset", 16 + 0x10, 8, 0, NULL, false },
  { "entry 0: length", 16 + 0x18, 4, 0, NULL, false },
  { "entry 0: flags", 16 + 0x1c, 4, 0, NULL, false },
  { "entry 1: guid", 48, 8, 0, NULL, false },
  { "entry 1: offset", 48 + 0x10, 8, 0, NULL, false },
  { "entry 1: length", 48 + 0x18, 4, 0, NULL, false },
  { "entry 1: flags", 48 + 0x1c, 4, 0, NULL, false },
};

#define ITEM_FIELDS(n)                                                        \
  { "item " #n ": guid", 32 * n + 32, 8, 0, NULL, false },                    \
      { "item " #n ": offset", 32 * n + 48, 4, 0, NULL, false },              \
      { "item " #n ": length", 32 * n + 52, 4, 0, NULL, false },              \
  {                                                                           \
    "item " #n ": flags", 32 * n + 56, 4, 0, NULL, false                      \
  }

static const struct damage_field metadata_fields[] = {
  { DAMAGE_FIELD (struct vf_vhdx_disk_metadata_header, signature), 0, NULL,
    false },
  { DAMAGE_FIELD (struct vf_vhdx_disk_metadata_header, count), 0, NULL,
    false },
  ITEM_FIELDS (0),
  ITEM_FIELDS (1),
  ITEM_FIELDS (2),
  ITEM_FIELDS (3),
  ITEM_FIELDS (4),
};

/* Values whose last three bits are a state in which a block has no data. */
enum {
  ABSENT = DAMAGE_ZERO | DAMAGE_ONE | DAMAGE_FILE_MORE | DAMAGE_SECTORS_MORE
           | DAMAGE_OWN_LESS,
  /* With a parent state 7 is one, too: some sectors are here. */
  PARTIAL = ABSENT | DAMAGE_FILE_LESS | DAMAGE_OWN_MORE,
};

static const char only_place[]
    = "the table is the one place that says whether a block is there";

static const struct damage_field bat_fields[] = {
  { "entry 0", 0, 8, ABSENT, only_place, false },
  { "entry 1", 8, 8, PARTIAL, only_place, false },
  { "entry 2", 16, 8, PARTIAL, only_place, false },
};

#define LOG(member) DAMAGE_FIELD (struct vf_vhdx_disk_log_header, member)
#define DESCRIPTOR(member)                                                    \
  DAMAGE_FIELD (struct vf_vhdx_disk_log_descriptor, member)

static const struct damage_field log_fields[] = {
  { LOG (signature), 0, NULL, false },    { LOG (length), 0, NULL, false },
  { LOG (tail), 0, NULL, false },         { LOG (sequence), 0, NULL, false },
  { LOG (count), 0, NULL, false },        { "guid", 0x20, 8, 0, NULL, false },
  { LOG (flushed_size), 0, NULL, false }, { LOG (last_size), 0, NULL, false },
};

static const struct damage_field descriptor_fields[] = {
  { DESCRIPTOR (signature), 0, NULL, false },
  { DESCRIPTOR (offset), 0, NULL, false },
  { DESCRIPTOR (sequence), 0, NULL, false },
};

static uint64_t
find_identifier (const struct damage_bytes *file __attribute__ ((unused)))
{
  return 0;
}

static uint64_t
find_header_1 (const struct damage_bytes *file __attribute__ ((unused)))
{
  return VF_VHDX_HEADER_1;
}

static uint64_t
find_header_2 (const struct damage_bytes *file __attribute__ ((unused)))
{
  return VF_VHDX_HEADER_2;
}

static uint64_t
find_regions_1 (const struct damage_bytes *file __attribute__ ((unused)))
{
  return VF_VHDX_REGION_TABLE_1;
}

static uint64_t
find_regions_2 (const struct damage_bytes *file __attribute__ ((unused)))
{
  return VF_VHDX_REGION_TABLE_2;
}

/* The region whose GUID begins with these four bytes. */
static uint64_t
find_region (const struct damage_bytes *file, const char *guid)
{
  const uint8_t *entry = file->bytes + VF_VHDX_REGION_TABLE_1
                         + sizeof (struct vf_vhdx_disk_region_header);
  struct vf_vhdx_disk_region region;
  int i;

  for (i = 0; i < 2; i++, entry += sizeof region) {
    memcpy (&region, entry, sizeof region);
    if (memcmp (entry, guid, 4) == 0)
      return vf_le64_get (region.offset);
  }
  return DAMAGE_NOWHERE;
}

static uint64_t
find_metadata (const struct damage_bytes *file)
{
  return find_region (file, "\x06\xa2\x7c\x8b");
}

/* The values of the items follow the table. */
static uint64_t
find_values (const struct damage_bytes *file)
{
  return find_metadata (file) + VF_VHDX_TABLE_SIZE;
}

static uint64_t
find_bat (const struct damage_bytes *file)
{
  return find_region (file, "\x66\x77\xc2\x2d");
}

/* The log of a file whose first entry is at its start. */
static uint64_t
find_log (const struct damage_bytes *file)
{
  struct vf_vhdx_disk_header header;
  uint64_t at;

  memcpy (&header, file->bytes + VF_VHDX_HEADER_2, sizeof header);
  at = vf_le64_get (header.log_offset);
  return vf_range_inside (at, VF_VHDX_LOG_SECTOR, file->size)
                 && memcmp (file->bytes + at, "loge", 4) == 0
             ? at
             : DAMAGE_NOWHERE;
}

static uint64_t
find_descriptor (const struct damage_bytes *file)
{
  uint64_t log = find_log (file);

  return log == DAMAGE_NOWHERE ? log
                               : log + sizeof (struct vf_vhdx_disk_log_header);
}

static void
seal_part (const struct damage_bytes *file, size_t offset, size_t n)
{
  struct vf_le32 checksum = vf_le32_make (0);

  memcpy (file->bytes + offset + 4, &checksum, sizeof checksum);
  checksum = vf_le32_make (vf_crc32c (0, file->bytes + offset, n));
  memcpy (file->bytes + offset + 4, &checksum, sizeof checksum);
}

/* Its length may be what was damaged. */
static void
seal_log (const struct damage_bytes *file)
{
  struct vf_vhdx_disk_log_header entry;
  uint64_t log = find_log (file);

  if (log == DAMAGE_NOWHERE)
    return;
  memcpy (&entry, file->bytes + log, sizeof entry);
  if (vf_le32_get (entry.length) >= sizeof entry
      && vf_range_inside (log, vf_le32_get (entry.length), file->size))
    seal_part (file, log, vf_le32_get (entry.length));
}

static void
seal (const struct damage_bytes *file)
{
  seal_log (file);
  seal_part (file, VF_VHDX_HEADER_1, sizeof (struct vf_vhdx_disk_header));
  seal_part (file, VF_VHDX_HEADER_2, sizeof (struct vf_vhdx_disk_header));
  seal_part (file, VF_VHDX_REGION_TABLE_1, VF_VHDX_TABLE_SIZE);
  seal_part (file, VF_VHDX_REGION_TABLE_2, VF_VHDX_TABLE_SIZE);
}

/* As mkvhdx.py lays them out. */
static const struct damage_field value_fields[] = {
  { "block size", 0, 4, 0, NULL, false },
  { "flags", 4, 4, 0, NULL, false },
  { "virtual disk size", 8, 8, 0, NULL, true },
  { "logical sector size", 32, 4, 0, NULL, false },
  { "physical sector size", 36, 4, 0, NULL, false },
};

#define FIELDS(array) array, sizeof array / sizeof array[0]

static const struct damage_structure structures[] = {
  { "identifier", find_identifier, FIELDS (identifier_fields) },
  { "header 1", find_header_1, FIELDS (header_fields) },
  { "header 2", find_header_2, FIELDS (header_fields) },
  { "region table 1", find_regions_1, FIELDS (region_fields) },
  { "region table 2", find_regions_2, FIELDS (region_fields) },
  { "metadata table", find_metadata, FIELDS (metadata_fields) },
  { "metadata", find_values, FIELDS (value_fields) },
  { "log entry", find_log, FIELDS (log_fields) },
  { "log descriptor", find_descriptor, FIELDS (descriptor_fields) },
  { "block allocation table", find_bat, FIELDS (bat_fields) },
};

const struct damage_format damage_vhdx = {
  .image_format = &vf_vhdx_format,
  .structures = structures,
  .n_structures = sizeof structures / sizeof structures[0],
  .seal = seal,
};
