/* vmferry: one line of a .vmx: where key and value lie, and the escapes.
 *
 * Tolerant where VMware is: blanks, bare values, comments behind values,
 * a stray "|".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-line.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "common/text.h"

static bool
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/* Narrows [*BYTES, *BYTES + *N) to what is not blank at its ends. */
static void
trim (const char **bytes, size_t *n)
{
  while (*n && is_blank (**bytes)) {
    (*bytes)++;
    (*n)--;
  }
  while (*n && is_blank ((*bytes)[*n - 1]))
    (*n)--;
}

/* Whether only blanks or a comment are left. */
static bool
is_nothing (const char *bytes, size_t n)
{
  trim (&bytes, &n);
  return !n || *bytes == '#';
}

/* A value without quotes: up to a "#" behind a blank. */
static void
take_bare (const char *bytes, size_t n, struct vf_vmx_line *line)
{
  size_t i;

  for (i = 1; i < n; i++)
    if (bytes[i] == '#' && is_blank (bytes[i - 1]))
      break;
  line->value = bytes;
  line->value_length = n && i < n ? i : n;
  trim (&line->value, &line->value_length);
}

/* A value from BYTES, behind the opening quote, to END. */
static void
take_quoted (const char *bytes, const char *end, const char *fault,
             struct vf_vmx_line *line)
{
  line->value = bytes;
  line->value_length = (size_t)(end - bytes);
  line->fault = fault;
}

/* Sets the value from what follows the "=".
 * Returns: false when something follows the last quote. */
static bool
split_value (const char *bytes, size_t n, struct vf_vmx_line *line)
{
  const char *end, *last;

  trim (&bytes, &n);
  line->fault = NULL;
  if (!n || *bytes != '"') {
    take_bare (bytes, n, line);
    return true;
  }
  bytes++;
  n--;
  end = memchr (bytes, '"', n);
  last = memrchr (bytes, '"', n);
  if (!end)
    take_quoted (bytes, bytes + n, "the closing quote is missing", line);
  else if (is_nothing (end + 1, n - (size_t)(end + 1 - bytes)))
    take_quoted (bytes, end, NULL, line);
  else if (is_nothing (last + 1, n - (size_t)(last + 1 - bytes)))
    take_quoted (bytes, last, "a quote inside is not escaped", line);
  else
    return false;
  return true;
}

enum vf_vmx_line_kind
vf_vmx_split_line (const char *bytes, size_t n, struct vf_vmx_line *ret_line)
{
  struct vf_vmx_line line;
  const char *equals;

  if (is_nothing (bytes, n))
    return VF_VMX_LINE_EMPTY;
  equals = memchr (bytes, '=', n);
  if (!equals)
    return VF_VMX_LINE_DAMAGED;
  line.key = bytes;
  line.key_length = (size_t)(equals - bytes);
  trim (&line.key, &line.key_length);
  if (!line.key_length
      || !split_value (equals + 1, n - (size_t)(equals + 1 - bytes), &line))
    return VF_VMX_LINE_DAMAGED;
  *ret_line = line;
  return VF_VMX_LINE_ENTRY;
}

size_t
vf_vmx_unescape (char *bytes, size_t n)
{
  size_t from, to = 0;

  for (from = 0; from < n; from++) {
    int high = from + 2 < n ? vf_text_hex_value (bytes[from + 1]) : -1;
    int low = from + 2 < n ? vf_text_hex_value (bytes[from + 2]) : -1;

    if (bytes[from] != '|' || high < 0 || low < 0) {
      bytes[to++] = bytes[from];
      continue;
    }
    bytes[to++] = (char)(high << 4 | low);
    from += 2;
  }
  return to;
}

void
vf_vmx_unescape_name (char *text)
{
  static const char *const escapes[] = { "%2f", "%5c", "%25" };
  static const char plain[] = "/\\%";
  char *to = text;
  size_t i;

  while (*text) {
    for (i = 0; i < 3; i++)
      if (strncasecmp (text, escapes[i], 3) == 0)
        break;
    *to++ = i < 3 ? plain[i] : *text;
    text += i < 3 ? 3 : 1;
  }
  *to = '\0';
}
