/* vmferry: tests of what the headers and entries of COWD and SESparse files
 * may be: each field that is broken gives its own sentence, each kind of entry
 * its kind of grain.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/cowd-disk.h"
#include "formats/vmdk/cowd.h"
#include "formats/vmdk/delta.h"
#include "formats/vmdk/sesparse-disk.h"
#include "formats/vmdk/sesparse.h"
#include "formats/vmdk/unit-set.h"
#include "tests/unit.h"

/* Sizes of the files that the headers below tell of: a table each, and room
 * for ten grains. */
enum {
  COWD_TABLE = 5,
  COWD_GRAINS = 40,
  COWD_FILE = (COWD_GRAINS + 10 * 2) * 512,
  SE_TABLES = 8,
  SE_GRAINS = 136,
  SE_FILE = (SE_GRAINS + 10 * 8) * 512,
};

/* A disk of 101 sectors in grains of two: the last one is in part. */
static struct vf_cowd_disk_header
cowd_header (void)
{
  return (struct vf_cowd_disk_header){
    .magic = { 'C', 'O', 'W', 'D' },
    .version = vf_le32_make (1),
    .flags = vf_le32_make (3),
    .capacity = vf_le32_make (101),
    .grain_size = vf_le32_make (2),
    .directory_offset = vf_le32_make (4),
    .n_directory = vf_le32_make (128),
  };
}

static struct vf_sesparse_disk_region
region (uint64_t offset, uint64_t size)
{
  return (struct vf_sesparse_disk_region){ vf_le64_make (offset),
                                           vf_le64_make (size) };
}

static struct vf_sesparse_disk_header
sesparse_header (void)
{
  return (struct vf_sesparse_disk_header){
    .magic = vf_le64_make (VF_SESPARSE_MAGIC),
    .version = vf_le64_make (VF_SESPARSE_VERSION),
    .capacity = vf_le64_make (101),
    .grain_size = vf_le64_make (8),
    .table_size = vf_le64_make (64),
    .volatile_header = region (1, 1),
    .directory = region (2, 1),
    .tables = region (SE_TABLES, 64),
    .grains = region (SE_GRAINS, 80),
  };
}

/* One field is set to VALUE of WIDTH bytes at OFFSET. */
struct damage {
  unsigned offset, width;
  uint64_t value;
  enum vf_error_code code;
  const char *text;
};

static void
apply (void *disk, const struct damage *damage)
{
  struct vf_le64 value = vf_le64_make (damage->value);

  memcpy ((char *)disk + damage->offset, &value, damage->width);
}

static void
check_error (const struct vf_error *err, const struct damage *damage)
{
  ck_assert_int_eq (err->code, damage->code);
  ck_assert_msg (strstr (err->text, damage->text), "%s", err->text);
}

static const struct damage cowd_damages[] = {
  { 0, 4, 0x564d444b, VF_ERROR_CORRUPT,
    "COWD header: magic at byte 0 is not \"COWD\"" },
  { 4, 4, 0, VF_ERROR_UNSUPPORTED, "version at byte 4 is 0, known is 1" },
  { 4, 4, 2, VF_ERROR_UNSUPPORTED, "version at byte 4 is 2, known is 1" },
  { 12, 4, 0, VF_ERROR_CORRUPT, "capacity at byte 12 is 0 sectors" },
  { 12, 4, UINT32_MAX, VF_ERROR_CORRUPT,
    "at byte 24 has 128 entries, but the capacity needs 524288" },
  { 16, 4, 0, VF_ERROR_CORRUPT,
    "grain size at byte 16 is 0 sectors, must be a power of two of at most "
    "2048" },
  { 16, 4, 3, VF_ERROR_CORRUPT, "grain size at byte 16 is 3 sectors" },
  { 16, 4, 4096, VF_ERROR_CORRUPT, "grain size at byte 16 is 4096 sectors" },
  { 20, 4, 0, VF_ERROR_CORRUPT, "offset at byte 20 is sector 0, but its 1" },
  { 20, 4, 3, VF_ERROR_CORRUPT, "offset at byte 20 is sector 3" },
  { 20, 4, COWD_FILE / 512, VF_ERROR_CORRUPT, "offset at byte 20 is sector" },
  { 20, 4, UINT32_MAX, VF_ERROR_CORRUPT, "offset at byte 20 is sector" },
  { 24, 4, 0, VF_ERROR_CORRUPT, "has 0 entries, but the capacity needs 1" },
};

