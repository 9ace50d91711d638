/* vmferry: a JSON value as YAML, in blocks, for people to read and edit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/json-priv.h"
#include "common/json.h"
#include "common/text.h"

enum { INDENT = 2 };

static void write_value (FILE *out, json_t *value, unsigned indent);

/* Whether TEXT is read as a text where it stands without quotes: it starts
 * with a letter, has nothing that YAML gives a meaning, and is no word for
 * something else. */
static bool
is_plain (const char *text)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static const char more[] = "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
  static const char *const words[]
      = { "true", "false", "yes", "no", "on", "off", "null", "y", "n" };
  size_t i;

  if (!*text || !strchr (letters, *text) || text[strspn (text, more)])
    return false;
  for (i = 0; i < sizeof words / sizeof *words; i++)
    if (strcasecmp (text, words[i]) == 0)
      return false;
  return true;
}

/* The number of the character of N bytes, at most three, at TEXT. */
static unsigned
code_point (const char *text, size_t n)
{
  const unsigned char *at = (const unsigned char *)text;

  if (n == 1)
    return at[0];
  if (n == 2)
    return (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu);
  return (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
}

static void
write_text (FILE *out, const char *text)
{
  size_t n;

  if (is_plain (text)) {
    fputs (text, out);
    return;
  }
  putc ('"', out);
  while (*text)
    if ((n = vf_text_unprintable (text))) {
      fprintf (out, "\\u%04X", code_point (text, n));
      text += n;
    } else {
      if (*text == '"' || *text == '\\')
        putc ('\\', out);
      putc (*text++, out);
    }
  putc ('"', out);
}

static void
write_members (FILE *out, json_t *object, unsigned indent, bool is_in_line)
{
  const char *key;
  json_t *value;

  json_object_foreach (object, key, value)
  {
    if (!is_in_line)
      fprintf (out, "%*s", (int)indent, "");
    is_in_line = false;
    write_text (out, key);
    putc (':', out);
    write_value (out, value, indent + INDENT);
  }
}

static void
write_items (FILE *out, json_t *array, unsigned indent)
{
  json_t *item;
  size_t i;

  json_array_foreach (array, i, item)
  {
    fprintf (out, "%*s-", (int)indent, "");
    if (json_object_size (item)) {
      putc (' ', out);
      write_members (out, item, indent + INDENT, true);
    } else {
      write_value (out, item, indent + INDENT);
    }
  }
}

/* What comes after a key's colon or an item's dash. */
static void
write_value (FILE *out, json_t *value, unsigned indent)
{
  if (json_object_size (value)) {
    putc ('\n', out);
    write_members (out, value, indent, false);
    return;
  }
  if (json_array_size (value)) {
    putc ('\n', out);
    write_items (out, value, indent);
    return;
  }
  putc (' ', out);
  if (json_is_string (value))
    write_text (out, json_string_value (value));
  else
    json_dumpf (value, out, JSON_ENCODE_ANY | JSON_REAL_PRECISION (15));
  putc ('\n', out);
}

char *
vf_json_yaml (const struct vf_json *value, struct vf_error *err)
{
  char *text = NULL;
  size_t n;
  FILE *out = value && !value->failed ? open_memstream (&text, &n) : NULL;
  int failed;

  if (out) {
    if (json_is_object (value->value) && json_object_size (value->value))
      write_members (out, value->value, 0, false);
    else if (json_array_size (value->value))
      write_items (out, value->value, 0);
    else
      write_value (out, value->value, 0);
    failed = ferror (out);
    if (fclose (out) == 0 && !failed)
      return text;
  }
  free (text);
  vf_error_nomem (err, "YAML text");
  return NULL;
}
