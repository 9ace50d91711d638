/* vmferry: tests of what an image says of itself, up to its JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/info.h"

#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "tests/unit.h"

static struct vf_error err;

/* INFO as one line of JSON. */
static char *
json_of (const struct vf_info *info)
{
  CLEANUP_JSON struct vf_json *json = vf_json_object ();
  char *text;

  vf_info_put_json (info, json);
  text = vf_json_text (json, true, &err);
  ck_assert_msg (text != NULL, "%s", err.text);
  return text;
}

START_TEST (nothing_to_say)
{
  struct vf_info info = { 0 };
  char *text = json_of (&info);

  ck_assert_str_eq (text,
                    "{\"variant\":null,\"creator\":null,\"extents\":[]}");
  free (text);
  vf_info_clear (&info);
}
END_TEST

START_TEST (all_kinds_of_rows)
{
  struct vf_info info = { .variant = "dynamic" };
  char *text;

  ck_assert_int_eq (vf_info_set_creator (&info, "first", &err), 0);
  ck_assert_int_eq (vf_info_set_creator (&info, "second", &err), 0);
  ck_assert_int_eq (vf_info_add_text (&info, "id", "a-b", &err), 0);
  ck_assert_int_eq (
      vf_info_add_number (&info, "block_size", VF_INFO_SIZE, 4096, &err), 0);
  ck_assert_int_eq (vf_info_add_number (&info, "version", VF_INFO_NUMBER,
                                        UINT32_MAX, &err), 0);
  ck_assert_int_eq (
      vf_info_add_number (&info, "dirty", VF_INFO_BOOL, 7, &err), 0);
  ck_assert_int_eq (
      vf_info_add_number (&info, "clean", VF_INFO_BOOL, 0, &err), 0);
  text = json_of (&info);
  ck_assert_str_eq (text, "{\"variant\":\"dynamic\",\"creator\":\"second\","
                          "\"id\":\"a-b\",\"block_size\":4096,"
                          "\"version\":4294967295,\"dirty\":true,"
                          "\"clean\":false,\"extents\":[]}");
  free (text);
  vf_info_clear (&info);
  ck_assert_uint_eq (info.n_rows, 0);
}
END_TEST

START_TEST (extents_keep_their_order)
{
  static const struct vf_info_extent extents[] = {
    { (char *)"a-s001.vmdk", "sparse", "rw", 0, 1024, 0 },
    { NULL, "zero", "rw", 1024, 512, 0 },
    { (char *)"b-flat.vmdk", "flat", "rdonly", 1536, 512, 4096 },
  };
  struct vf_info info = { 0 };
  char *text;
  size_t i;

  for (i = 0; i < 3; i++)
    ck_assert_int_eq (vf_info_add_extent (&info, &extents[i], &err), 0);
  ck_assert_ptr_ne (info.extents[0].path, extents[0].path);
  text = json_of (&info);
  ck_assert_str_eq (
      strstr (text, "\"extents\""),
      "\"extents\":["
      "{\"path\":\"a-s001.vmdk\",\"kind\":\"sparse\",\"access\":\"rw\","
      "\"start\":0,\"length\":1024,\"offset\":0},"
      "{\"path\":null,\"kind\":\"zero\",\"access\":\"rw\","
      "\"start\":1024,\"length\":512,\"offset\":0},"
      "{\"path\":\"b-flat.vmdk\",\"kind\":\"flat\",\"access\":\"rdonly\","
      "\"start\":1536,\"length\":512,\"offset\":4096}]}");
  free (text);
  vf_info_clear (&info);
}
END_TEST

START_TEST (snapshots_are_listed)
{
  static const struct vf_info_snapshot snapshot
      = { (char *)"1", (char *)"first", 1024, 7, 1764084786 };
  struct vf_info info = { 0 };
  char *text;

  ck_assert_int_eq (vf_info_add_snapshot (&info, &snapshot, &err), 0);
  text = json_of (&info);
  ck_assert_str_eq (strstr (text, "\"snapshots\""),
                    "\"snapshots\":[{\"id\":\"1\",\"name\":\"first\","
                    "\"time\":\"2025-11-25T15:33:06Z\","
                    "\"virtual_size\":1024,\"vm_state_size\":7}]}");
  free (text);
  vf_info_clear (&info);
}
END_TEST

/* What a file holds is no reason for broken JSON. */
START_TEST (bytes_that_are_no_text)
{
  struct vf_info info = { 0 };
  char *text;

  ck_assert_int_eq (
      vf_info_set_creator (&info, "a\xff\x1b[31m\"\n", &err), 0);
  text = json_of (&info);
  ck_assert_ptr_nonnull (
      strstr (text, "\"creator\":\"a\xef\xbf\xbd\\u001B[31m\\\"\\n\""));
  free (text);
  vf_info_clear (&info);
}
END_TEST

UNIT_MAIN ("formats/info", nothing_to_say, all_kinds_of_rows,
           extents_keep_their_order, snapshots_are_listed,
           bytes_that_are_no_text)