START_TEST (names_the_damaged_field_of_cowd)
{
  unsigned i;

  for (i = 0; i < sizeof cowd_damages / sizeof cowd_damages[0]; i++) {
    struct vf_cowd_disk_header disk = cowd_header ();
    struct vf_cowd_header header;
    struct vf_error err = { 0 };

    apply (&disk, &cowd_damages[i]);
    ck_assert_int_eq (vf_cowd_header_parse (&disk, COWD_FILE, &header, &err),
                      -1);
    check_error (&err, &cowd_damages[i]);
  }
}
END_TEST

static const struct damage sesparse_damages[] = {
  { 0, 8, VF_SESPARSE_VOLATILE_MAGIC, VF_ERROR_CORRUPT,
    "SESparse header: magic at byte 0 is 0xcafecafe, must be 0xcafebabe" },
  { 8, 8, 0x200000002, VF_ERROR_UNSUPPORTED,
    "version at byte 8 is 0x200000002, known is 0x200000001" },
  { 16, 8, 0, VF_ERROR_CORRUPT, "capacity at byte 16 is 0 sectors" },
  { 16, 8, (UINT64_C (1) << 37) + 1, VF_ERROR_LIMIT,
    "capacity at byte 16 is 137438953473 sectors, the limit is 137438953472" },
  { 16, 8, 65 * 32768, VF_ERROR_CORRUPT,
    "grain directory at bytes 128 and 136 is 1 sectors at sector 2, must hold "
    "520 bytes" },
  { 24, 8, 16, VF_ERROR_UNSUPPORTED, "grain size at byte 24 is 0x10" },
  { 32, 8, 32, VF_ERROR_UNSUPPORTED, "grain table size at byte 32 is 0x20" },
  { 40, 8, 1, VF_ERROR_UNSUPPORTED, "flags at byte 40 is 0x1, known is 0x0" },
  { 72, 8, 1, VF_ERROR_UNSUPPORTED, "what is reserved at byte 72 is 0x1" },
  { 80, 8, 0, VF_ERROR_CORRUPT, "volatile header at bytes 80 and 88 is" },
  { 88, 8, 0, VF_ERROR_CORRUPT, "volatile header at bytes 80 and 88 is 0" },
  { 128, 8, UINT64_MAX, VF_ERROR_CORRUPT, "grain directory at bytes 128 and" },
  { 136, 8, UINT64_MAX, VF_ERROR_CORRUPT, "grain directory at bytes 128 and" },
  { 144, 8, SE_FILE / 512 + 1, VF_ERROR_CORRUPT, "grain tables at bytes 144" },
  { 144, 8, SE_GRAINS, VF_ERROR_CORRUPT,
    "the regions at bytes 144 and 192 overlap" },
  { 192, 8, SE_GRAINS + 1, VF_ERROR_CORRUPT,
    "grains at byte 192 is sector 137, must be a multiple of 8" },
  { 192, 8, SE_TABLES + 56, VF_ERROR_CORRUPT,
    "the regions at bytes 144 and 192 overlap" },
  { 511, 1, 7, VF_ERROR_UNSUPPORTED, "byte 511 is 0x07, known is 0" },
};

START_TEST (names_the_damaged_field_of_sesparse)
{
  unsigned i;

  for (i = 0; i < sizeof sesparse_damages / sizeof sesparse_damages[0]; i++) {
    struct vf_sesparse_disk_header disk = sesparse_header ();
    struct vf_sesparse_header header;
    struct vf_error err = { 0 };

    apply (&disk, &sesparse_damages[i]);
    ck_assert_int_eq (vf_sesparse_header_parse (&disk, SE_FILE, &header, &err),
                      -1);
    check_error (&err, &sesparse_damages[i]);
  }
}
END_TEST

