/* vmferry: tests of the report for programs: it can be read whatever is in
 * it, and tells a failure as far as it came.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <jansson.h>

#include "common/json.h"
#include "tests/convert/vm/sample-conversion.h"

static struct vf_error err;

/* The report, read again by a parser that does not know us. */
static json_t *
report_of (const struct vf_conversion *conversion)
{
  CLEANUP_JSON struct vf_json *json = vf_conversion_json (conversion);
  CLEANUP_FREE char *text = vf_json_text (json, false, &err);
  json_error_t why;
  json_t *report;

  ck_assert_msg (text != NULL, "%s", err.text);
  report = json_loads (text, 0, &why);
  ck_assert_msg (report != NULL, "line %d: %s", why.line, why.text);
  return report;
}

static const char *
text_of (const json_t *report, const char *key)
{
  const char *text = json_string_value (json_object_get (report, key));

  return text ? text : "(none)";
}

START_TEST (hostile_texts_can_be_read)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion
      = sample_hostile_conversion ();
  json_t *report = report_of (conversion), *disk;

  ck_assert_str_eq (text_of (report, "name"),
                    "</td><script>\"'&\n\033[2J\xef\xbf\xbd\xef\xbf\xbd");
  disk = json_array_get (json_object_get (report, "disks"), 0);
  ck_assert_str_eq (text_of (disk, "key"), text_of (report, "name"));
  ck_assert_int_eq (
      json_integer_value (json_object_get (disk, "virtual_size")), 4096);
  ck_assert_int_eq (json_integer_value (json_object_get (report, "losses")),
                    1);
  ck_assert (json_is_true (json_object_get (report, "success")));
  json_decref (report);
}
END_TEST

START_TEST (nothing_was_done_yet)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion = sample_conversion ();
  json_t *report = report_of (conversion);

  ck_assert_str_eq (text_of (report, "source"), "/vm/web.vmx");
  ck_assert (json_is_null (json_object_get (report, "name")));
  ck_assert (json_is_null (json_object_get (report, "definition")));
  ck_assert_uint_eq (json_array_size (json_object_get (report, "disks")), 0);
  ck_assert_ptr_null (json_object_get (report, "guest"));
  ck_assert_ptr_null (json_object_get (report, "boot"));
  json_decref (report);
}
END_TEST

START_TEST (a_failure_is_told)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion = sample_conversion ();
  struct vf_stage_time time = { "definition", 0.25 };
  json_t *report, *check;

  conversion->failure = strdup ("web.vmx: is suspended");
  ck_assert_int_eq (vf_vector_push (&conversion->times, time), 0);
  sample_proof (conversion, "Debian", false);
  sample_boot (conversion, "Kernel panic", false);
  report = report_of (conversion);
  ck_assert (json_is_false (json_object_get (report, "success")));
  ck_assert_str_eq (text_of (report, "failure"), "web.vmx: is suspended");
  check = json_array_get (json_object_get (report, "proof"), 0);
  ck_assert (json_is_false (json_object_get (check, "ok")));
  ck_assert_str_eq (text_of (json_object_get (report, "boot"), "verdict"),
                    "down");
  ck_assert_uint_eq (json_array_size (json_object_get (report, "times")), 1);
  json_decref (report);
}
END_TEST

UNIT_MAIN ("convert/vm/conversion-json", hostile_texts_can_be_read,
           nothing_was_done_yet, a_failure_is_told)
