/* vmferry: docs/vm-definition.md tells of each key of a .vmx what the tables
 * say: its unit, its fate, and why it is lost or means nothing.  What becomes
 * of a mapped one stands only there, and must stand there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/text.h"
#include "formats/vmx/vmx-table.h"
#include "tests/golden.h"

/* The section of the document that starts with TITLE. */
static char *
section (const char *title)
{
  CLEANUP_FREE char *path = NULL, *text = NULL;
  char *start, *end;
  size_t n;

  path = vf_text_printf ("%s/docs/vm-definition.md", getenv ("top_srcdir"));
  text = golden_slurp (path, &n);
  start = strstr (text, title);
  ck_assert_ptr_nonnull (start);
  end = strstr (start + strlen (title), "\n## ");
  return strndup (start, end ? (size_t)(end - start) : strlen (start));
}

/* Whether TEXT has a line of these columns; NULL for one that may hold
 * anything but nothing. */
static bool
has_line (const char *text, const char *key, const char *value,
          const char *fate, const char *note)
{
  CLEANUP_FREE char *start = vf_text_printf ("\n| `%s` | ", key);
  CLEANUP_FREE char *middle = vf_text_printf (" | %s | ", fate);
  CLEANUP_FREE char *line = NULL;
  const char *at = text, *end, *fate_at;

  while ((at = strstr (at, start))) {
    at += strlen (start);
    end = strchr (at, '\n');
    free (line);
    line = strndup (at, end ? (size_t)(end - at) : strlen (at));
    fate_at = strstr (line, middle);
    if (!fate_at || fate_at == line)
      continue;
    if (value
        && (strlen (value) != (size_t)(fate_at - line)
            || strncmp (line, value, strlen (value)) != 0))
      continue;
    fate_at += strlen (middle);
    if (note ? strncmp (fate_at, note, strlen (note)) == 0
                   && strcmp (fate_at + strlen (note), " |") == 0
             : strlen (fate_at) > 2)
      return true;
  }
  return false;
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

static void
check_row (const char *text, const struct vf_vmx_family *family,
           const struct vf_vmx_row *row)
{
  CLEANUP_FREE char *key = vf_text_printf ("%s%s", family->prefix, row->key);
  enum vf_fate fate = row->kind == VF_VMX_LOST ? VF_FATE_LOSS : row->fate;
  bool is_mapped = fate == VF_FATE_MAPPED;
  const char *value = vf_vmx_kind_name (row->kind);

  if (is_mapped && row->kind == VF_VMX_NOTHING)
    value = NULL;
  ck_assert_msg (has_line (text, key, value, vf_fate_name (fate),
                           is_mapped ? NULL : row->note),
                 "no line | `%s` | %s | %s | %s |", key, value ? value : "...",
                 vf_fate_name (fate), is_mapped ? "..." : row->note);
}

START_TEST (each_key_is_told)
{
  CLEANUP_FREE char *text = section ("## VMware VMX\n");
  const struct vf_vmx_pattern *pattern = vf_vmx_patterns;
  const struct vf_vmx_family *family;
  const struct vf_vmx_row *row;
  unsigned told = 0;

  for (family = vf_vmx_families; family->rows; family++)
    for (row = family->rows; row->key; row++, told++)
      check_row (text, family, row);
  for (; pattern->key; pattern++, told++)
    ck_assert_msg (has_line (text, pattern->key, "any",
                             vf_fate_name (pattern->fate), pattern->note),
                   "no line | `%s` | any | %s | %s |", pattern->key,
                   vf_fate_name (pattern->fate), pattern->note);
  ck_assert_uint_eq (count_lines (text), told);
}
END_TEST

START_TEST (each_loss_has_a_reason)
{
  const struct vf_vmx_pattern *pattern = vf_vmx_patterns;
  const struct vf_vmx_family *family;
  const struct vf_vmx_row *row;

  for (family = vf_vmx_families; family->rows; family++)
    for (row = family->rows; row->key; row++)
      ck_assert_msg (
          row->note
              || (row->kind != VF_VMX_LOST && row->fate == VF_FATE_MAPPED),
          "%s", row->key);
  for (; pattern->key; pattern++)
    ck_assert_msg (pattern->note && pattern->fate != VF_FATE_MAPPED, "%s",
                   pattern->key);
}
END_TEST

START_TEST (patterns_fit_whole_keys)
{
  static const struct {
    const char *pattern, *key;
    bool fits;
  } rows[] = {
    { "a", "a", true },          { "a", "ab", false },
    { "a*", "a", true },         { "a*", "abc", true },
    { "a*c", "abcbc", true },    { "a*c", "abcb", false },
    { "*.x", "y.x", true },      { "a*:*.*", "ab:1.c", true },
    { "a*:*.*", "ab.c", false }, { "", "", true },
    { "", "a", false },          { "*", "", true },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++)
    ck_assert_msg (vf_vmx_matches (rows[i].pattern, rows[i].key)
                       == rows[i].fits,
                   "%s %s", rows[i].pattern, rows[i].key);
}
END_TEST

UNIT_MAIN ("formats/vmx/vmx-doc", each_key_is_told, each_loss_has_a_reason,
           patterns_fit_whole_keys)
