/* vmferry: writing HTML.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/html.h"

#include <string.h>

static const char page_head[]
    = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n"
      "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;"
      "margin:2rem auto;padding:0 1rem;color:#1c2733;background:#fff}\n"
      "h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;"
      "margin-top:2rem;border-bottom:1px solid #d4dbe2}"
      "h3{font-size:1rem}h3::first-letter,h3+p::first-letter{"
      "text-transform:uppercase}\n"
      "table{border-collapse:collapse;width:100%;font-size:.92rem}"
      "td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;"
      "border-bottom:1px solid #e8ecf0;overflow-wrap:anywhere;"
      "min-width:5rem}\n"
      "pre{background:#f4f6f8;padding:.8rem;overflow-x:auto;"
      "font-size:.82rem}\n"
      ".verdict{display:inline-block;padding:.2rem .8rem;border-radius:1rem;"
      "font-weight:600}.good{background:#d9f2e0;color:#14532d}"
      ".bad{background:#fbdcdc;color:#7f1d1d}\n"
      "@media(prefers-color-scheme:dark){body{color:#dde4ea;"
      "background:#14191f}td,th{border-color:#2b343d}pre{background:"
      "#1d242b}h2{border-color:#2b343d}}\n</style>\n";

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

void
vf_html_path (FILE *out, const char *name)
{
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz0123456789-_.~";

  for (; *name; name++)
    if (strchr (plain, *name))
      putc (*name, out);
    else
      fprintf (out, "%%%02X", (unsigned)(unsigned char)*name);
}

void
vf_html_page_open (FILE *out, const char *title)
{
  fputs (page_head, out);
  vf_html_element (out, "title", title);
  fputs ("</head><body>\n", out);
  vf_html_element (out, "h1", title);
}

void
vf_html_page_close (FILE *out)
{
  fputs ("</body></html>\n", out);
}
