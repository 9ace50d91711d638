/* vmferry: collecting what a check found.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/check-report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/job.h"
#include "common/json.h"
#include "common/vector.h"

/* More damages, or more of the rest, tell a person nothing more. */
enum { MAX_FINDINGS = 1000 };

static const char *const severity_names[] = {
  [VF_FINDING_NOTE] = "note",
  [VF_FINDING_WARNING] = "warning",
  [VF_FINDING_DAMAGE] = "damage",
};

/* Whether no further finding of SEVERITY is taken: notes must not use up the
 * room of damages. */
static bool
is_full (const struct vf_check_report *report,
         enum vf_finding_severity severity)
{
  size_t n_damages = vf_min_u64 (report->n_damages, MAX_FINDINGS);

  if (severity == VF_FINDING_DAMAGE)
    return n_damages == MAX_FINDINGS;
  return report->count - n_damages == MAX_FINDINGS;
}

int
vf_check_report_add (struct vf_check_report *report,
                     enum vf_finding_severity severity, uint64_t lost_start,
                     uint64_t lost_length, struct vf_error *err,
                     const char *fmt, ...)
{
  struct vf_finding finding = { .severity = severity,
                                .lost_start = lost_start,
                                .lost_length = lost_length };
  bool dropped = is_full (report, severity);
  va_list args;
  int n;

  if (severity == VF_FINDING_DAMAGE)
    report->n_damages++;
  if (dropped)
    return 0;
  va_start (args, fmt);
  n = vasprintf (&finding.text, fmt, args);
  va_end (args);
  if (n < 0)
    return vf_error_nomem (err, "findings");
  if (vf_vector_grow ((void **)&report->findings, &report->capacity,
                      report->count, sizeof finding)) {
    free (finding.text);
    return vf_error_nomem (err, "findings");
  }
  report->findings[report->count++] = finding;
  return 0;
}

int
vf_check_report_gives_up (struct vf_check_report *report, uint64_t offset,
                          struct vf_error *err)
{
  if (vf_check_report_go_on (report, err))
    return -1;
  if (report->n_damages < VF_CHECK_MAX_DAMAGES)
    return 0;
  return vf_check_report_add (report, VF_FINDING_NOTE, 0, 0, err,
                              "from guest byte %" PRIu64
                              " on nothing was looked at: there are %" PRIu64
                              " damages before",
                              offset, report->n_damages)
             ? -1
             : 1;
}

static struct vf_json *
finding_json (const struct vf_finding *finding)
{
  struct vf_json *json = vf_json_object ();

  vf_json_put_text (json, "severity", severity_names[finding->severity]);
  vf_json_put_text (json, "text", finding->text);
  if (finding->lost_length) {
    vf_json_put_u64 (json, "lost_start", finding->lost_start);
    vf_json_put_u64 (json, "lost_length", finding->lost_length);
  }
  return json;
}

int
vf_check_report_go_on (const struct vf_check_report *report,
                       struct vf_error *err)
{
  return report->job ? vf_job_check (report->job, err) : 0;
}

void
vf_check_report_put_json (const struct vf_check_report *report,
                          struct vf_json *object)
{
  struct vf_json *findings = vf_json_array ();
  size_t i;

  vf_json_put_bool (object, "damaged", report->n_damages > 0);
  vf_json_put_u64 (object, "damages", report->n_damages);
  vf_json_put_u64 (object, "data_bytes", report->data_bytes);
  for (i = 0; i < report->count; i++)
    vf_json_add (findings, finding_json (&report->findings[i]));
  vf_json_put (object, "findings", findings);
}

void
vf_check_report_clear (struct vf_check_report *report)
{
  size_t i;

  for (i = 0; i < report->count; i++)
    free (report->findings[i].text);
  free (report->findings);
  *report = (struct vf_check_report){ 0 };
}
