/* vmferry: damage to qcow2 files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/qcow2.h"
#include "tests/formats/damage/damage.h"

static const char hole[]
    = "0 is a hole, and no other table says that there was more",
    orphan[] = "0 means no parent, and its length has no meaning then",
    geometry[] = "nothing else says how large clusters are",
    no_reader[] = "what refers to clusters is for checks and for writers";

#define HEADER(member)                                                        \
  DAMAGE_FIELD (struct vf_qcow2_disk_header, member), 0, NULL

static const struct damage_field header_fields[] = {
  { HEADER (magic), false },
  { HEADER (version), false },
  { DAMAGE_FIELD (struct vf_qcow2_disk_header, backing_file_offset),
    DAMAGE_ZERO, orphan, false },
  { HEADER (backing_file_size), false },
  { DAMAGE_FIELD (struct vf_qcow2_disk_header, cluster_bits), DAMAGE_OWN_LESS,
    geometry, false },
  { HEADER (size), true },
  { HEADER (crypt_method), false },
  { HEADER (l1_size), false },
  { HEADER (l1_table_offset), false },
  { HEADER (refcount_table_offset), false },
  { HEADER (refcount_table_clusters), false },
  { HEADER (nb_snapshots), false },
  { HEADER (snapshots_offset), false },
  { HEADER (incompatible_features), false },
  { HEADER (compatible_features), false },
  { HEADER (autoclear_features), false },
  { HEADER (refcount_order), false },
  { HEADER (header_length), false },
  { HEADER (compression_type), false },
};

static const struct damage_field extension_fields[] = {
  { DAMAGE_FIELD (struct vf_qcow2_disk_extension, type), 0, NULL, false },
  { DAMAGE_FIELD (struct vf_qcow2_disk_extension, length), 0, NULL, false },
};

/* Bit 0 makes it zeros. */
static const struct damage_field entry_fields[] = {
  { "entry 0", 0, 8, DAMAGE_ZERO | DAMAGE_ONE | DAMAGE_OWN, hole, false },
  { "entry 1", 8, 8, DAMAGE_ZERO | DAMAGE_ONE | DAMAGE_OWN, hole, false },
};

static const struct damage_field refcount_fields[] = {
  { "entry 0", 0, 8, DAMAGE_ALL, no_reader, false },
};

static const struct vf_qcow2_disk_header *
header_of (const struct damage_bytes *file)
{
  return (const struct vf_qcow2_disk_header *)file->bytes;
}

static uint64_t
find_header (const struct damage_bytes *file __attribute__ ((unused)))
{
  return 0;
}

static uint64_t
find_extension (const struct damage_bytes *file)
{
  if (vf_be32_get (header_of (file)->version) == 2)
    return VF_QCOW2_V2_HEADER_LENGTH;
  return vf_be32_get (header_of (file)->header_length);
}

static uint64_t
find_l1 (const struct damage_bytes *file)
{
  return vf_be64_get (header_of (file)->l1_table_offset);
}

static uint64_t
find_l2 (const struct damage_bytes *file)
{
  struct vf_be64 entry;

  memcpy (&entry, file->bytes + find_l1 (file), sizeof entry);
  return vf_be64_get (entry) & VF_QCOW2_OFFSET_MASK;
}

static uint64_t
find_refcounts (const struct damage_bytes *file)
{
  return vf_be64_get (header_of (file)->refcount_table_offset);
}

#define FIELDS(array) array, sizeof array / sizeof array[0]

static const struct damage_structure structures[] = {
  { "header", find_header, FIELDS (header_fields) },
  { "first extension", find_extension, FIELDS (extension_fields) },
  { "L1 table", find_l1, entry_fields, 1 },
  { "L2 table", find_l2, FIELDS (entry_fields) },
  { "refcount table", find_refcounts, FIELDS (refcount_fields) },
};

const struct damage_format damage_qcow2 = {
  .image_format = &vf_qcow2_format,
  .is_big_endian = true,
  .structures = structures,
  .n_structures = sizeof structures / sizeof structures[0],
};
