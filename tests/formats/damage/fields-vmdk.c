/* vmferry: damage to VMDKs: the fields of hosted sparse files and streams.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "formats/vmdk/vmdk-disk.h"
#include "formats/vmdk/vmdk.h"
#include "tests/formats/damage/damage.h"

#define HEADER(member) DAMAGE_FIELD (struct vf_vmdk_disk_header, member)

/* Why a reader cannot know. */
static const char one_copy[] = "nothing else says where a grain is",
    another[] = "it leads to another table or grain, and the first copy "
                "counts, as for VMware; a check says that the copies differ",
    geometry[] = "tables of other sizes than 512 entries are legal, and "
                 "nothing else says how many they have",
    only_place[] = "a stream has one copy of its tables";

static const struct damage_field header_fields[] = {
  { HEADER (magic), 0, NULL, false },
  { HEADER (version), 0, NULL, false },
  { HEADER (flags), 0, NULL, false },
  { HEADER (capacity), 0, NULL, false },
  { HEADER (grain_size), 0, NULL, false },
  { HEADER (descriptor_offset), 0, NULL, false },
  { HEADER (descriptor_size), 0, NULL, false },
  { HEADER (entries_per_table), DAMAGE_ONE, geometry, false },
  { HEADER (rgd_offset), 0, NULL, false },
  { HEADER (overhead), 0, NULL, false },
  { HEADER (unclean_shutdown), 0, NULL, false },
  { HEADER (newline_test), 0, NULL, false },
  { HEADER (compress_algorithm), 0, NULL, false },
};

/* Where there is a redundant copy, that is used. */
static const struct damage_field offset_fields[] = {
  { HEADER (gd_offset), 0, NULL, false },
};

static const struct damage_field directory_fields[] = {
  { "entry 0", 0, 4, DAMAGE_OWN, another, false },
  { "entry 1", 4, 4, DAMAGE_OWN, another, false },
  { "entry 2", 8, 4, DAMAGE_OWN, another, false },
};

/* 1 is a grain of zeros. */
static const struct damage_field entry_fields[] = {
  { "entry 0", 0, 4, DAMAGE_ONE | DAMAGE_OWN, another, false },
  { "entry 1", 4, 4, DAMAGE_ONE | DAMAGE_OWN, another, false },
  { "entry 2", 8, 4, DAMAGE_ONE | DAMAGE_OWN, another, false },
};

/* Where there is none. */
static const struct damage_field only_offset_fields[] = {
  { HEADER (gd_offset), DAMAGE_ONE | DAMAGE_OWN | DAMAGE_SECTORS, one_copy,
    false },
};

enum { ENTRY = DAMAGE_ZERO | DAMAGE_ONE | DAMAGE_OWN };

static const struct damage_field only_entry_fields[] = {
  { "entry 0", 0, 4, ENTRY, one_copy, false },
  { "entry 1", 4, 4, ENTRY, one_copy, false },
  { "entry 2", 8, 4, ENTRY, one_copy, false },
};

/* What is redundant is asked for what the first copy lacks. */
static const struct damage_field redundant_fields[] = {
  { "entry 0", 0, 4, 0, NULL, false },
  { "entry 1", 4, 4, 0, NULL, false },
};

static const struct damage_field stream_directory_fields[] = {
  { "entry 0", 0, 4, DAMAGE_ZERO | DAMAGE_OWN, only_place, false },
};

/* Without markers a grain does not say whose it is. */
static const struct damage_field front_entry_fields[] = {
  { "entry 0", 0, 4, DAMAGE_ZERO | DAMAGE_OWN, only_place, false },
  { "entry 1", 4, 4, DAMAGE_ZERO | DAMAGE_OWN, only_place, false },
};

/* Where it leads elsewhere, the marker there tells. */
static const struct damage_field stream_entry_fields[] = {
  { "entry 0", 0, 4, DAMAGE_ZERO, only_place, false },
  { "entry 1", 4, 4, DAMAGE_ZERO, only_place, false },
  { "entry 2", 8, 4, DAMAGE_ZERO, only_place, false },
};

static const struct damage_field marker_fields[] = {
  { DAMAGE_FIELD (struct vf_vmdk_disk_marker, value), 0, NULL, false },
  { DAMAGE_FIELD (struct vf_vmdk_disk_marker, size), 0, NULL, false },
  { DAMAGE_FIELD (struct vf_vmdk_disk_marker, type), 0, NULL, false },
};

static const struct vf_vmdk_disk_header *
header_at (const struct damage_bytes *file, uint64_t at)
{
  return (const struct vf_vmdk_disk_header *)(file->bytes + at);
}

