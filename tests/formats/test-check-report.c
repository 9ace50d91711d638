/* vmferry: tests of check reports.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/check-report.h"

#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "tests/unit.h"

static struct vf_error err;

static char *
json_of (const struct vf_check_report *report)
{
  CLEANUP_JSON struct vf_json *json = vf_json_object ();
  char *text;

  vf_check_report_put_json (report, json);
  text = vf_json_text (json, true, &err);
  ck_assert_msg (text != NULL, "%s", err.text);
  return text;
}

START_TEST (an_empty_report)
{
  struct vf_check_report report = { 0 };
  char *text = json_of (&report);

  ck_assert_str_eq (text, "{\"damaged\":false,\"damages\":0,"
                          "\"data_bytes\":0,\"findings\":[]}");
  free (text);
  vf_check_report_clear (&report);
}
END_TEST

START_TEST (findings_by_severity)
{
  struct vf_check_report report = { .data_bytes = 65536 };
  char *text;

  ck_assert_int_eq (vf_check_report_add (&report, VF_FINDING_NOTE, 0, 0, &err,
                                         "odd %s", "name"), 0);
  ck_assert_int_eq (vf_check_report_add (&report, VF_FINDING_WARNING, 0, 0,
                                         &err, "leaked"), 0);
  ck_assert_uint_eq (report.n_damages, 0);
  ck_assert_int_eq (vf_check_report_add (&report, VF_FINDING_DAMAGE, 512,
                                         1024, &err, "entry %d", 7), 0);
  ck_assert_uint_eq (report.n_damages, 1);
  text = json_of (&report);
  ck_assert_str_eq (
      text, "{\"damaged\":true,\"damages\":1,\"data_bytes\":65536,"
            "\"findings\":[{\"severity\":\"note\",\"text\":\"odd name\"},"
            "{\"severity\":\"warning\",\"text\":\"leaked\"},"
            "{\"severity\":\"damage\",\"text\":\"entry 7\","
            "\"lost_start\":512,\"lost_length\":1024}]}");
  free (text);
  vf_check_report_clear (&report);
  ck_assert_uint_eq (report.count, 0);
}
END_TEST

/* Memory is bounded, the count goes on. */
START_TEST (a_thousand_findings_are_enough)
{
  struct vf_check_report report = { 0 };
  int i;

  for (i = 0; i < 5000; i++)
    ck_assert_int_eq (vf_check_report_add (&report, VF_FINDING_DAMAGE, 0, 0,
                                           &err, "finding %d", i), 0);
  ck_assert_uint_eq (report.count, 1000);
  ck_assert_uint_eq (report.n_damages, 5000);
  ck_assert_str_eq (report.findings[999].text, "finding 999");
  vf_check_report_clear (&report);
}
END_TEST

/* A note is no reason to leave damage unsaid. */
START_TEST (damage_is_kept_after_many_notes)
{
  struct vf_check_report report = { 0 };
  int i;

  for (i = 0; i < 2000; i++)
    ck_assert_int_eq (vf_check_report_add (&report, VF_FINDING_NOTE, 0, 0,
                                           &err, "note %d", i), 0);
  ck_assert_int_eq (vf_check_report_add (&report, VF_FINDING_DAMAGE, 0, 512,
                                         &err, "lost"), 0);
  ck_assert_uint_eq (report.count, 1001);
  ck_assert_str_eq (report.findings[1000].text, "lost");
  vf_check_report_clear (&report);
}
END_TEST

START_TEST (a_check_gives_up)
{
  struct vf_check_report report = { .n_damages = VF_CHECK_MAX_DAMAGES - 1 };

  ck_assert_int_eq (vf_check_report_gives_up (&report, 512, &err), 0);
  ck_assert_uint_eq (report.count, 0);
  ck_assert_int_eq (vf_check_report_add (&report, VF_FINDING_DAMAGE, 0, 512,
                                         &err, "it is bad"),
                    0);
  ck_assert_int_eq (vf_check_report_gives_up (&report, 1024, &err), 1);
  ck_assert_uint_eq (report.count, 1);
  ck_assert_int_eq (report.findings[0].severity, VF_FINDING_NOTE);
  ck_assert_str_eq (report.findings[0].text,
                    "from guest byte 1024 on nothing was looked at: there are "
                    "1048576 damages before");
  vf_check_report_clear (&report);
}
END_TEST

UNIT_MAIN ("formats/check-report", an_empty_report, findings_by_severity,
           a_thousand_findings_are_enough, damage_is_kept_after_many_notes,
           a_check_gives_up)
