/* vmferry: pieces of lines about a machine.
 *
 * Texts from a definition may hold anything, so control characters are not
 * given to the terminal.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/machine-text-item.h"

#include "common/text.h"

void
vf_item_put (const char *text, FILE *out)
{
  if (!text)
    text = "not said";
  for (; *text; text++)
    fputc ((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, out);
}

void
vf_item_flags (const struct vf_flag *flags, const void *item, FILE *out)
{
  for (; flags->text; flags++) {
    const char *at = (const char *)item + flags->offset;

    if (*(const enum vf_tristate *)(const void *)at == flags->value)
      fprintf (out, ", %s", flags->text);
  }
}

void
vf_item_text (const char *label, const char *text, FILE *out)
{
  if (!text)
    return;
  fprintf (out, ", %s", label);
  vf_item_put (text, out);
}

void
vf_item_size (const char *label, uint64_t bytes, FILE *out)
{
  char size[32];

  if (bytes)
    fprintf (out, ", %s%s", label, vf_text_human_size (bytes, size));
}

void
vf_item_number (const char *label, int64_t number, const char *unit, FILE *out)
{
  if (number > 0)
    fprintf (out, ", %s%lld%s", label, (long long)number, unit);
}
