/* vmferry: tests of the qcow2 header: each field that is broken gives its own
 * sentence.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/header.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/qcow2/qcow2-disk.h"
#include "tests/unit.h"

/* The first five clusters of an empty disk of 1 GiB. */
enum { CLUSTER = 65536, FILE_SIZE = 5 * CLUSTER };

static struct vf_qcow2_disk_header
sound_header (void)
{
  return (struct vf_qcow2_disk_header){
    .magic = { 'Q', 'F', 'I', 0xfb },
    .version = vf_be32_make (3),
    .cluster_bits = vf_be32_make (16),
    .size = vf_be64_make (1 << 30),
    .l1_size = vf_be32_make (2),
    .l1_table_offset = vf_be64_make (3 * CLUSTER),
    .refcount_table_offset = vf_be64_make (CLUSTER),
    .refcount_table_clusters = vf_be32_make (1),
    .refcount_order = vf_be32_make (4),
    .header_length = vf_be32_make (112),
  };
}

/* One field is set to VALUE of WIDTH bytes at OFFSET. */
static const struct {
  unsigned offset, width;
  uint64_t value;
  enum vf_error_code code;
  const char *text;
} damages[] = {
  { 0, 4, 0x51464901, VF_ERROR_CORRUPT, "header: no \"QFI\" magic at byte 0" },
  { 4, 4, 1, VF_ERROR_UNSUPPORTED, "version at byte 4 is 1, only 2 and 3" },
  { 4, 4, 4, VF_ERROR_UNSUPPORTED, "version at byte 4 is 4, only 2 and 3" },
  { 8, 8, 512, VF_ERROR_CORRUPT, "backing file name of 0 bytes at 512" },
  { 20, 4, 8, VF_ERROR_CORRUPT, "cluster bits at byte 20 is 8, must be 9 to" },
  { 20, 4, 22, VF_ERROR_CORRUPT, "cluster bits at byte 20 is 22, must be 9" },
  { 20, 4, 0xffffffff, VF_ERROR_CORRUPT, "cluster bits at byte 20" },
  { 24, 8, (UINT64_C (1) << 30) + 1, VF_ERROR_CORRUPT,
    "L1 table at byte 36 has 2 entries, the size needs 3" },
  { 24, 8, UINT64_MAX, VF_ERROR_CORRUPT, "L1 table at byte 36 has 2 entries" },
  { 32, 4, 1, VF_ERROR_UNSUPPORTED, "the image is encrypted (AES)" },
  { 32, 4, 2, VF_ERROR_UNSUPPORTED, "the image is encrypted (LUKS)" },
  { 36, 4, 1, VF_ERROR_CORRUPT, "L1 table at byte 36 has 1 entries" },
  { 36, 4, 0x400001, VF_ERROR_LIMIT, "the limit is 4194304" },
  { 36, 4, 0x8001, VF_ERROR_CORRUPT, "passes the end of the file at 327680" },
  { 40, 8, 0, VF_ERROR_CORRUPT, "L1 table offset at byte 40 is 0" },
  { 40, 8, 3 * CLUSTER + 512, VF_ERROR_CORRUPT, "must be a multiple of the" },
  { 40, 8, 5 * CLUSTER, VF_ERROR_CORRUPT, "passes the end of the file" },
  { 56, 4, 129, VF_ERROR_LIMIT, "refcount table at byte 56 has 129 clusters" },
  { 72, 8, 2, VF_ERROR_CORRUPT, "the image is marked corrupt" },
  { 72, 8, 4, VF_ERROR_CORRUPT, "name of the external data file has 0" },
  { 72, 8, 8, VF_ERROR_CORRUPT, "compression type at byte 104 is 0, but" },
  { 72, 8, 32, VF_ERROR_UNSUPPORTED, "feature bit 5 (without a name) is not" },
  { 72, 8, 64, VF_ERROR_UNSUPPORTED, "feature bit 6 (six) is not known" },
  { 96, 4, 7, VF_ERROR_CORRUPT, "refcount order at byte 96 is 7" },
  { 100, 4, 96, VF_ERROR_CORRUPT, "length at byte 100 is 96" },
  { 100, 4, 108, VF_ERROR_CORRUPT, "length at byte 100 is 108" },
  { 104, 1, 1, VF_ERROR_CORRUPT, "compression type at byte 104 is 1, but" },
  { 104, 1, 2, VF_ERROR_UNSUPPORTED, "compression type at byte 104 is 2" },
  { 116, 4, 0xffffffff, VF_ERROR_CORRUPT, "pass the end at 65536" },
};

/* A header, a feature name table with bit 6, and the end of extensions. */
static uint8_t *
make_file (void)
{
  static uint8_t bytes[FILE_SIZE];
  struct vf_qcow2_disk_header header = sound_header ();
  struct vf_qcow2_disk_extension extension
      = { .type = vf_be32_make (VF_QCOW2_EXTENSION_FEATURE_NAMES),
          .length = vf_be32_make (48) };
  struct vf_qcow2_disk_feature_name name = { .bit = 6, .name = "six" };

  memset (bytes, 0, sizeof bytes);
  memcpy (bytes, &header, sizeof header);
  memcpy (bytes + 112, &extension, sizeof extension);
  memcpy (bytes + 120, &name, sizeof name);
  return bytes;
}

static int
read_header (const uint8_t *bytes, size_t n, struct vf_qcow2_header *header,
             struct vf_error *err)
{
  CLEANUP_IO struct vf_io *io = vf_io_from_memory (bytes, n, "file", err);

  ck_assert_ptr_nonnull (io);
  return vf_qcow2_header_read (io, false, header, err);
}

START_TEST (sound_header_is_read)
{
  struct vf_qcow2_header header;
  struct vf_error err;

  ck_assert_int_eq (read_header (make_file (), FILE_SIZE, &header, &err), 0);
  ck_assert_uint_eq (header.version, 3);
  ck_assert_uint_eq (header.cluster_size, CLUSTER);
  ck_assert_uint_eq (header.size, 1 << 30);
  ck_assert_uint_eq (header.l1_entries, 2);
  ck_assert_uint_eq (header.refcount_bits, 16);
}
END_TEST

START_TEST (each_damage_is_named)
{
  struct vf_qcow2_header header;
  struct vf_error err;
  uint8_t *bytes;
  size_t i;
  unsigned b;

  for (i = 0; i < sizeof damages / sizeof damages[0]; i++) {
    bytes = make_file ();
    for (b = 0; b < damages[i].width; b++)
      bytes[damages[i].offset + b]
          = damages[i].value >> 8 * (damages[i].width - 1 - b);
    ck_assert_int_eq (read_header (bytes, FILE_SIZE, &header, &err), -1);
    ck_assert_msg (strstr (err.text, damages[i].text) != NULL,
                   "damage %zu: \"%s\" lacks \"%s\"", i, err.text,
                   damages[i].text);
    ck_assert_int_eq (err.code, damages[i].code);
  }
}
END_TEST

START_TEST (short_files_are_refused)
{
  static const size_t sizes[] = { 0, 1, 4, 71, 72, 103, 112, 119, 512 };
  struct vf_qcow2_header header;
  struct vf_error err;
  size_t i;

  for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    ck_assert_int_eq (read_header (make_file (), sizes[i], &header, &err), -1);
    ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  }
}
END_TEST

UNIT_MAIN ("formats/qcow2/header", sound_header_is_read, each_damage_is_named,
           short_files_are_refused)
