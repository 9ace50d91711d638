/* vmferry: tests of JSON in: encodings, kinds, order, and what is refused.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/json-in.h"

#include <string.h>

#include "common/error.h"
#include "tests/unit.h"

static struct vf_error err;

/* Kinds and names in the order of the visits: "a=4 b=2 ". */
static int
note (void *context, const char *name, struct json_t *item,
      struct vf_error *error)
{
  char *text = context;

  (void)error;
  sprintf (text + strlen (text), "%s=%d ", name ? name : "-",
           (int)vf_json_kind (item));
  return 0;
}

START_TEST (items_come_in_their_order)
{
  static const char text[]
      = "{\"z\": null, \"b\": true, \"a\": 7, \"c\": 1.5, \"d\": \"x\","
        " \"e\": [], \"f\": {}}";
  CLEANUP_JSON_DOCUMENT struct json_t *document
      = vf_json_parse (text, strlen (text), &err);
  char noted[128] = "";

  ck_assert_ptr_nonnull (document);
  ck_assert_int_eq (vf_json_each (document, note, noted, &err), 0);
  ck_assert_str_eq (noted, "z=0 b=1 a=2 c=3 d=4 e=5 f=6 ");
}
END_TEST

static int
stop (void *context, const char *name, struct json_t *item,
      struct vf_error *error)
{
  (void)name;
  (void)error;
  *(int64_t *)context = vf_json_integer (item);
  return 1;
}

/* The first number of N bytes, which must be an array. */
static int64_t
first (const char *bytes, size_t n)
{
  CLEANUP_JSON_DOCUMENT struct json_t *document
      = vf_json_parse (bytes, n, &err);
  int64_t number = -1;

  ck_assert_msg (document != NULL, "%s", err.text);
  ck_assert_int_eq (vf_json_each (document, stop, &number, &err), 1);
  return number;
}

START_TEST (encodings_are_told_apart)
{
  ck_assert_int_eq (first ("[5,6]", 5), 5);
  ck_assert_int_eq (first ("\xef\xbb\xbf[5]", 6), 5);
  ck_assert_int_eq (first ("\xff\xfe[\0005\0]\0", 8), 5);
  ck_assert_int_eq (first ("\xfe\xff\0[\0005\0]", 8), 5);
  ck_assert_int_eq (first ("[\0005\0]\0", 6), 5);
  ck_assert_int_eq (first ("\0[\0005\0]", 6), 5);
}
END_TEST

/* Hyper-V has UINT64_MAX for "as much as there is". */
START_TEST (a_number_beyond_64_bits_spoils_no_other)
{
  static const char text[] = "{\"a\": 18446744073709551615, \"b\": 4096,"
                             " \"c\": 1.5, \"d\": -7}";
  static const char numbers[] = "[9007199254740992, 18446744073709551615]";
  CLEANUP_JSON_DOCUMENT struct json_t *document
      = vf_json_parse (text, strlen (text), &err);
  char noted[128] = "";

  ck_assert_ptr_nonnull (document);
  ck_assert_int_eq (vf_json_each (document, note, noted, &err), 0);
  ck_assert_str_eq (noted, "a=3 b=2 c=3 d=2 ");
  ck_assert_int_eq (first (numbers, strlen (numbers)), (int64_t)1 << 53);
  ck_assert_int_eq (first ("[9223372036854775807]", 21), INT64_MAX);
}
END_TEST

static void
refused (const char *text, const char *reason)
{
  ck_assert_ptr_null (vf_json_parse (text, strlen (text), &err));
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  ck_assert_msg (strstr (err.text, reason) != NULL, "%s", err.text);
}

START_TEST (damage_is_named)
{
  refused ("", "line ");
  refused ("{\n\"a\": 1,\n", "line 3: no valid JSON");
  refused ("{\"a\": 1, \"a\": 2}", "duplicate");
  refused ("[1e999]", "overflow");
  refused ("[\"\\u0000\"]", "\\u0000");
}
END_TEST

UNIT_MAIN ("common/json-in", items_come_in_their_order,
           encodings_are_told_apart, a_number_beyond_64_bits_spoils_no_other,
           damage_is_named)
