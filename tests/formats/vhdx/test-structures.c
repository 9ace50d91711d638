/* vmferry: tests of VHDX's headers and region tables: each field that is
 * broken, under a checksum that is right, gives its own sentence.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/header.h"

#include <string.h>

#include "common/crc32c.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vhdx/region.h"
#include "formats/vhdx/vhdx-disk.h"
#include "tests/unit.h"

enum { FILE_SIZE = 5 * VF_VHDX_MIB, N_REGIONS = 2 };

static uint8_t file[FILE_SIZE];

static void
seal (size_t offset, size_t n)
{
  struct vf_le32 sum = vf_le32_make (0);

  memcpy (file + offset + 4, &sum, sizeof sum);
  sum = vf_le32_make (vf_crc32c (0, file + offset, n));
  memcpy (file + offset + 4, &sum, sizeof sum);
}

static void
put_header (size_t offset, uint64_t sequence)
{
  struct vf_vhdx_disk_header disk = {
    .signature = "head",
    .sequence = vf_le64_make (sequence),
    .data_write_guid = { { (uint8_t)sequence } },
    .version = vf_le16_make (1),
    .log_length = vf_le32_make (VF_VHDX_MIB),
    .log_offset = vf_le64_make (VF_VHDX_MIB),
  };

  memcpy (file + offset, &disk, sizeof disk);
  seal (offset, sizeof disk);
}

static void
put_regions (size_t offset)
{
  static const char *const guids[N_REGIONS]
      = { "2dc27766-f623-4200-9d64-115e9bfd4a08",
          "8b7ca206-4790-4b9a-b8fe-575f050f886e" };
  struct vf_vhdx_disk_region_header header
      = { .signature = "regi", .count = vf_le32_make (N_REGIONS) };
  struct vf_vhdx_disk_region entry = { .length = vf_le32_make (VF_VHDX_MIB) };
  size_t at = offset + sizeof header;
  int i;

  memcpy (file + offset, &header, sizeof header);
  for (i = 0; i < N_REGIONS; i++, at += sizeof entry) {
    ck_assert (vf_guid_parse (guids[i], &entry.guid));
    entry.offset = vf_le64_make ((uint64_t)(2 + i) * VF_VHDX_MIB);
    memcpy (file + at, &entry, sizeof entry);
  }
  seal (offset, VF_VHDX_TABLE_SIZE);
}

/* A file whose second header is the current one. */
static struct vf_io *
sound_file (void)
{
  struct vf_error err;

  memset (file, 0, sizeof file);
  memcpy (file, "vhdxfile", 8);
  put_header (VF_VHDX_HEADER_1, 4);
  put_header (VF_VHDX_HEADER_2, 5);
  put_regions (VF_VHDX_REGION_TABLE_1);
  put_regions (VF_VHDX_REGION_TABLE_2);
  return vf_io_from_memory (file, sizeof file, "test", &err);
}

/* Reads both; the first error is in ERR. */
static int
read_file (struct vf_io *io, struct vf_vhdx_header *header,
           struct vf_vhdx_regions *regions, struct vf_error *err)
{
  if (vf_vhdx_header_read (io, header, err))
    return -1;
  return vf_vhdx_region_read (io, header, regions, err);
}

/* VALUE of WIDTH bytes at OFFSET of the structure at BASE and, where there is
 * one, of its copy. */
static const struct damage {
  size_t base, copy;
  unsigned offset, width;
  uint64_t value;
  enum vf_error_code code;
  const char *text;
} damages[] = {
  { VF_VHDX_HEADER_2, 0, 66, 2, 2, VF_ERROR_UNSUPPORTED,
    "header 2: version at byte 131138 is 2, only 1 is known" },
  { VF_VHDX_HEADER_2, 0, 68, 4, 4096, VF_ERROR_CORRUPT,
    "header 2: log length at byte 131140 is 4096, must be a multiple of" },
  { VF_VHDX_HEADER_2, 0, 68, 4, UINT64_C (0x80000000), VF_ERROR_LIMIT,
    "log length at byte 131140 is 2147483648, the limit is 1073741824" },
  { VF_VHDX_HEADER_2, 0, 72, 8, 0, VF_ERROR_CORRUPT,
    "log offset at byte 131144 is 0, must be a multiple of 1 MiB" },
  { VF_VHDX_HEADER_2, 0, 72, 8, 5 * VF_VHDX_MIB, VF_ERROR_CORRUPT,
    "log offset at byte 131144 is 5242880" },
  { VF_VHDX_HEADER_2, 0, 8, 8, 4, VF_ERROR_CORRUPT,
    "headers: the sequence numbers at bytes 65544 and 131080 are both 4, but "
    "the headers differ" },
  { VF_VHDX_REGION_TABLE_1, VF_VHDX_REGION_TABLE_2, 8, 4, 2048,
    VF_ERROR_CORRUPT,
    "region table 1: entry count at byte 196616 is 2048, must be at most "
    "2047; region table 2: entry count at byte 262152" },
  { VF_VHDX_REGION_TABLE_1, VF_VHDX_REGION_TABLE_2, 8, 4, 1, VF_ERROR_CORRUPT,
    "there is no metadata region" },
  { VF_VHDX_REGION_TABLE_1, VF_VHDX_REGION_TABLE_2, 32, 8, 4096,
    VF_ERROR_CORRUPT, "offset at byte 196640 is 4096, must be a multiple" },
  { VF_VHDX_REGION_TABLE_1, VF_VHDX_REGION_TABLE_2, 40, 4, 0, VF_ERROR_CORRUPT,
    "length at byte 196648 is 0, must be a multiple of 1 MiB" },
  { VF_VHDX_REGION_TABLE_1, VF_VHDX_REGION_TABLE_2, 32, 8, VF_VHDX_MIB,
    VF_ERROR_CORRUPT, "entry 0 at byte 1048576 overlaps the log" },
  { VF_VHDX_REGION_TABLE_1, VF_VHDX_REGION_TABLE_2, 32, 8, 3 * VF_VHDX_MIB,
    VF_ERROR_CORRUPT, "entries 0 and 1 overlap at byte 3145728" },
  { VF_VHDX_REGION_TABLE_1, VF_VHDX_REGION_TABLE_2, 16, 1, 0, VF_ERROR_CORRUPT,
    "there is no block allocation table region" },
};

