/* vmferry: damage to VHD files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "formats/vhd/vhd-disk.h"
#include "formats/vhd/vhd.h"
#include "tests/formats/damage/damage.h"

#define FOOTER(member) DAMAGE_FIELD (struct vf_vhd_disk_footer, member)
#define DYNAMIC(member) DAMAGE_FIELD (struct vf_vhd_disk_dynamic, member)
#define LOCATOR(member)                                                       \
#member, offsetof(struct vf_vhd_disk_locator, member),                      \
      sizeof(((struct vf_vhd_disk_locator *)NULL)->member)

static const char only_place[]
    = "the table is the one place that says whether a block is there, and "
      "where";

static const struct damage_field footer_fields[] = {
  { FOOTER (cookie), 0, NULL, false },
  { FOOTER (features), 0, NULL, false },
  { FOOTER (version), 0, NULL, false },
  { FOOTER (data_offset), 0, NULL, false },
  { FOOTER (timestamp), 0, NULL, false },
  { FOOTER (creator), 0, NULL, false },
  { FOOTER (creator_version), 0, NULL, false },
  { FOOTER (creator_os), 0, NULL, false },
  { FOOTER (original_size), 0, NULL, false },
  { FOOTER (current_size), 0, NULL, true },
  { FOOTER (cylinders), 0, NULL, false },
  { FOOTER (heads), 0, NULL, false },
  { FOOTER (sectors), 0, NULL, false },
  { FOOTER (type), 0, NULL, false },
  { FOOTER (saved_state), 0, NULL, false },
  { FOOTER (hidden), 0, NULL, false },
};

static const struct damage_field dynamic_fields[] = {
  { DYNAMIC (cookie), 0, NULL, false },
  { DYNAMIC (next), 0, NULL, false },
  { DYNAMIC (table_offset), 0, NULL, false },
  { DYNAMIC (version), 0, NULL, false },
  { DYNAMIC (n_entries), 0, NULL, false },
  { DYNAMIC (block_size), 0, NULL, false },
  { "parent_id", 0x28, 8, 0, NULL, false },
  { DYNAMIC (parent_timestamp), 0, NULL, false },
  { "parent_name", 0x40, 8, 0, NULL, false },
};

static const struct damage_field locator_fields[] = {
  { LOCATOR (code), 0, NULL, false },
  { LOCATOR (data_space), 0, NULL, false },
  { LOCATOR (data_length), 0, NULL, false },
  { LOCATOR (data_offset), 0, NULL, false },
};

static const struct damage_field bat_fields[] = {
  { "entry 0", 0, 4, DAMAGE_MAX | DAMAGE_OWN, only_place, false },
  { "entry 1", 4, 4, DAMAGE_MAX | DAMAGE_OWN, only_place, false },
};

static uint64_t
find_footer (const struct damage_bytes *file)
{
  return file->size - sizeof (struct vf_vhd_disk_footer);
}

/* The copy of a disk that is not fixed. */
static uint64_t
find_copy (const struct damage_bytes *file)
{
  return memcmp (file->bytes, VF_VHD_COOKIE, 8) == 0 ? 0 : DAMAGE_NOWHERE;
}

static uint64_t
find_dynamic (const struct damage_bytes *file)
{
  return find_copy (file) == 0 ? sizeof (struct vf_vhd_disk_footer)
                               : DAMAGE_NOWHERE;
}

static uint64_t
find_locator (const struct damage_bytes *file)
{
  uint64_t at = find_dynamic (file);

  return at == DAMAGE_NOWHERE
             ? at
             : at + offsetof (struct vf_vhd_disk_dynamic, locators);
}

static uint64_t
find_bat (const struct damage_bytes *file)
{
  uint64_t at = find_dynamic (file);
  struct vf_be64 offset;

  if (at == DAMAGE_NOWHERE)
    return at;
  memcpy (&offset,
          file->bytes + at
              + offsetof (struct vf_vhd_disk_dynamic, table_offset),
          sizeof offset);
  return vf_be64_get (offset);
}

/* Puts the checksum at byte AT of the N bytes at BASE right. */
static void
seal_part (const struct damage_bytes *file, uint64_t base, size_t n, size_t at)
{
  struct vf_be32 checksum = vf_be32_make (0);
  uint32_t sum = 0;
  size_t i;

  memcpy (file->bytes + base + at, &checksum, sizeof checksum);
  for (i = 0; i < n; i++)
    sum += file->bytes[base + i];
  checksum = vf_be32_make (~sum);
  memcpy (file->bytes + base + at, &checksum, sizeof checksum);
}

static void
seal (const struct damage_bytes *file)
{
  seal_part (file, find_footer (file), sizeof (struct vf_vhd_disk_footer),
             offsetof (struct vf_vhd_disk_footer, checksum));
  if (memcmp (file->bytes + 512, VF_VHD_DYNAMIC_COOKIE, 8) != 0)
    return;
  seal_part (file, 0, sizeof (struct vf_vhd_disk_footer),
             offsetof (struct vf_vhd_disk_footer, checksum));
  seal_part (file, 512, sizeof (struct vf_vhd_disk_dynamic),
             offsetof (struct vf_vhd_disk_dynamic, checksum));
}

#define FIELDS(array) array, sizeof array / sizeof array[0]

static const struct damage_structure structures[] = {
  { "footer", find_footer, FIELDS (footer_fields) },
  { "copy of the footer", find_copy, FIELDS (footer_fields) },
  { "dynamic header", find_dynamic, FIELDS (dynamic_fields) },
  { "first locator", find_locator, FIELDS (locator_fields) },
  { "block allocation table", find_bat, FIELDS (bat_fields) },
};

const struct damage_format damage_vhd = {
  .image_format = &vf_vhd_format,
  .is_big_endian = true,
  .structures = structures,
  .n_structures = sizeof structures / sizeof structures[0],
  .seal = seal,
};
