/* vmferry: tests of the report on several conversions: it counts what became
 * of each, and links and texts of anybody's names stay links and texts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/conversion-set.h"

#include <jansson.h>

#include "common/json.h"
#include "tests/convert/vm/sample-conversion.h"

static struct vf_error err;
static struct vf_conversion_set set;

static struct vf_conversion *
add (const char *name)
{
  struct vf_conversion *conversion = sample_conversion ();

  conversion->vm = strdup ("vm-id");
  conversion->name = name ? strdup (name) : NULL;
  ck_assert_int_eq (vf_vector_push (&set.items, conversion), 0);
  return conversion;
}

/* One of each kind: converted; converted, but does not boot; nothing left; and
 * a fourth that was not begun. */
static void
set_up (void)
{
  set = (struct vf_conversion_set){ .source_path = strdup ("/vm/vms.ova"),
                                    .name = strdup ("vms"),
                                    .folder = strdup ("/target"),
                                    .n_vms = 4 };
  add ("a b\"?")->is_complete = true;
  add (HOSTILE)->is_complete = true;
  set.items.items[1]->failure = strdup ("does not come up");
  add (NULL)->failure = strdup (HOSTILE);
}

static long long
number_of (const json_t *report, const char *key)
{
  return json_integer_value (json_object_get (report, key));
}

START_TEST (each_is_counted_once)
{
  CLEANUP_JSON struct vf_json *json = NULL;
  CLEANUP_FREE char *text = NULL;
  json_t *report;

  set_up ();
  json = vf_conversion_set_json (&set);
  text = vf_json_text (json, false, &err);
  report = json_loads (text, 0, NULL);
  ck_assert_ptr_nonnull (report);
  ck_assert (json_is_false (json_object_get (report, "success")));
  ck_assert_int_eq (number_of (report, "vms"), 4);
  ck_assert_int_eq (number_of (report, "converted"), 1);
  ck_assert_int_eq (number_of (report, "failed"), 2);
  ck_assert_int_eq (number_of (report, "not_begun"), 1);
  ck_assert_uint_eq (json_array_size (json_object_get (report, "conversions")),
                     3);
  json_decref (report);
  ck_assert (vf_conversion_set_has_results (&set));
  vf_conversion_set_clear (&set);
}
END_TEST

START_TEST (the_page_leads_to_those_that_are_there)
{
  CLEANUP_FREE char *page = NULL;

  set_up ();
  page = vf_conversion_set_html (&set, &err);
  ck_assert_ptr_nonnull (page);
  ck_assert_ptr_nonnull (strstr (page, "1 of 4 VMs converted"));
  ck_assert_ptr_nonnull (
      strstr (page, "<a href=\"a%20b%22%3F/a%20b%22%3F.report.html\">"
                    "a b&quot;?</a>"));
  ck_assert_ptr_nonnull (strstr (page, "<td>does not come up</td>"));
  ck_assert_ptr_nonnull (strstr (page, "<td>vm-id</td>"));
  ck_assert_ptr_null (strstr (page, "<script>"));
  ck_assert_ptr_null (strchr (page, '\033'));
  vf_conversion_set_clear (&set);
}
END_TEST

START_TEST (nothing_is_there_when_all_failed)
{
  set_up ();
  set.items.items[0]->is_complete = set.items.items[1]->is_complete = false;
  ck_assert (!vf_conversion_set_has_results (&set));
  ck_assert_uint_eq (vf_conversion_set_converted (&set), 0);
  vf_conversion_set_clear (&set);
}
END_TEST

int
main (void)
{
  const TTest *const tests[] = {
    each_is_counted_once,
    the_page_leads_to_those_that_are_there,
    nothing_is_there_when_all_failed,
  };

  return unit_run ("convert/vm/conversion-set", tests,
                   sizeof tests / sizeof tests[0]);
}
