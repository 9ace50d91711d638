/* vmferry: reading fstab and crypttab.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/tabs.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/vector.h"
#include "inspect/guest.h"
#include "inspect/lines.h"

enum { FIELDS = 4 };

/* The value of three octal digits, or -1. */
static int
octal_value (const char *digits)
{
  int value = 0;

  for (int i = 0; i < 3; i++) {
    if (digits[i] < '0' || digits[i] > '7')
      return -1;
    value = value * 8 + (digits[i] - '0');
  }
  return value > 0 && value < 256 ? value : -1;
}

/* A field as a string, with \040 and the like decoded. */
static char *
dup_field (struct vf_slice field)
{
  char *text = vf_slice_dup (field);
  char *out = text;

  for (const char *in = text; in && *in; in++) {
    int value = *in == '\\' ? octal_value (in + 1) : -1;

    if (value != -1)
      in += 3;
    *out++ = value != -1 ? (char)value : *in;
  }
  if (out)
    *out = '\0';
  return text;
}

/* Takes the first fields of a line apart.
 * Returns: how many there are, or -1 when memory is out. */
static int
split_line (struct vf_slice line, char *fields[FIELDS])
{
  struct vf_slice word;
  int count = 0;

  if (!line.length || line.start[0] == '#')
    return 0;
  while (count < FIELDS && vf_slice_next_word (&line, &word)
         && word.start[0] != '#') {
    fields[count] = dup_field (word);
    if (!fields[count])
      return -1;
    count++;
  }
  return count;
}

void
vf_tab_entry_clear (struct vf_guest_tab_entry *entry)
{
  free (entry->spec);
  free (entry->target);
  free (entry->type);
  free (entry->options);
  free (entry->device);
}

void
vf_tab_clear (struct vf_tab *tab)
{
  for (size_t i = 0; i < tab->count; i++)
    vf_tab_entry_clear (&tab->items[i]);
  free (tab->items);
  memset (tab, 0, sizeof *tab);
}

/* Params:  spec - the field that holds the device */
static int
parse (const char *text, int spec, struct vf_tab *ret_tab,
       struct vf_error *err)
{
  CLEANUP_TAB struct vf_tab tab = { 0 };
  struct vf_lines lines = { text, 0 };
  struct vf_slice line;

  while (vf_lines_next (&lines, &line)) {
    char *fields[FIELDS] = { NULL };
    int count = split_line (line, fields);
    struct vf_guest_tab_entry entry = { .line = lines.number,
                                        .spec = fields[spec],
                                        .target = fields[1 - spec],
                                        .type = fields[2],
                                        .options = fields[3] };

    if (count == 0 || count == 1)
      vf_tab_entry_clear (&entry);
    else if (count == -1 || vf_vector_push (&tab, entry) == -1) {
      vf_tab_entry_clear (&entry);
      return vf_error_nomem (err, "a table of devices");
    }
  }
  *ret_tab = tab;
  memset (&tab, 0, sizeof tab);
  return 0;
}

int
vf_tab_parse_fstab (const char *text, struct vf_tab *ret_tab,
                    struct vf_error *err)
{
  return parse (text, 0, ret_tab, err);
}

int
vf_tab_parse_crypttab (const char *text, struct vf_tab *ret_tab,
                       struct vf_error *err)
{
  return parse (text, 1, ret_tab, err);
}
