/* vmferry: reading grub.cfg.  It is a script; what is read is the shape that
 * grub-mkconfig and people give it: menuentry and submenu blocks with linux
 * and initrd lines in them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/grub-config.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "inspect/grub-priv.h"
#include "inspect/guest.h"

void
vf_grub_entry_clear (struct vf_guest_boot_entry *entry)
{
  free (entry->title);
  free (entry->id);
  free (entry->kernel);
  free (entry->initrd);
  free (entry->cmdline);
  free (entry->root);
  memset (entry, 0, sizeof *entry);
}

void
vf_grub_config_clear (struct vf_grub_config *config)
{
  for (size_t i = 0; i < config->count; i++)
    vf_grub_entry_clear (&config->items[i]);
  free (config->items);
  memset (config, 0, sizeof *config);
}

static void
parser_clear (struct vf_grub_parser *parser)
{
  vf_grub_config_clear (&parser->config);
  for (unsigned i = 0; i < VF_GRUB_BLOCKS_MAX; i++)
    vf_grub_block_clear (&parser->blocks[i]);
  vf_grub_entry_clear (&parser->entry);
  free (parser->chosen);
  vf_text_list_clear (&parser->indexes);
  vf_text_list_clear (&parser->ids);
}

char *
vf_cmdline_value (const char *cmdline, const char *name)
{
  struct vf_slice rest = { cmdline, strlen (cmdline) };
  struct vf_slice word, key, value;
  char *found = NULL;

  while (vf_slice_next_word (&rest, &word))
    if (vf_slice_split (word, '=', &key, &value) && vf_slice_is (key, name)) {
      free (found);
      found = vf_slice_dup (value);
    }
  return found;
}

/* "linux /vmlinuz root=... ro": the first in an entry counts. */
static int
read_kernel (struct vf_grub_parser *parser, struct vf_slice rest,
             unsigned line, struct vf_error *err)
{
  struct vf_guest_boot_entry *entry = &parser->entry;

  if (entry->kernel || !vf_slice_trim (rest).length)
    return 0;
  entry->line = line;
  entry->kernel = vf_slice_next_shell_word (&rest);
  entry->cmdline = vf_slice_dup (vf_slice_trim (rest));
  if (!entry->kernel || !entry->cmdline)
    return vf_error_nomem (err, "a boot entry");
  entry->root = vf_cmdline_value (entry->cmdline, "root");
  return 0;
}

/* Of several files of an initrd line, the last is the generated one; those
 * before it are microcode. */
static void
read_initrd (struct vf_grub_parser *parser, struct vf_slice rest)
{
  char *word;

  while ((word = vf_slice_next_shell_word (&rest))) {
    free (parser->entry.initrd);
    parser->entry.initrd = word;
  }
}

/* "set default=0"; "${saved_entry}" is looked up, "${next_entry}" is for one
 * boot only. */
static void
read_set (struct vf_grub_parser *parser, struct vf_slice rest)
{
  struct vf_slice key, value;
  char *text;

  if (!vf_slice_split (rest, '=', &key, &value)
      || !vf_slice_is (key, "default"))
    return;
  text = vf_slice_next_shell_word (&value);
  if (text && strcmp (text, "${saved_entry}") == 0) {
    free (text);
    text = parser->saved_entry ? strdup (parser->saved_entry) : NULL;
  }
  if (!text || text[0] == '$') {
    free (text);
    return;
  }
  free (parser->chosen);
  parser->chosen = text;
}

static bool
is_word_of (struct vf_slice word, const char *name)
{
  static const char *const suffixes[] = { "", "16", "efi" };

  for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
    if (vf_slice_starts_with (word, name)
        && word.length == strlen (name) + strlen (suffixes[i])
        && memcmp (word.start + strlen (name), suffixes[i],
                   strlen (suffixes[i]))
               == 0)
      return true;
  return false;
}

static int
read_line (struct vf_grub_parser *parser, struct vf_slice line,
           unsigned number, struct vf_error *err)
{
  bool is_entry = parser->blocks[parser->depth - 1].kind == VF_GRUB_ENTRY;
  struct vf_slice rest = line;
  struct vf_slice word;

  if (!vf_slice_next_word (&rest, &word) || word.start[0] == '#')
    return 0;
  if (vf_slice_is (word, "}"))
    return vf_grub_block_close (parser, err);
  if (line.start[line.length - 1] == '{')
    return vf_grub_block_open (parser, line, err);
  if (vf_slice_is (word, "set"))
    read_set (parser, rest);
  else if (is_entry && is_word_of (word, "linux"))
    return read_kernel (parser, rest, number, err);
  else if (is_entry && is_word_of (word, "initrd"))
    read_initrd (parser, rest);
  return 0;
}

/* Whether NAME is CHOSEN, or lies in the submenu that is. */
static bool
is_chosen (const char *name, const char *chosen)
{
  size_t n = strlen (chosen);

  return strncmp (name, chosen, n) == 0 && (!name[n] || name[n] == '>');
}

/* Without any choice, and for a choice that names nothing, it is the first. */
static void
mark_default (struct vf_grub_parser *parser)
{
  const char *chosen = parser->chosen ? parser->chosen : "0";
  struct vf_guest_boot_entry *entries = parser->config.items;

  for (size_t i = 0; i < parser->config.count; i++)
    if (is_chosen (parser->indexes.items[i], chosen)
        || is_chosen (parser->ids.items[i], chosen)
        || is_chosen (entries[i].title, chosen)
        || (entries[i].id && strcmp (entries[i].id, chosen) == 0)) {
      entries[i].is_default = true;
      return;
    }
  if (parser->config.count)
    entries[0].is_default = true;
}

int
vf_grub_config_parse (const char *text, const char *saved_entry,
                      struct vf_grub_config *ret_config, struct vf_error *err)
{
  VF_CLEANUP (parser_clear)
  struct vf_grub_parser parser = { .depth = 1, .saved_entry = saved_entry };
  struct vf_lines lines = { text, 0 };
  struct vf_slice line;

  while (vf_lines_next (&lines, &line))
    if (read_line (&parser, line, lines.number, err) == -1)
      return -1;
  mark_default (&parser);
  *ret_config = parser.config;
  memset (&parser.config, 0, sizeof parser.config);
  return 0;
}
