/* vmferry: writing words of a shell script.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/shell.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/text.h"

void
vf_shell_word (FILE *out, const char *text)
{
  static const char harmless[] = "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789-_./:=,+@%";

  if (*text && !text[strspn (text, harmless)]) {
    fputs (text, out);
    return;
  }
  putc ('"', out);
  for (; *text; text++) {
    if (strchr ("\\\"$`", *text))
      putc ('\\', out);
    putc (*text, out);
  }
  putc ('"', out);
}

/* TEXT with a question mark for each character that could end a comment.
 * Returns: a malloc'd string of valid UTF-8, or NULL when memory is out. */
static char *
printable (const char *text)
{
  char *valid = vf_text_to_utf8 (text, strlen (text)), *from = valid, *to;
  size_t n;

  for (to = from; from && *from; to++)
    if (*from != '\n' && (n = vf_text_unprintable (from))) {
      *to = '?';
      from += n;
    } else {
      *to = *from++;
    }
  if (to)
    *to = '\0';
  return valid;
}

void
vf_shell_comment_word (FILE *out, const char *text)
{
  CLEANUP_FREE char *word = printable (text);
  char *end = word;

  while (end && (end = strchr (end, '\n')))
    *end = '?';
  vf_shell_word (out, word ? word : "?");
}

void
vf_shell_comment (FILE *out, const char *text)
{
  CLEANUP_FREE char *lines = printable (text);
  const char *at;

  fputs ("# ", out);
  for (at = lines; at && *at; at++)
    if (*at == '\n')
      fputs ("\n# ", out);
    else
      putc (*at, out);
  putc ('\n', out);
}