START_TEST (refuses_a_journal_that_must_be_replayed)
{
  struct vf_sesparse_disk_volatile disk
      = { .magic = vf_le64_make (VF_SESPARSE_VOLATILE_MAGIC) };
  struct vf_error err = { 0 };

  ck_assert_int_eq (vf_sesparse_volatile_check (&disk, &err), 0);
  disk.replay_journal = vf_le64_make (UINT64_C (1) << 63);
  ck_assert_int_eq (vf_sesparse_volatile_check (&disk, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  ck_assert_msg (strstr (err.text, "snapshot was not closed cleanly: "), "%s",
                 err.text);
  disk.magic = vf_le64_make (VF_SESPARSE_MAGIC);
  ck_assert_int_eq (vf_sesparse_volatile_check (&disk, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
}
END_TEST

/* What ENTRY says of grain NUMBER. */
struct entry_case {
  uint64_t number, entry;
  enum vf_span_kind kind;
  uint64_t offset;  /* of data */
  const char *text; /* of the error; NULL: none */
};

static const struct entry_case cowd_entries[] = {
  { 0, 0, VF_SPAN_HOLE, 0, NULL },
  { 0, 1, VF_SPAN_ZERO, 0, NULL },
  { 0, 3, VF_SPAN_ZERO, 0, NULL },
  { 0, 4, VF_SPAN_DATA, 4 * 512, NULL }, /* reads; a check sees the overlap */
  { 0, COWD_GRAINS + 18, VF_SPAN_DATA, (COWD_GRAINS + 18) * 512, NULL },
  { 0, COWD_GRAINS + 19, VF_SPAN_DATA, 0,
    "grain table 0: entry for guest byte 0 at byte 2560: is sector 59, but "
    "1024 bytes must lie there" },
  { 50, COWD_GRAINS + 19, VF_SPAN_DATA, (COWD_GRAINS + 19) * 512, NULL },
  { 50, COWD_GRAINS + 20, VF_SPAN_DATA, 0,
    "entry for guest byte 51200 at byte 2760: is sector 60, but 512 bytes" },
  { 7, UINT32_MAX, VF_SPAN_DATA, 0, "is sector 4294967295" },
};

#define SE(type, number)                                                      \
  ((uint64_t)(type) << 60 | ((uint64_t)(number)&0xfff) << 48                  \
   | (uint64_t)(number) >> 12)

static const struct entry_case sesparse_entries[] = {
  { 0, 0, VF_SPAN_HOLE, 0, NULL },
  { 0, SE (1, 0), VF_SPAN_ZERO, 0, NULL },
  { 0, SE (1, 123456), VF_SPAN_ZERO, 0, NULL },
  { 0, SE (2, 0), VF_SPAN_ZERO, 0, NULL },
  { 0, SE (3, 0), VF_SPAN_DATA, SE_GRAINS * 512, NULL },
  { 0, SE (3, 9), VF_SPAN_DATA, SE_GRAINS * 512 + 9 * 4096, NULL },
  { 3, SE (3, 10), VF_SPAN_DATA, 0,
    "grain table 0: entry for guest byte 12288 at byte 4120: is number 10, "
    "which must end before byte 110592" },
  { 0, SE (3, 4096), VF_SPAN_DATA, 0, "is number 4096" },
  { 0, SE (3, UINT64_MAX >> 4), VF_SPAN_DATA, 0,
    "is number 1152921504606846975" },
  { 0, 1, VF_SPAN_DATA, 0,
    "is 0x0000000000000001, must be 0 or have a type of 1 to 3" },
  { 0, SE (4, 0), VF_SPAN_DATA, 0, "is 0x4000000000000000, must be 0 or" },
  { 0, SE (15, 0), VF_SPAN_DATA, 0, "is 0xf000000000000000" },
};

/* Decodes each of the entries as if it stood in a table at byte AT. */
static void
try_entries (const struct vf_vmdk_extent *extent, uint64_t at,
             const struct entry_case *cases, size_t n_cases)
{
  const struct vf_vmdk_delta *delta = (const struct vf_vmdk_delta *)extent;
  size_t i;

  for (i = 0; i < n_cases; i++) {
    struct vf_error err = { 0 };
    struct vf_vmdk_delta_grain grain;
    int r;

    r = vf_vmdk_delta_decode (delta, at, cases[i].number, cases[i].entry,
                              &grain, &err);
    ck_assert_int_eq (r, cases[i].text ? -1 : 0);
    if (r) {
      ck_assert_msg (strstr (err.text, cases[i].text), "%s", err.text);
      continue;
    }
    ck_assert_int_eq (grain.kind, cases[i].kind);
    if (grain.kind == VF_SPAN_DATA)
      ck_assert_uint_eq (grain.offset, cases[i].offset);
  }
}

START_TEST (decodes_the_entries_of_cowd)
{
  static uint8_t file[COWD_FILE];
  struct vf_cowd_disk_header disk = cowd_header ();
  struct vf_vmdk_extent *extent;
  struct vf_error err = { 0 };
  struct vf_io *io;

  memcpy (file, &disk, sizeof disk);
  io = vf_io_from_memory (file, sizeof file, "file", &err);
  extent = vf_vmdk_cowd_new (io, 100 * 512, &err);
  ck_assert_msg (extent != NULL, "%s", err.text);
  try_entries (extent, COWD_TABLE * 512, cowd_entries,
               sizeof cowd_entries / sizeof cowd_entries[0]);
  vf_vmdk_extent_free (extent);
  ck_assert_ptr_null (vf_vmdk_cowd_new (io, 102 * 512, &err));
  ck_assert_msg (strstr (err.text, "101 sectors, less than the 102"), "%s",
                 err.text);
  vf_io_close (io);
}
END_TEST

START_TEST (decodes_the_entries_of_sesparse)
{
  static uint8_t file[SE_FILE];
  struct vf_sesparse_disk_header disk = sesparse_header ();
  struct vf_sesparse_header header;
  struct vf_vmdk_extent *extent;
  struct vf_error err = { 0 };
  struct vf_io *io;

  memcpy (file, &disk, sizeof disk);
  io = vf_io_from_memory (file, sizeof file, "file", &err);
  ck_assert_int_eq (vf_sesparse_header_read (io, &header, &err), 0);
  extent = vf_vmdk_sesparse_new (io, &header, 101 * 512, &err);
  ck_assert_msg (extent != NULL, "%s", err.text);
  try_entries (extent, SE_TABLES * 512, sesparse_entries,
               sizeof sesparse_entries / sizeof sesparse_entries[0]);
  vf_vmdk_extent_free (extent);
  ck_assert_ptr_null (vf_vmdk_sesparse_new (io, &header, 102 * 512, &err));
  ck_assert_msg (strstr (err.text, "101 sectors, less than the 102"), "%s",
                 err.text);
  vf_io_close (io);
}
END_TEST

START_TEST (a_unit_is_taken_once)
{
  enum { N = 200000 };
  struct vf_error err;
  struct vf_unit_set *set = vf_unit_set_new (N, &err);

  ck_assert_int_eq (vf_unit_set_take (set, 10, 20, &err), 1);
  ck_assert_int_eq (vf_unit_set_take (set, 20, 99000, &err), 1);
  ck_assert_int_eq (vf_unit_set_take (set, 0, 10, &err), 1);
  ck_assert_int_eq (vf_unit_set_take (set, 98999, 99001, &err), 0);
  ck_assert_int_eq (vf_unit_set_take (set, 99001, 99002, &err), 1);
  ck_assert_int_eq (vf_unit_set_take (set, N - 1, UINT64_MAX, &err), 1);
  ck_assert_int_eq (vf_unit_set_take (set, N, N + 1, &err), 1);
  ck_assert_int_eq (vf_unit_set_take (set, N - 1, N, &err), 0);
  vf_unit_set_free (set);
}
END_TEST

UNIT_MAIN ("formats/vmdk/esx-headers", names_the_damaged_field_of_cowd,
           names_the_damaged_field_of_sesparse,
           refuses_a_journal_that_must_be_replayed,
           decodes_the_entries_of_cowd, decodes_the_entries_of_sesparse,
           a_unit_is_taken_once)
