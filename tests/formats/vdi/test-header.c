/* vmferry: tests of VDI's header: each field that is broken gives its own
 * sentence.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vdi/header.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "tests/unit.h"

enum { HEADER_AT = sizeof (struct vf_vdi_disk_preheader) };

static struct vf_error err;
static uint8_t file[HEADER_AT + sizeof (struct vf_vdi_disk_header)];

/* A dynamic disk of two blocks and a half. */
static struct vf_io *
sound_file (void)
{
  const struct vf_vdi_disk_preheader preheader = {
    .text = "<<< a disk >>>\n",
    .signature = vf_le32_make (VF_VDI_SIGNATURE),
    .version = vf_le32_make (0x10001),
  };
  const struct vf_vdi_disk_header header = {
    .header_size = vf_le32_make (sizeof header),
    .type = vf_le32_make (VF_VDI_DYNAMIC),
    .table_offset = vf_le32_make (512),
    .data_offset = vf_le32_make (1024),
    .size = vf_le64_make (10240),
    .block_size = vf_le32_make (4096),
    .n_blocks = vf_le32_make (3),
    .id = { { 1 } },
  };

  memcpy (file, &preheader, sizeof preheader);
  memcpy (file + HEADER_AT, &header, sizeof header);
  return vf_io_from_memory (file, sizeof file, "test", &err);
}

/* VALUE of WIDTH bytes at byte AT. */
static const struct damage {
  unsigned at, width;
  uint64_t value;
  enum vf_error_code code;
  const char *text;
} damages[] = {
  { 64, 4, 0, VF_ERROR_CORRUPT,
    "header: signature at byte 64 is 0x00000000, must be 0xbeda107f" },
  { 68, 4, 1, VF_ERROR_UNSUPPORTED, "version at byte 68 is 0.1, of before" },
  { 68, 4, 0x20000, VF_ERROR_UNSUPPORTED, "version at byte 68 is 2.0, only" },
  { 72, 4, 383, VF_ERROR_CORRUPT,
    "header size at byte 72 is 383, must be at least 384" },
  { 72, 4, UINT32_MAX, VF_ERROR_CORRUPT,
    "offset of the block table at byte 340 is 512, must be behind the header, "
    "which ends at 4294967367" },
  { 76, 4, 0, VF_ERROR_UNSUPPORTED, "type at byte 76 is 0, must be 1" },
  { 76, 4, 5, VF_ERROR_UNSUPPORTED, "type at byte 76 is 5, must be 1" },
  { 76, 4, 4, VF_ERROR_CORRUPT,
    "type at byte 76 is 4, but the parent's UUID at byte 424 is zero" },
  { 424, 1, 1, VF_ERROR_CORRUPT,
    "type at byte 76 is 1, but the parent's UUID at byte 424 is not zero" },
  { 344, 4, 512, VF_ERROR_CORRUPT,
    "offset of the data at byte 344 is 512, must be behind the block table, "
    "which ends at 524" },
  { 344, 4, 1025, VF_ERROR_CORRUPT,
    "data at bytes 340 and 344 are 512 and 1025, must be multiples of 512" },
  { 380, 4, 511, VF_ERROR_CORRUPT,
    "extra bytes of a block at byte 380 are 511, must be a multiple of 512" },
  /* No block's number times its length passes 64 bits. */
  { 380, 4, 0x40000200, VF_ERROR_CORRUPT,
    "extra bytes of a block at byte 380 are 1073742336, must be a multiple" },
  { 368, 8, 0, VF_ERROR_CORRUPT, "disk size at byte 368 is 0" },
  { 368, 8, UINT64_MAX, VF_ERROR_CORRUPT,
    "block count at byte 384 is 3, must be at least 4503599627370496" },
  { 376, 4, 0, VF_ERROR_CORRUPT, "block size at byte 376 is 0, must be" },
  { 376, 4, 4097, VF_ERROR_CORRUPT, "block size at byte 376 is 4097" },
  { 376, 4, 0x80000000, VF_ERROR_CORRUPT, "block size at byte 376 is 2147" },
  { 384, 4, 2, VF_ERROR_CORRUPT,
    "block count at byte 384 is 2, must be at least 3 for 10240 bytes" },
  { 384, 4, UINT32_MAX, VF_ERROR_CORRUPT,
    "offset of the data at byte 344 is 1024, must be behind the block table, "
    "which ends at 17179869692" },
};

START_TEST (names_each_damaged_field)
{
  struct vf_vdi_header header;
  size_t i;

  for (i = 0; i < sizeof damages / sizeof damages[0]; i++) {
    const struct damage *damage = &damages[i];
    CLEANUP_IO struct vf_io *io = sound_file ();
    struct vf_le64 value = vf_le64_make (damage->value);

    memcpy (file + damage->at, &value, damage->width);
    ck_assert_int_eq (vf_vdi_header_read (io, &header, &err), -1);
    ck_assert_int_eq (err.code, damage->code);
    ck_assert_msg (strstr (err.text, damage->text), "%s", err.text);
  }
}
END_TEST

START_TEST (a_header_is_decoded)
{
  CLEANUP_IO struct vf_io *io = sound_file ();
  struct vf_vdi_header header;

  ck_assert_int_eq (vf_vdi_header_read (io, &header, &err), 0);
  ck_assert_str_eq (header.text, "<<< a disk >>>\n");
  ck_assert_uint_eq (header.size, 10240);
  ck_assert_uint_eq (header.table_offset, 512);
  ck_assert_uint_eq (header.data_offset, 1024);
  ck_assert_uint_eq (header.n_blocks, 3);
  ck_assert_uint_eq (header.id.byte[0], 1);
}
END_TEST

UNIT_MAIN ("formats/vdi/header", names_each_damaged_field, a_header_is_decoded)
