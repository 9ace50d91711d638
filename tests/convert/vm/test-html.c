/* vmferry: tests of HTML: no text becomes markup.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/html.h"

#include "tests/unit.h"

static char *text;
static size_t size;

static FILE *
open_text (void)
{
  FILE *out = open_memstream (&text, &size);

  ck_assert_ptr_nonnull (out);
  return out;
}

/* Fails unless what was written to OUT is EXPECTED. */
static void
expect (FILE *out, const char *expected)
{
  ck_assert_int_eq (fclose (out), 0);
  ck_assert_str_eq (text, expected);
  free (text);
}

START_TEST (markup_is_escaped)
{
  FILE *out = open_text ();

  vf_html_text (out, "<b> & \"c\" 'd'\n");
  expect (out, "&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;\n");
}
END_TEST

/* A terminal that shows the page's source must not obey it, either. */
START_TEST (control_characters_are_replaced)
{
  FILE *out = open_text ();

  vf_html_text (out, "a\tb\033[2Jc\001\177\r");
  expect (out, "a\tb?[2Jc???");
}
END_TEST

START_TEST (nothing_is_written_for_null)
{
  FILE *out = open_text ();

  vf_html_text (out, NULL);
  vf_html_element (out, "p", NULL);
  expect (out, "<p></p>\n");
}
END_TEST

START_TEST (tables_have_rows)
{
  const char *const cells[] = { "<", NULL };
  FILE *out = open_text ();

  vf_html_table_open (out, cells, 1);
  vf_html_row (out, cells, 2);
  vf_html_table_close (out);
  expect (out, "<table>\n<tr><th>&lt;</th>\n</tr>\n"
               "<tr><td>&lt;</td>\n<td></td>\n</tr>\n</table>\n");
}
END_TEST

UNIT_MAIN ("convert/vm/html", markup_is_escaped,
           control_characters_are_replaced, nothing_is_written_for_null,
           tables_have_rows)
