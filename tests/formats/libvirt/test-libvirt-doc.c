/* vmferry: docs/vm-definition.md tells of each path of a domain what the
 * tables say: its fate, and why it is lost or means nothing.  What becomes of
 * a mapped one stands only there, and must stand there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/text.h"
#include "formats/libvirt/libvirt-row.h"
#include "tests/golden.h"

/* The section on libvirt, up to the next one. */
static char *
section (void)
{
  static const char title[] = "\n## libvirt XML\n";
  CLEANUP_FREE char *path = NULL, *text = NULL;
  const char *start, *end;
  size_t n;

  path = vf_text_printf ("%s/docs/vm-definition.md", getenv ("top_srcdir"));
  text = golden_slurp (path, &n);
  start = strstr (text, title);
  ck_assert_ptr_nonnull (start);
  start += strlen (title);
  end = strstr (start, "\n## ");
  return strndup (start, end ? (size_t)(end - start) : strlen (start));
}

/* How the document has the path of ROW, as seen from PREFIX. */
static char *
full_path (const char *prefix, const struct vf_libvirt_row *row)
{
  bool is_apart = *prefix && row->path[0] != '@';

  return vf_text_printf ("%s%s%s", prefix, is_apart ? "/" : "", row->path);
}

static void
check_row (const char *text, const char *prefix,
           const struct vf_libvirt_row *row)
{
  CLEANUP_FREE char *path = full_path (prefix, row), *line = NULL;
  bool is_mapped = row->fate == VF_FATE_MAPPED;
  const char *found;

  line = vf_text_printf ("\n| `%s` | %s | %s", path, vf_fate_name (row->fate),
                         is_mapped ? "" : row->note);
  found = strstr (text, line);
  ck_assert_msg (found != NULL, "no line: %s", line + 1);
  found += strlen (line);
  if (is_mapped)
    ck_assert_msg (*found != ' ' && *found != '|', "nothing behind: %s", line);
  else
    ck_assert_msg (strncmp (found, " |\n", 3) == 0, "more than: %s", line);
}

static unsigned
count_lines (const char *text)
{
  unsigned lines = 0;

  while ((text = strstr (text, "\n| `"))) {
    lines++;
    text++;
  }
  return lines;
}

START_TEST (each_path_is_told)
{
  const struct vf_libvirt_table *table = vf_libvirt_tables;
  CLEANUP_FREE char *text = section ();
  const struct vf_libvirt_row *row;
  unsigned told = 0;

  for (; table->prefix; table++)
    for (row = table->rows; row->path; row++, told++)
      check_row (text, table->prefix, row);
  ck_assert_uint_eq (count_lines (text), told);
}
END_TEST

START_TEST (each_loss_has_a_reason)
{
  const struct vf_libvirt_table *table = vf_libvirt_tables;
  const struct vf_libvirt_row *row;

  for (; table->prefix; table++)
    for (row = table->rows; row->path; row++)
      ck_assert_msg (row->fate == VF_FATE_MAPPED || row->note, "%s",
                     row->path);
}
END_TEST

/* A row behind a wider one of its table would never hold. */
START_TEST (each_row_can_hold)
{
  const struct vf_libvirt_table *table = vf_libvirt_tables;
  const struct vf_libvirt_row *row, *before;

  for (; table->prefix; table++)
    for (row = table->rows; row->path; row++)
      for (before = table->rows; before < row; before++) {
        size_t n = strlen (before->path);
        bool is_wide = before->path[n - 1] == '*';

        ck_assert_msg (strncmp (before->path, row->path, n - is_wide) != 0
                           || (!is_wide && strlen (row->path) != n),
                       "%s before %s", before->path, row->path);
      }
}
END_TEST

UNIT_MAIN ("formats/libvirt/libvirt-doc", each_path_is_told,
           each_loss_has_a_reason, each_row_can_hold)