static uint64_t
find_header (const struct damage_bytes *file __attribute__ ((unused)))
{
  return 0;
}

/* The footer stands before the last sector, which is the end marker. */
static uint64_t
find_footer (const struct damage_bytes *file)
{
  uint64_t at = file->size - 2 * sizeof (struct vf_vmdk_disk_header);

  return memcmp (file->bytes + at, VF_VMDK_MAGIC_HOSTED, 4) == 0
             ? at
             : DAMAGE_NOWHERE;
}

static uint64_t
find_footer_marker (const struct damage_bytes *file)
{
  uint64_t footer = find_footer (file);

  return footer == DAMAGE_NOWHERE ? footer : footer - 512;
}

static uint64_t
find_directory (const struct damage_bytes *file)
{
  uint64_t footer = find_footer (file);

  return vf_le64_get (header_at (file, footer == DAMAGE_NOWHERE ? 0 : footer)
                          ->gd_offset)
         * 512;
}

static uint64_t
find_redundant (const struct damage_bytes *file)
{
  uint64_t sector = vf_le64_get (header_at (file, 0)->rgd_offset);

  return sector ? sector * 512 : DAMAGE_NOWHERE;
}

/* The first table of the directory at AT. */
static uint64_t
first_table (const struct damage_bytes *file, uint64_t at)
{
  struct vf_le32 sector;

  memcpy (&sector, file->bytes + at, sizeof sector);
  return (uint64_t)vf_le32_get (sector) * 512;
}

static uint64_t
find_table (const struct damage_bytes *file)
{
  return first_table (file, find_directory (file));
}

static uint64_t
find_redundant_table (const struct damage_bytes *file)
{
  uint64_t at = find_redundant (file);

  return at == DAMAGE_NOWHERE ? at : first_table (file, at);
}

static uint64_t
find_first_grain (const struct damage_bytes *file)
{
  return vf_le64_get (header_at (file, 0)->overhead) * 512;
}

#define FIELDS(array) array, sizeof array / sizeof array[0]

static const struct damage_structure sparse[] = {
  { "header", find_header, FIELDS (header_fields) },
  { "header", find_header, FIELDS (offset_fields) },
  { "grain directory", find_directory, FIELDS (directory_fields) },
  { "redundant directory", find_redundant, FIELDS (redundant_fields) },
  { "grain table", find_table, FIELDS (entry_fields) },
  { "redundant table", find_redundant_table, FIELDS (redundant_fields) },
};

static const struct damage_structure single[] = {
  { "header", find_header, FIELDS (header_fields) },
  { "header", find_header, FIELDS (only_offset_fields) },
  { "grain directory", find_directory, FIELDS (only_entry_fields) },
  { "grain table", find_table, FIELDS (only_entry_fields) },
};

static const struct damage_structure stream[] = {
  { "header", find_header, FIELDS (header_fields) },
  { "header", find_header, FIELDS (only_offset_fields) },
  { "footer", find_footer, FIELDS (header_fields) },
  { "footer", find_footer, FIELDS (only_offset_fields) },
  { "footer marker", find_footer_marker, FIELDS (marker_fields) },
  { "grain directory", find_directory, FIELDS (stream_directory_fields) },
  { "grain table", find_table, FIELDS (stream_entry_fields) },
  { "first grain", find_first_grain, FIELDS (marker_fields) },
};

static const struct damage_structure front[] = {
  { "header", find_header, FIELDS (header_fields) },
  { "header", find_header, FIELDS (only_offset_fields) },
  { "grain directory", find_directory, FIELDS (stream_directory_fields) },
  { "grain table", find_table, FIELDS (front_entry_fields) },
};

/* Files without fields: they are cut. */
const struct damage_format damage_text = { .image_format = &vf_vmdk_format };

const struct damage_format damage_vmdk_front = {
  .image_format = &vf_vmdk_format,
  .structures = front,
  .n_structures = sizeof front / sizeof front[0],
};

const struct damage_format damage_vmdk_sparse = {
  .image_format = &vf_vmdk_format,
  .structures = sparse,
  .n_structures = sizeof sparse / sizeof sparse[0],
};

const struct damage_format damage_vmdk_single = {
  .image_format = &vf_vmdk_format,
  .structures = single,
  .n_structures = sizeof single / sizeof single[0],
};

const struct damage_format damage_vmdk_stream = {
  .image_format = &vf_vmdk_format,
  .structures = stream,
  .n_structures = sizeof stream / sizeof stream[0],
};
