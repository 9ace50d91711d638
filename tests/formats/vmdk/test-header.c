/* vmferry: tests of the hosted sparse header: each field that is broken gives
 * its own sentence.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/header.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/vmdk/vmdk-disk.h"

/* What VMware writes for a disk of 1 GiB. */
static struct vf_vmdk_disk_header
sound_header (void)
{
  return (struct vf_vmdk_disk_header){
    .magic = { 'K', 'D', 'M', 'V' },
    .version = vf_le32_make (1),
    .flags = vf_le32_make (3),
    .capacity = vf_le64_make (2097152),
    .grain_size = vf_le64_make (128),
    .descriptor_offset = vf_le64_make (1),
    .descriptor_size = vf_le64_make (20),
    .entries_per_table = vf_le32_make (512),
    .rgd_offset = vf_le64_make (21),
    .gd_offset = vf_le64_make (150),
    .overhead = vf_le64_make (384),
    .newline_test = { '\n', ' ', '\r', '\n' },
  };
}

/* One field is set to VALUE of WIDTH bytes at OFFSET. */
static const struct {
  unsigned offset, width;
  uint64_t value;
  enum vf_error_code code;
  const char *text;
} damages[] = {
  { 0, 4, 0x44574f43, VF_ERROR_CORRUPT, "magic at byte 0 is not \"KDMV\"" },
  { 0, 4, 0x766d646b, VF_ERROR_CORRUPT, "interrupted; make it again" },
  { 4, 4, 0, VF_ERROR_UNSUPPORTED, "version at byte 4 is 0, known are 1 to 3" },
  { 4, 4, 4, VF_ERROR_UNSUPPORTED, "version at byte 4 is 4, known are 1 to 3" },
  { 8, 4, 0x40003, VF_ERROR_UNSUPPORTED,
    "flags at byte 8 are 0x40003, of which 0x40000 is not known" },
  { 8, 4, 0x10003, VF_ERROR_CORRUPT,
    "compression algorithm at byte 77 is 0, but flags at byte 8 (0x10003) say "
    "grains are compressed" },
  { 8, 4, 0x20003, VF_ERROR_CORRUPT,
    "flags at byte 8 are 0x20003: markers without compression" },
  { 12, 8, UINT64_MAX, VF_ERROR_LIMIT,
    "capacity at byte 12 is 18446744073709551615 sectors" },
  { 20, 8, 0, VF_ERROR_CORRUPT,
    "grain size at byte 20 is 0 sectors, must be a power of two of at least "
    "8" },
  { 20, 8, 3, VF_ERROR_CORRUPT, "grain size at byte 20 is 3 sectors" },
  { 20, 8, 4, VF_ERROR_CORRUPT, "grain size at byte 20 is 4 sectors" },
  { 20, 8, UINT64_C (1) << 22, VF_ERROR_LIMIT,
    "grain size at byte 20 is 4194304 sectors, the limit is 2097152" },
  { 44, 4, 0, VF_ERROR_CORRUPT,
    "entries per grain table at byte 44 are 0, must be a power of two of at "
    "most 512" },
  { 44, 4, 1024, VF_ERROR_CORRUPT, "at byte 44 are 1024" },
  { 73, 1, '\r', VF_ERROR_CORRUPT,
    "newline test at byte 73 fails: the file was transferred as text" },
  { 77, 2, 1, VF_ERROR_CORRUPT, "say grains are not compressed" },
  { 77, 2, 2, VF_ERROR_UNSUPPORTED,
    "compression algorithm at byte 77 is 2, known are 0 and 1" },
};

START_TEST (names_the_damaged_field)
{
  struct vf_vmdk_disk_header disk = sound_header ();
  struct vf_vmdk_header header;
  struct vf_error err = { 0 };
  struct vf_le64 value = vf_le64_make (damages[_i].value);

  memcpy ((char *)&disk + damages[_i].offset, &value, damages[_i].width);
  ck_assert_int_eq (vf_vmdk_header_decode (&disk, &header, &err), -1);
  ck_assert_int_eq (err.code, damages[_i].code);
  ck_assert_ptr_eq (strstr (err.text, "sparse header: "), err.text);
  ck_assert_msg (strstr (err.text, damages[_i].text), "%s", err.text);
}
END_TEST

START_TEST (takes_a_sound_header)
{
  struct vf_vmdk_disk_header disk = sound_header ();
  struct vf_vmdk_header header;
  struct vf_error err = { 0 };

  ck_assert_int_eq (vf_vmdk_header_decode (&disk, &header, &err), 0);
  ck_assert_uint_eq (header.capacity, 2097152);
  ck_assert_uint_eq (header.grain, 128);
  ck_assert_uint_eq (header.entries_per_table, 512);
  ck_assert_uint_eq (header.gd_offset, 150);
  ck_assert_uint_eq (header.rgd_offset, 21);
  ck_assert_uint_eq (header.overhead, 384);
  ck_assert (!header.has_zero_grains && !header.is_compressed);
}
END_TEST

START_TEST (ignores_a_redundant_directory_that_is_not_in_use)
{
  struct vf_vmdk_disk_header disk = sound_header ();
  struct vf_vmdk_header header;
  struct vf_error err = { 0 };

  disk.flags = vf_le32_make (5);
  ck_assert_int_eq (vf_vmdk_header_decode (&disk, &header, &err), 0);
  ck_assert_uint_eq (header.rgd_offset, 0);
  ck_assert (header.has_zero_grains);
}
END_TEST

START_TEST (asks_a_wrapper_for_its_descriptor_only)
{
  struct vf_vmdk_disk_header disk = sound_header ();
  struct vf_vmdk_header header;
  struct vf_error err = { 0 };

  disk.capacity = vf_le64_make (0);
  disk.grain_size = vf_le64_make (0);
  ck_assert_int_eq (vf_vmdk_header_decode (&disk, &header, &err), 0);
  ck_assert_uint_eq (header.capacity, 0);
  ck_assert_uint_eq (header.descriptor_size, 20);
  disk.descriptor_offset = vf_le64_make (0);
  ck_assert_int_eq (vf_vmdk_header_decode (&disk, &header, &err), -1);
  ck_assert_msg (strstr (err.text, "capacity at byte 12 is 0"), "%s",
                 err.text);
}
END_TEST

int
main (void)
{
  TCase *tcase = tcase_create ("header");
  Suite *suite = suite_create ("formats/vmdk/header");
  SRunner *runner = srunner_create (suite);
  int failed;

  suite_add_tcase (suite, tcase);
  tcase_add_loop_test (tcase, names_the_damaged_field, 0,
                       sizeof damages / sizeof damages[0]);
  tcase_add_test (tcase, takes_a_sound_header);
  tcase_add_test (tcase, ignores_a_redundant_directory_that_is_not_in_use);
  tcase_add_test (tcase, asks_a_wrapper_for_its_descriptor_only);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
