/* vmferry: lines and words of configuration files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/lines.h"

#include <stdlib.h>
#include <string.h>

static bool
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

struct vf_slice
vf_slice_trim (struct vf_slice slice)
{
  while (slice.length && is_blank (slice.start[0]))
    slice.start++, slice.length--;
  while (slice.length && is_blank (slice.start[slice.length - 1]))
    slice.length--;
  return slice;
}

bool
vf_lines_next (struct vf_lines *lines, struct vf_slice *ret_line)
{
  struct vf_slice line = { lines->next, 0 };

  if (!*lines->next)
    return false;
  line.length = strcspn (line.start, "\n");
  lines->next = line.start + line.length;
  if (*lines->next)
    lines->next++;
  lines->number++;
  *ret_line = vf_slice_trim (line);
  return true;
}

bool
vf_slice_next_word (struct vf_slice *rest, struct vf_slice *ret_word)
{
  struct vf_slice word = vf_slice_trim (*rest);

  if (!word.length)
    return false;
  rest->start = word.start;
  rest->length = word.length;
  word.length = 0;
  while (word.length < rest->length && !is_blank (word.start[word.length]))
    word.length++;
  rest->start += word.length;
  rest->length -= word.length;
  *ret_word = word;
  return true;
}

/* Takes one character of a shell word that is not a bare blank.
 * Params:  quote - the open quote, or 0; is updated
 * Returns: whether there was a character for the word. */
static bool
take_shell_char (struct vf_slice *rest, char *quote, char *ret_c)
{
  char c = *rest->start++;

  rest->length--;
  if (c == '\\' && *quote != '\'' && rest->length) {
    c = *rest->start++;
    rest->length--;
  } else if (*quote ? c == *quote : c == '\'' || c == '"') {
    *quote = *quote ? 0 : c;
    return false;
  }
  *ret_c = c;
  return true;
}

char *
vf_slice_next_shell_word (struct vf_slice *rest)
{
  char quote = 0;
  char *word, *end;

  *rest = vf_slice_trim (*rest);
  if (!rest->length)
    return NULL;
  word = end = malloc (rest->length + 1);
  if (!word)
    return NULL;
  while (rest->length && (quote || !is_blank (rest->start[0])))
    if (take_shell_char (rest, &quote, end))
      end++;
  *end = '\0';
  return word;
}

bool
vf_slice_split (struct vf_slice line, char separator, struct vf_slice *ret_key,
                struct vf_slice *ret_value)
{
  const char *at = memchr (line.start, separator, line.length);
  struct vf_slice part = line;

  if (!at)
    return false;
  part.length = (size_t)(at - line.start);
  *ret_key = vf_slice_trim (part);
  part.start = at + 1;
  part.length = line.length - part.length - 1;
  *ret_value = vf_slice_trim (part);
  return true;
}

bool
vf_slice_is (struct vf_slice slice, const char *text)
{
  return slice.length == strlen (text)
         && memcmp (slice.start, text, slice.length) == 0;
}

bool
vf_slice_starts_with (struct vf_slice slice, const char *text)
{
  size_t n = strlen (text);

  return slice.length >= n && memcmp (slice.start, text, n) == 0;
}

char *
vf_slice_dup (struct vf_slice slice)
{
  return strndup (slice.start, slice.length);
}

char *
vf_lines_value (const char *text, const char *key)
{
  struct vf_lines lines = { text, 0 };
  struct vf_slice line, name, value;
  char *found = NULL;

  while (vf_lines_next (&lines, &line))
    if (line.length && line.start[0] != '#'
        && vf_slice_split (line, '=', &name, &value)
        && vf_slice_is (name, key)) {
      free (found);
      found = value.length ? vf_slice_next_shell_word (&value) : strdup ("");
    }
  return found;
}
