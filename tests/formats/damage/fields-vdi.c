/* vmferry: damage to VDI files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "formats/vdi/vdi-disk.h"
#include "formats/vdi/vdi.h"
#include "tests/formats/damage/damage.h"

#define PREHEADER(member) DAMAGE_FIELD (struct vf_vdi_disk_preheader, member)
#define HEADER(member) DAMAGE_FIELD (struct vf_vdi_disk_header, member)

static const char only_place[]
    = "the table is the one place that says whether a block is there, and "
      "where; only a check sees that two are one";

static const struct damage_field preheader_fields[] = {
  { "text", 0, 8, 0, NULL, false },
  { PREHEADER (signature), 0, NULL, false },
  { PREHEADER (version), 0, NULL, false },
};

static const struct damage_field header_fields[] = {
  { HEADER (header_size), 0, NULL, false },
  { HEADER (type), 0, NULL, false },
  { HEADER (flags), 0, NULL, false },
  { HEADER (table_offset), 0, NULL, false },
  { HEADER (data_offset), 0, NULL, false },
  { HEADER (geometry.cylinders), 0, NULL, false },
  { HEADER (size), 0, NULL, true },
  { HEADER (block_size), 0, NULL, false },
  { HEADER (block_extra), DAMAGE_ZERO,
    "nothing else says how far blocks are apart", false },
  { HEADER (n_blocks), 0, NULL, false },
  { HEADER (n_allocated), 0, NULL, false },
  { "id", 0x140, 8, 0, NULL, false },
  { "modification", 0x150, 8, 0, NULL, false },
  { "parent", 0x160, 8, 0, NULL, false },
  { "parent_modification", 0x170, 8, 0, NULL, false },
};

/* Small numbers are those of other blocks. */
enum { OTHERS = DAMAGE_ZERO | DAMAGE_ONE | DAMAGE_MAX | DAMAGE_OWN };

static const struct damage_field table_fields[] = {
  { "entry 0", 0, 4, OTHERS, only_place, false },
  { "entry 1", 4, 4, OTHERS, only_place, false },
  { "entry 2", 8, 4, OTHERS, only_place, false },
};

static uint64_t
find_preheader (const struct damage_bytes *file __attribute__ ((unused)))
{
  return 0;
}

static uint64_t
find_header (const struct damage_bytes *file __attribute__ ((unused)))
{
  return sizeof (struct vf_vdi_disk_preheader);
}

static uint64_t
find_table (const struct damage_bytes *file)
{
  struct vf_vdi_disk_header header;

  memcpy (&header, file->bytes + find_header (file), sizeof header);
  return vf_le32_get (header.table_offset);
}

#define FIELDS(array) array, sizeof array / sizeof array[0]

static const struct damage_structure structures[] = {
  { "pre-header", find_preheader, FIELDS (preheader_fields) },
  { "header", find_header, FIELDS (header_fields) },
  { "block table", find_table, FIELDS (table_fields) },
};

const struct damage_format damage_vdi = {
  .image_format = &vf_vdi_format,
  .structures = structures,
  .n_structures = sizeof structures / sizeof structures[0],
};
