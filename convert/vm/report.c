/* vmferry: the report files of a conversion.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/report.h"

#include <string.h>

#include "common/error.h"
#include "common/job.h"
#include "common/json.h"
#include "common/outfile.h"
#include "common/text.h"
#include "convert/vm/conversion-set.h"
#include "convert/vm/conversion.h"

/* Writes both forms of a report, JSON and HTML (may be NULL, with ERR set), to
 * FOLDER/NAME.report.* */
static int
write_both (const char *folder, const char *name, const struct vf_json *json,
            const char *html, struct vf_error *err)
{
  CLEANUP_FREE char *text = html ? vf_json_text (json, false, err) : NULL;
  CLEANUP_FREE char *json_path
      = vf_text_printf ("%s/%s.report.json", folder, name);
  CLEANUP_FREE char *html_path
      = vf_text_printf ("%s/%s.report.html", folder, name);

  if (!text)
    return -1;
  if (!json_path || !html_path)
    return vf_error_nomem (err, "the report");
  if (vf_outfile_write_all (json_path, text, strlen (text), err))
    return -1;
  return vf_outfile_write_all (html_path, html, strlen (html), err);
}

int
vf_report_write (const struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = vf_conversion_json (conversion);
  CLEANUP_FREE char *html = vf_conversion_html (conversion, err);

  return write_both (conversion->folder, conversion->name, json, html, err);
}

int
vf_report_write_set (const struct vf_conversion_set *set, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = vf_conversion_set_json (set);
  CLEANUP_FREE char *html = vf_conversion_set_html (set, err);

  return write_both (set->folder, set->name, json, html, err);
}

void
vf_report_log (const struct vf_conversion *conversion, struct vf_job *job)
{
  if (conversion->failure)
    vf_job_log (job, VF_LOG_WARNING, "%s: %s",
                vf_conversion_label (conversion), conversion->failure);
  else if (conversion->is_complete)
    vf_job_log (job, VF_LOG_STAGE,
                "converted %s in %.1f s%s; losses in the report: %zu",
                conversion->name, conversion->seconds,
                conversion->boot ? ", and it boots" : "",
                vf_conversion_loss_count (conversion));
}