START_TEST (names_each_damaged_field)
{
  struct vf_vhdx_regions regions;
  struct vf_vhdx_header header;
  struct vf_error err;
  size_t i;

  for (i = 0; i < sizeof damages / sizeof damages[0]; i++) {
    const struct damage *damage = &damages[i];
    CLEANUP_IO struct vf_io *io = sound_file ();
    size_t n = damage->copy ? (size_t)VF_VHDX_TABLE_SIZE
                            : sizeof (struct vf_vhdx_disk_header);
    struct vf_le64 value = vf_le64_make (damage->value);

    memcpy (file + damage->base + damage->offset, &value, damage->width);
    seal (damage->base, n);
    if (damage->copy) {
      memcpy (file + damage->copy + damage->offset, &value, damage->width);
      seal (damage->copy, n);
    }
    ck_assert_int_eq (read_file (io, &header, &regions, &err), -1);
    ck_assert_int_eq (err.code, damage->code);
    ck_assert_msg (strstr (err.text, damage->text), "%s", err.text);
  }
}
END_TEST

START_TEST (takes_the_current_header)
{
  CLEANUP_IO struct vf_io *io = sound_file ();
  struct vf_vhdx_regions regions;
  struct vf_vhdx_header header;
  struct vf_error err;

  ck_assert_int_eq (read_file (io, &header, &regions, &err), 0);
  ck_assert_uint_eq (header.data_write_guid.byte[0], 5);
  ck_assert_uint_eq (regions.bat.offset, 2 * VF_VHDX_MIB);
  ck_assert_uint_eq (regions.metadata.offset, 3 * VF_VHDX_MIB);

  file[VF_VHDX_HEADER_2 + 100] ^= 1;
  file[VF_VHDX_REGION_TABLE_1 + 5000] ^= 1;
  ck_assert_int_eq (read_file (io, &header, &regions, &err), 0);
  ck_assert_uint_eq (header.data_write_guid.byte[0], 4);
  ck_assert_int_eq (vf_vhdx_header_check (io, 0, &err), 0);
  ck_assert_int_eq (vf_vhdx_header_check (io, 1, &err), -1);
  ck_assert_int_eq (vf_vhdx_region_read_copy (io, 0, &header, &regions, &err),
                    -1);
}
END_TEST

START_TEST (refuses_a_required_region_that_is_not_known)
{
  CLEANUP_IO struct vf_io *io = sound_file ();
  struct vf_vhdx_disk_region entry = {
    .guid = { { 0xab } },
    .offset = vf_le64_make (4 * VF_VHDX_MIB),
    .length = vf_le32_make (VF_VHDX_MIB),
  };
  size_t count = VF_VHDX_REGION_TABLE_1 + 8;
  size_t at = VF_VHDX_REGION_TABLE_1
              + sizeof (struct vf_vhdx_disk_region_header)
              + N_REGIONS * sizeof entry;
  struct vf_vhdx_regions regions;
  struct vf_vhdx_header header;
  struct vf_error err;

  file[count] = N_REGIONS + 1;
  memcpy (file + at, &entry, sizeof entry);
  seal (VF_VHDX_REGION_TABLE_1, VF_VHDX_TABLE_SIZE);
  ck_assert_int_eq (vf_vhdx_header_read (io, &header, &err), 0);
  ck_assert_int_eq (vf_vhdx_region_read_copy (io, 0, &header, &regions, &err),
                    0);

  entry.flags = vf_le32_make (1);
  memcpy (file + at, &entry, sizeof entry);
  seal (VF_VHDX_REGION_TABLE_1, VF_VHDX_TABLE_SIZE);
  ck_assert_int_eq (read_file (io, &header, &regions, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  ck_assert_msg (strstr (err.text, "region 000000ab-0000-0000-0000-"
                                   "000000000000 at byte 196688 is required, "
                                   "but not known"),
                 "%s", err.text);
}
END_TEST

UNIT_MAIN ("formats/vhdx/structures", names_each_damaged_field,
           takes_the_current_header,
           refuses_a_required_region_that_is_not_known)
