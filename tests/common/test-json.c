/* vmferry: tests of JSON out, and of the same as YAML: shape, invalid UTF-8,
 * large numbers, and memory that runs out at any of its allocations.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/json.h"

#include <jansson.h>
#include <string.h>

#include "common/error.h"
#include "tests/unit.h"

static struct vf_error err;

/* Compares and frees VALUE. */
static void
check_text (struct vf_json *value, const char *expected)
{
  char *text = vf_json_text (value, true, &err);

  ck_assert_msg (text != NULL, "%s", err.text);
  ck_assert_str_eq (text, expected);
  free (text);
  vf_json_free (value);
}

static struct vf_json *
build (void)
{
  struct vf_json *object = vf_json_object (), *array = vf_json_array ();
  struct vf_json *inner = vf_json_object ();

  vf_json_put_text (object, "name", "a\"b\n");
  vf_json_put_text (object, "nothing", NULL);
  vf_json_put_u64 (object, "size", 42);
  vf_json_put_bool (object, "yes", true);
  vf_json_add_text (array, "x");
  vf_json_add_text (array, NULL);
  vf_json_put_bool (inner, "no", false);
  vf_json_add (array, inner);
  vf_json_put (object, "list", array);
  return object;
}

START_TEST (order_is_kept)
{
  check_text (build (), "{\"name\":\"a\\\"b\\n\",\"nothing\":null,\"size\":42,"
                        "\"yes\":true,\"list\":[\"x\",null,{\"no\":false}]}");
}
END_TEST

START_TEST (indented_by_two)
{
  struct vf_json *object = vf_json_object ();
  char *text;

  vf_json_put_u64 (object, "n", 1);
  text = vf_json_text (object, false, &err);
  ck_assert_str_eq (text, "{\n  \"n\": 1\n}");
  free (text);
  vf_json_free (object);
  vf_json_free (NULL);
}
END_TEST

/* Compares VALUE as YAML, and frees it. */
static void
check_yaml (struct vf_json *value, const char *expected)
{
  char *text = vf_json_yaml (value, &err);

  ck_assert_msg (text != NULL, "%s", err.text);
  ck_assert_str_eq (text, expected);
  free (text);
  vf_json_free (value);
}

START_TEST (yaml_is_in_blocks)
{
  struct vf_json *object = build (), *list = vf_json_array ();
  struct vf_json *nested = vf_json_object ();

  vf_json_put (nested, "empty", vf_json_object ());
  vf_json_put (nested, "none", vf_json_array ());
  vf_json_put_u64 (nested, "m", 1);
  vf_json_add (list, nested);
  vf_json_put (object, "more", list);
  check_yaml (object, "name: \"a\\\"b\\u000A\"\nnothing: null\nsize: 42\n"
                      "\"yes\": true\nlist:\n  - x\n  - null\n"
                      "  - \"no\": false\nmore:\n  - empty: {}\n"
                      "    none: []\n    m: 1\n");
  check_yaml (vf_json_object (), " {}\n");
}
END_TEST

START_TEST (yaml_texts_stay_texts)
{
  static const char *const rows[][2] = {
    { "plain", "plain" },
    { "No", "\"No\"" },
    { "1e3", "\"1e3\"" },
    { "", "\"\"" },
    { "- x", "\"- x\"" },
    { "a: b", "\"a: b\"" },
    { "#", "\"#\"" },
    { "\x7f", "\"\\u007F\"" },
    { "\xc2\x85", "\"\\u0085\"" },
    { "\xe2\x80\xa8", "\"\\u2028\"" },
    { "\xef\xbb\xbf", "\"\\uFEFF\"" },
    { "\xe6\x95\xb0", "\"\xe6\x95\xb0\"" },
  };
  char expected[64];
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct vf_json *array = vf_json_array ();

    vf_json_add_text (array, rows[i][0]);
    snprintf (expected, sizeof expected, "- %s\n", rows[i][1]);
    check_yaml (array, expected);
  }
}
END_TEST

START_TEST (invalid_utf8_is_replaced)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "a", "x\xff\xc3(\xed\xa0\x80y");
  vf_json_put_text (object, "k\xfe", "v");
  check_text (object, "{\"a\":\"x\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd"
                      "\xef\xbf\xbd\xef\xbf\xbdy\",\"k\xef\xbf\xbd\":\"v\"}");
}
END_TEST

START_TEST (largest_numbers)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_u64 (object, "a", INT64_MAX);
  vf_json_put_u64 (object, "b", UINT64_MAX);
  check_text (object, "{\"a\":9223372036854775807,\"b\":1.84467440737096e19}");
}
END_TEST

START_TEST (key_again_replaces)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_u64 (object, "a", 1);
  vf_json_put_u64 (object, "b", 2);
  vf_json_put_u64 (object, "a", 3);
  check_text (object, "{\"a\":3,\"b\":2}");
}
END_TEST

static int allocations_left;

static void *
failing_malloc (size_t size)
{
  return allocations_left-- > 0 ? malloc (size) : NULL;
}

/* Whichever allocation fails, vf_json_text says so, and nothing leaks. */
START_TEST (memory_out_at_any_point)
{
  struct vf_json *value;
  char *text = NULL;
  int i;

  json_set_alloc_funcs (failing_malloc, free);
  for (i = 0; !text && i < 1000; i++) {
    allocations_left = i;
    value = build ();
    text = vf_json_text (value, true, &err);
    if (!text)
      ck_assert_int_eq (err.code, VF_ERROR_NOMEM);
    vf_json_free (value);
  }
  ck_assert_ptr_nonnull (text);
  ck_assert_int_gt (i, 10);
  ck_assert_ptr_nonnull (strstr (text, "\"no\":false"));
  free (text);
}
END_TEST

START_TEST (missing_parts_fail_the_whole)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put (object, "part", NULL);
  vf_json_put_u64 (object, "n", 1);
  ck_assert_ptr_null (vf_json_text (object, true, &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOMEM);
  vf_json_free (object);
  vf_json_put_u64 (NULL, "n", 1);
  vf_json_add_text (NULL, "x");
  vf_json_put (NULL, "x", vf_json_array ());
  ck_assert_ptr_null (vf_json_text (NULL, true, &err));
}
END_TEST

UNIT_MAIN ("common/json", order_is_kept, indented_by_two, yaml_is_in_blocks,
           yaml_texts_stay_texts, invalid_utf8_is_replaced, largest_numbers,
           key_again_replaces, memory_out_at_any_point,
           missing_parts_fail_the_whole)
