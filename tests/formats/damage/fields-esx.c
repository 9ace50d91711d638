/* vmferry: damage to the snapshots of ESX: COWD and SESparse files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "formats/vmdk/cowd-disk.h"
#include "formats/vmdk/sesparse-disk.h"
#include "formats/vmdk/vmdk.h"
#include "tests/formats/damage/damage.h"

#define COWD(member) DAMAGE_FIELD (struct vf_cowd_disk_header, member)
#define SESPARSE(member) DAMAGE_FIELD (struct vf_sesparse_disk_header, member)
#define VOLATILE(member)                                                      \
  DAMAGE_FIELD (struct vf_sesparse_disk_volatile, member)
#define REGION(member)                                                        \
  { #member ".offset",                                                        \
    offsetof (struct vf_sesparse_disk_header, member),                        \
    8,                                                                        \
    0,                                                                        \
    NULL,                                                                     \
    false },                                                                  \
  {                                                                           \
#member ".size", offsetof(struct vf_sesparse_disk_header, member) + 8, 8, \
        0, NULL, false                                                        \
  }

static const char any_size[]
    = "any size of grains is legal, and nothing else says which it is",
    only_place[] = "the tables are the one place that says where a grain is";

static const struct damage_field cowd_fields[] = {
  { COWD (magic), 0, NULL, false },
  { COWD (version), 0, NULL, false },
  { COWD (flags), 0, NULL, false },
  { COWD (capacity), 0, NULL, false },
  { COWD (grain_size), DAMAGE_ONE, any_size, false },
  { COWD (directory_offset), DAMAGE_OWN, only_place, false },
  { COWD (n_directory), 0, NULL, false },
  { COWD (free_sector), 0, NULL, false },
  { COWD (parent_generation), 0, NULL, false },
  { COWD (generation), 0, NULL, false },
  { COWD (saved_generation), 0, NULL, false },
  { COWD (unclean_shutdown), 0, NULL, false },
};

/* Entries that lead into the header are taken for zeros, as VMware does. */
enum { COWD_ENTRY = DAMAGE_ZERO | DAMAGE_ONE | DAMAGE_OWN };

static const struct damage_field cowd_entry_fields[] = {
  { "entry 0", 0, 4, COWD_ENTRY, only_place, false },
  { "entry 1", 4, 4, COWD_ENTRY, only_place, false },
};

static const struct damage_field sesparse_fields[] = {
  { SESPARSE (magic), 0, NULL, false },
  { SESPARSE (version), 0, NULL, false },
  { SESPARSE (capacity), 0, NULL, false },
  { SESPARSE (grain_size), 0, NULL, false },
  { SESPARSE (table_size), 0, NULL, false },
  { SESPARSE (flags), 0, NULL, false },
  { "reserved", 0x30, 8, 0, NULL, false },
  REGION (volatile_header),
  REGION (journal_header),
  REGION (journal),
  REGION (directory),
  REGION (tables),
  REGION (free_bitmap),
  REGION (back_map),
  REGION (grains),
};

static const struct damage_field volatile_fields[] = {
  { VOLATILE (magic), 0, NULL, false },
  { VOLATILE (free_table), 0, NULL, false },
  { VOLATILE (next_transaction), 0, NULL, false },
  { VOLATILE (replay_journal), 0, NULL, false },
};

static const struct damage_field sesparse_entry_fields[] = {
  { "entry 0", 0, 8, DAMAGE_ZERO | DAMAGE_OWN, only_place, false },
  { "entry 1", 8, 8, DAMAGE_ZERO | DAMAGE_OWN, only_place, false },
  { "entry 2", 16, 8, DAMAGE_ZERO | DAMAGE_OWN, only_place, false },
};

static uint64_t
find_header (const struct damage_bytes *file __attribute__ ((unused)))
{
  return 0;
}

/* 32 bits at OFFSET, which are sectors, in bytes. */
static uint64_t
sectors_at_32 (const struct damage_bytes *file, uint64_t offset)
{
  struct vf_le32 value;

  memcpy (&value, file->bytes + offset, sizeof value);
  return (uint64_t)vf_le32_get (value) * 512;
}

static uint64_t
sectors_at_64 (const struct damage_bytes *file, uint64_t offset)
{
  struct vf_le64 value;

  memcpy (&value, file->bytes + offset, sizeof value);
  return vf_le64_get (value) * 512;
}

static uint64_t
find_cowd_directory (const struct damage_bytes *file)
{
  return sectors_at_32 (
      file, offsetof (struct vf_cowd_disk_header, directory_offset));
}

static uint64_t
find_cowd_table (const struct damage_bytes *file)
{
  return sectors_at_32 (file, find_cowd_directory (file));
}

static uint64_t
find_volatile (const struct damage_bytes *file)
{
  return sectors_at_64 (
      file, offsetof (struct vf_sesparse_disk_header, volatile_header));
}

static uint64_t
find_sesparse_directory (const struct damage_bytes *file)
{
  return sectors_at_64 (file,
                        offsetof (struct vf_sesparse_disk_header, directory));
}

/* The first of them is used first. */
static uint64_t
find_sesparse_table (const struct damage_bytes *file)
{
  return sectors_at_64 (file,
                        offsetof (struct vf_sesparse_disk_header, tables));
}

#define FIELDS(array) array, sizeof array / sizeof array[0]

static const struct damage_structure cowd[] = {
  { "header", find_header, FIELDS (cowd_fields) },
  { "directory", find_cowd_directory, cowd_entry_fields, 1 },
  { "table", find_cowd_table, FIELDS (cowd_entry_fields) },
};

static const struct damage_structure sesparse[] = {
  { "header", find_header, FIELDS (sesparse_fields) },
  { "volatile header", find_volatile, FIELDS (volatile_fields) },
  { "directory", find_sesparse_directory, sesparse_entry_fields, 1 },
  { "table", find_sesparse_table, FIELDS (sesparse_entry_fields) },
};

const struct damage_format damage_cowd = {
  .image_format = &vf_vmdk_format,
  .structures = cowd,
  .n_structures = sizeof cowd / sizeof cowd[0],
};

const struct damage_format damage_sesparse = {
  .image_format = &vf_vmdk_format,
  .structures = sesparse,
  .n_structures = sizeof sesparse / sizeof sesparse[0],
};
