/* vmferry: tests of the descriptor's grammar: what the field writes is read,
 * and what could hide an extent is refused with its line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/descriptor.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"

static struct vf_vmdk_descriptor
parse (const char *text)
{
  struct vf_vmdk_descriptor desc;
  struct vf_error err = { 0 };

  ck_assert_msg (
      vf_vmdk_descriptor_parse (text, strlen (text), &desc, &err) == 0, "%s",
      err.text);
  return desc;
}

START_TEST (reads_what_vmware_writes)
{
  struct vf_vmdk_descriptor desc
      = parse ("# Disk DescriptorFile\nversion=1\nCID=216bc064\n"
               "parentCID=ffffffff\ncreateType=\"twoGbMaxExtentSparse\"\n\n"
               "# Extent description\nRW 8323072 SPARSE \"disk-s001.vmdk\"\n"
               "RW 63 FLAT \"disk f.vmdk\" 128\nRDONLY 5 ZERO\n\n"
               "# The Disk Data Base\n#DDB\n"
               "ddb.adapterType = \"lsilogic\"\n");

  ck_assert_uint_eq (desc.cid, 0x216bc064);
  ck_assert_uint_eq (desc.parent_cid, VF_VMDK_NO_PARENT);
  ck_assert_uint_eq (desc.lines.count, 3);
  ck_assert_int_eq (desc.lines.items[0].type, VF_VMDK_SPARSE);
  ck_assert_uint_eq (desc.lines.items[0].sectors, 8323072);
  ck_assert_str_eq (desc.lines.items[0].name, "disk-s001.vmdk");
  ck_assert_str_eq (desc.lines.items[1].name, "disk f.vmdk");
  ck_assert_uint_eq (desc.lines.items[1].offset_sectors, 128);
  ck_assert_int_eq (desc.lines.items[2].type, VF_VMDK_ZERO);
  ck_assert_int_eq (desc.lines.items[2].access, VF_VMDK_RDONLY);
  ck_assert_ptr_null (desc.lines.items[2].name);
  ck_assert_uint_eq (desc.lines.items[2].number, 10);
  ck_assert_str_eq (vf_vmdk_descriptor_get (&desc, "ddb.adaptertype"),
                    "lsilogic");
  ck_assert_ptr_null (vf_vmdk_descriptor_get (&desc, "ddb.uuid"));
  vf_vmdk_descriptor_clear (&desc);
}
END_TEST

START_TEST (needs_neither_case_nor_order_nor_comments)
{
  struct vf_vmdk_descriptor desc
      = parse ("VERSION = 1\r\nrw\t8 flat \"a\"b.vmdk\" 0 uuid dev\r\n"
               "  CREATETYPE = \"custom\"  \r\ncid=7\r\n");

  ck_assert_uint_eq (desc.lines.count, 1);
  ck_assert_str_eq (desc.lines.items[0].name, "a\"b.vmdk");
  ck_assert_str_eq (vf_vmdk_descriptor_get (&desc, "createtype"), "custom");
  ck_assert_uint_eq (desc.cid, 7);
  vf_vmdk_descriptor_clear (&desc);
}
END_TEST

START_TEST (does_not_take_the_parents_cid_for_its_own)
{
  struct vf_vmdk_descriptor desc
      = parse ("version=1\nparentCID=11111111\nCID=22222222\n");

  ck_assert_uint_eq (desc.cid, 0x22222222);
  ck_assert_uint_eq (desc.parent_cid, 0x11111111);
  vf_vmdk_descriptor_clear (&desc);
}
END_TEST

START_TEST (decodes_names_by_the_encoding)
{
  /* U+65E5 U+672C in GBK. */
  struct vf_vmdk_descriptor desc
      = parse ("version=1\nencoding=\"GBK\"\n"
               "RW 8 FLAT \"\xc8\xd5\xb1\xbe.vmdk\" 0\n"
               "parentFileNameHint=\"\xc8\xd5.vmdk\"\n");

  ck_assert_str_eq (desc.lines.items[0].name, "\xc8\xd5\xb1\xbe.vmdk");
  ck_assert_str_eq (desc.lines.items[0].name_utf8,
                    "\xe6\x97\xa5\xe6\x9c\xac.vmdk");
  ck_assert_str_eq (vf_vmdk_descriptor_get (&desc, "parentfilenamehint"),
                    "\xe6\x97\xa5.vmdk");
  vf_vmdk_descriptor_clear (&desc);
}
END_TEST

