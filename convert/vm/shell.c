/* vmferry: writing words of a shell script.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/shell.h"

#include <string.h>

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

void
vf_shell_comment (FILE *out, const char *text)
{
  fputs ("# ", out);
  for (; *text; text++)
    if (*text == '\n')
      fputs ("\n# ", out);
    else
      putc ((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, out);
  putc ('\n', out);
}
