/* vmferry: the report files of a conversion.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/report.h"

#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "common/outfile.h"
#include "common/text.h"
#include "convert/vm/conversion.h"

/* Writes TEXT to NAME.EXTENSION. */
static int
write_file (const struct vf_conversion *conversion, const char *extension,
            const char *text, struct vf_error *err)
{
  CLEANUP_FREE char *path = vf_text_printf (
      "%s/%s.%s", conversion->folder, conversion->name, extension);

  if (!path)
    return vf_error_nomem (err, "the report");
  return vf_outfile_write_all (path, text, strlen (text), err);
}

int
vf_report_write (const struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = vf_conversion_json (conversion);
  CLEANUP_FREE char *json_text = vf_json_text (json, false, err);
  CLEANUP_FREE char *html = NULL;

  if (!json_text)
    return -1;
  html = vf_conversion_html (conversion, err);
  if (!html)
    return -1;
  if (write_file (conversion, "report.json", json_text, err))
    return -1;
  return write_file (conversion, "report.html", html, err);
}
