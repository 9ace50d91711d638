/* vmferry: writing HTML.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/html.h"

/* How C is written where it cannot stand for itself, or NULL. */
static const char *
escape (char c)
{
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  case '\t':
  case '\n':
    return NULL;
  default:
    return (unsigned char)c < ' ' || c == 0x7f ? "?" : NULL;
  }
}

void
vf_html_text (FILE *out, const char *text)
{
  for (; text && *text; text++) {
    const char *escaped = escape (*text);

    if (escaped)
      fputs (escaped, out);
    else
      putc (*text, out);
  }
}

void
vf_html_element (FILE *out, const char *tag, const char *text)
{
  fprintf (out, "<%s>", tag);
  vf_html_text (out, text);
  fprintf (out, "</%s>\n", tag);
}

void
vf_html_row (FILE *out, const char *const cells[], size_t n)
{
  size_t i;

  fputs ("<tr>", out);
  for (i = 0; i < n; i++)
    vf_html_element (out, "td", cells[i]);
  fputs ("</tr>\n", out);
}

void
vf_html_table_open (FILE *out, const char *const heads[], size_t n)
{
  size_t i;

  fputs ("<table>\n<tr>", out);
  for (i = 0; i < n; i++)
    vf_html_element (out, "th", heads[i]);
  fputs ("</tr>\n", out);
}

void
vf_html_table_close (FILE *out)
{
  fputs ("</table>\n", out);
}
