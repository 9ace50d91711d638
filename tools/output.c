/* vmferry: results on standard output.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/output.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "common/error.h"
#include "common/json.h"

int
vf_output_json (const struct vf_json *value, struct vf_error *err)
{
  CLEANUP_FREE char *text = vf_json_text (value, false, err);

  if (!text)
    return -1;
  puts (text);
  return 0;
}

/* Whether a terminal obeys the character at C: the control characters of
 * ASCII, and U+0080 to U+009F in UTF-8. */
static bool
is_control (const unsigned char *c)
{
  return *c < 0x20 || *c == 0x7f
         || (c[0] == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f);
}

void
vf_output_text (FILE *out, const char *text)
{
  const unsigned char *c;

  for (c = (const unsigned char *)text; *c; c++) {
    if (is_control (c)) {
      putc ('?', out);
      c += *c == 0xc2;
    } else {
      putc (*c, out);
    }
  }
}

void
vf_output_lines (FILE *out, const char *text)
{
  while (*text) {
    size_t n = strcspn (text, "\n");
    CLEANUP_FREE char *line = strndup (text, n);

    if (line)
      vf_output_text (out, line);
    text += n;
    if (*text)
      putc (*text++, out);
  }
}

int
vf_output_flush (struct vf_error *err)
{
  if (fflush (stdout))
    return vf_error_set_errno (err, errno, "cannot write to standard output");
  if (ferror (stdout))
    return vf_error_set (err, VF_ERROR_IO, "cannot write to standard output");
  return 0;
}
