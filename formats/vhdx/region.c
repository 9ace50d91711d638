/* vmferry: the region tables of a VHDX, two copies of one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/region.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/crc32c.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vhdx/header.h"
#include "formats/vhdx/vhdx-disk.h"

/* As many as fit into a table. */
enum { MAX_ENTRIES = 2047 };

/* A whole table. */
union region_table {
  struct vf_vhdx_disk_region_header header;
  struct {
    struct vf_vhdx_disk_region_header header;
    struct vf_vhdx_disk_region entries[MAX_ENTRIES];
  } table;
  uint8_t bytes[VF_VHDX_TABLE_SIZE];
};

static int
check_seal (union region_table *table, uint64_t offset, struct vf_error *err)
{
  uint32_t stored = vf_le32_get (table->header.checksum), computed;

  if (memcmp (table->header.signature, "regi", 4) != 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "signature at byte %" PRIu64 " is not \"regi\"",
                         offset);
  table->header.checksum = vf_le32_make (0);
  computed = vf_crc32c (0, table->bytes, sizeof table->bytes);
  if (stored != computed)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "checksum at byte %" PRIu64 " is 0x%08" PRIx32
                         ", but the table's is 0x%08" PRIx32,
                         offset + 4, stored, computed);
  if (vf_le32_get (table->header.count) > MAX_ENTRIES)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "entry count at byte %" PRIu64 " is %" PRIu32 ", must be at most %d",
        offset + 8, vf_le32_get (table->header.count), MAX_ENTRIES);
  return 0;
}

static bool
overlap (const struct vf_vhdx_region *a, const struct vf_vhdx_region *b)
{
  return a->length && b->length && a->offset < b->offset + b->length
         && b->offset < a->offset + a->length;
}

/* One entry's place, held to the rules; OFFSET is where the entry lies. */
static int
decode_place (const struct vf_vhdx_disk_region *entry, uint64_t offset,
              uint64_t file_size, struct vf_vhdx_region *ret_place,
              struct vf_error *err)
{
  struct vf_vhdx_region place = {
    .offset = vf_le64_get (entry->offset),
    .length = vf_le32_get (entry->length),
  };

  if (place.length == 0 || place.length % VF_VHDX_MIB)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "length at byte %" PRIu64 " is %" PRIu64
                         ", must be a multiple of 1 MiB and not 0",
                         offset + 24, place.length);
  if (place.offset < VF_VHDX_MIB || place.offset % VF_VHDX_MIB
      || !vf_range_inside (place.offset, place.length, INT64_MAX)
      || place.offset >= file_size)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "offset at byte %" PRIu64 " is %" PRIu64
                         ", must be a multiple of 1 MiB, not 0, and inside "
                         "the %" PRIu64 " bytes of the file",
                         offset + 16, place.offset, file_size);
  *ret_place = place;
  return 0;
}

static bool
is_guid (const struct vf_guid *guid, const char *text)
{
  struct vf_guid known;

  return vf_guid_parse (text, &known) && vf_guid_equal (guid, &known);
}

/* Notes a place under its name.  A region that is not known may be left alone
 * unless it is required. */
static int
take_place (const struct vf_vhdx_disk_region *entry, uint64_t offset,
            const struct vf_vhdx_region *place,
            struct vf_vhdx_regions *regions, struct vf_error *err)
{
  struct vf_vhdx_region *known = NULL;
  char guid[37];

  if (is_guid (&entry->guid, VF_VHDX_REGION_BAT))
    known = &regions->bat;
  else if (is_guid (&entry->guid, VF_VHDX_REGION_METADATA))
    known = &regions->metadata;
  if (!known) {
    if (!(vf_le32_get (entry->flags) & VF_VHDX_REGION_REQUIRED))
      return 0;
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "region %s at byte %" PRIu64
                         " is required, but not known",
                         vf_guid_text (&entry->guid, guid), offset);
  }
  if (known->length)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "region %s at byte %" PRIu64
                         " is there for the second time",
                         vf_guid_text (&entry->guid, guid), offset);
  *known = *place;
  return 0;
}

/* Regions may touch neither each other nor the log. */
static int
check_overlaps (const struct vf_vhdx_region *places, uint32_t count,
                const struct vf_vhdx_region *log, struct vf_error *err)
{
  uint32_t i, j;

  for (i = 0; i < count; i++) {
    if (overlap (&places[i], log))
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "entry %" PRIu32 " at byte %" PRIu64
                           " overlaps the log",
                           i, places[i].offset);
    for (j = 0; j < i; j++)
      if (overlap (&places[i], &places[j]))
        return vf_error_set (err, VF_ERROR_CORRUPT,
                             "entries %" PRIu32 " and %" PRIu32
                             " overlap at byte %" PRIu64,
                             j, i, places[i].offset);
  }
  return 0;
}

static int
decode (const union region_table *table, uint64_t offset, uint64_t file_size,
        const struct vf_vhdx_region *log, struct vf_vhdx_regions *regions,
        struct vf_error *err)
{
  uint32_t count = vf_le32_get (table->header.count), i;
  CLEANUP_FREE struct vf_vhdx_region *places
      = calloc ((size_t)count + 1, sizeof *places);
  uint64_t at = offset + sizeof table->header;

  if (!places)
    return vf_error_nomem (err, "a region table");
  for (i = 0; i < count; i++, at += sizeof table->table.entries[0])
    if (decode_place (&table->table.entries[i], at, file_size, &places[i], err)
        || take_place (&table->table.entries[i], at, &places[i], regions, err))
      return -1;
  if (check_overlaps (places, count, log, err))
    return -1;
  if (!regions->bat.length || !regions->metadata.length)
    return vf_error_set (err, VF_ERROR_CORRUPT, "there is no %s region",
                         regions->bat.length ? "metadata"
                                             : "block allocation table");
  return 0;
}

int
vf_vhdx_region_read_copy (struct vf_io *io, int number,
                          const struct vf_vhdx_header *header,
                          struct vf_vhdx_regions *ret_regions,
                          struct vf_error *err)
{
  static const uint64_t offsets[]
      = { VF_VHDX_REGION_TABLE_1, VF_VHDX_REGION_TABLE_2 };
  CLEANUP_FREE union region_table *table = malloc (sizeof *table);
  struct vf_vhdx_region log = { header->log_offset, header->log_length };
  struct vf_vhdx_regions regions = { 0 };

  if (!table)
    return vf_error_nomem (err, "a region table");
  if (vf_io_read (io, table, sizeof *table, offsets[number], err)
      || check_seal (table, offsets[number], err)
      || decode (table, offsets[number], vf_io_size (io), &log, &regions, err))
    return vf_error_prefix (err, "region table %d", number + 1);
  *ret_regions = regions;
  return 0;
}

int
vf_vhdx_region_read (struct vf_io *io, const struct vf_vhdx_header *header,
                     struct vf_vhdx_regions *ret_regions, struct vf_error *err)
{
  struct vf_error second;

  if (vf_vhdx_region_read_copy (io, 0, header, ret_regions, err) == 0)
    return 0;
  if (err->code != VF_ERROR_CORRUPT)
    return -1;
  if (vf_vhdx_region_read_copy (io, 1, header, ret_regions, &second) == 0)
    return 0;
  if (second.code == VF_ERROR_CORRUPT)
    return vf_error_set (err, VF_ERROR_CORRUPT, "%.500s; %.500s", err->text,
                         second.text);
  *err = second;
  return -1;
}