START_TEST (ends_at_a_nul)
{
  static const char text[] = "version=1\nRW 8 ZERO\n\0garbage";
  struct vf_vmdk_descriptor desc;
  struct vf_error err = { 0 };

  ck_assert_int_eq (
      vf_vmdk_descriptor_parse (text, sizeof text, &desc, &err), 0);
  ck_assert_uint_eq (desc.lines.count, 1);
  vf_vmdk_descriptor_clear (&desc);
}
END_TEST

static const struct {
  const char *text;
  enum vf_error_code code;
  const char *message;
} bad[] = {
  { "version=4\n", VF_ERROR_UNSUPPORTED,
    "descriptor: version is \"4\", known are 1 to 3" },
  { "version=1\nRW 8 WARP \"x\"\n", VF_ERROR_UNSUPPORTED,
    "descriptor: line 2: the extent's type \"WARP\" is not known" },
  { "version=1\nRW eight FLAT \"x\"\n", VF_ERROR_CORRUPT,
    "descriptor: line 2: the extent's size is \"eight\", must be a number of "
    "sectors" },
  { "RW 99999999999999999999 FLAT \"x\"\n", VF_ERROR_CORRUPT,
    "the extent's size is \"99999999999999999999\"" },
  { "RW 8 FLAT \"x\" -1\n", VF_ERROR_CORRUPT, "the offset is \"-1\"" },
  { "RW 8 FLAT x.vmdk\n", VF_ERROR_CORRUPT,
    "line 1: a file name in quotes must follow the type" },
  { "RW 8 FLAT \"x.vmdk\n", VF_ERROR_CORRUPT, "its quote is not closed" },
  { "RW 8 FLAT \"\"\n", VF_ERROR_CORRUPT, "the file name is empty" },
  { "WO 8 FLAT \"x\"\n", VF_ERROR_CORRUPT,
    "line 1: is no comment, no extent and no KEY = VALUE" },
  { "CID=xyz\n", VF_ERROR_CORRUPT,
    "cid is \"xyz\", must be a hexadecimal number of 32 bits" },
  { "CID=123456789\n", VF_ERROR_CORRUPT, "cid is \"123456789\"" },
};

START_TEST (names_the_line_that_is_wrong)
{
  struct vf_vmdk_descriptor desc;
  struct vf_error err = { 0 };

  ck_assert_int_eq (vf_vmdk_descriptor_parse (bad[_i].text,
                                              strlen (bad[_i].text), &desc,
                                              &err),
                    -1);
  ck_assert_int_eq (err.code, bad[_i].code);
  ck_assert_msg (strstr (err.text, bad[_i].message), "%s", err.text);
}
END_TEST

int
main (void)
{
  TCase *tcase = tcase_create ("descriptor");
  Suite *suite = suite_create ("formats/vmdk/descriptor");
  SRunner *runner = srunner_create (suite);
  int failed;

  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, reads_what_vmware_writes);
  tcase_add_test (tcase, needs_neither_case_nor_order_nor_comments);
  tcase_add_test (tcase, does_not_take_the_parents_cid_for_its_own);
  tcase_add_test (tcase, decodes_names_by_the_encoding);
  tcase_add_test (tcase, ends_at_a_nul);
  tcase_add_loop_test (tcase, names_the_line_that_is_wrong, 0,
                       sizeof bad / sizeof bad[0]);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
