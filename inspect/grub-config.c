/* vmferry: reading grub.cfg.  It is a script; what is read is the shape that
 * grub-mkconfig and people give it: menuentry and submenu blocks with linux
 * and initrd lines in them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/grub-config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "common/vector.h"
#include "inspect/guest.h"
#include "inspect/lines.h"

/* GRUB has no limit of its own; grub-mkconfig nests two deep. */
#define BLOCKS_MAX 16

enum block_kind {
  BLOCK_OTHER, /* a function */
  BLOCK_SUBMENU,
  BLOCK_ENTRY,
};

/* A block that is open; names are paths through the submenus, "A>B". */
struct block {
  enum block_kind kind;
  unsigned children; /* entries and submenus seen in it */
  char *title;
  char *id;
  char *index;
};

struct parser {
  struct vf_grub_config config;
  struct block blocks[BLOCKS_MAX]; /* the first is the file itself */
  unsigned depth;                  /* of open blocks, the file included */
  struct vf_guest_boot_entry entry; /* of the innermost menuentry */
  char *chosen;                    /* of `set default=` */
  const char *saved_entry;
  /* Parallel to config: how else an entry can be named. */
  struct vf_text_list indexes;
  struct vf_text_list ids;
};

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
block_clear (struct block *block)
{
  free (block->title);
  free (block->id);
  free (block->index);
  memset (block, 0, sizeof *block);
}

static void
parser_clear (struct parser *parser)
{
  vf_grub_config_clear (&parser->config);
  for (unsigned i = 0; i < BLOCKS_MAX; i++)
    block_clear (&parser->blocks[i]);
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

/* PARENT's path with NAME behind it. */
static char *
join (const char *parent, const char *name)
{
  return parent ? vf_text_printf ("%s>%s", parent, name) : strdup (name);
}

/* The --id of a menuentry; grub-mkconfig writes $menuentry_id_option. */
static char *
find_id (struct vf_slice rest)
{
  char *word;

  while ((word = vf_slice_next_shell_word (&rest))) {
    bool is_option = strcmp (word, "--id") == 0
                     || strcmp (word, "$menuentry_id_option") == 0;

    free (word);
    if (is_option)
      return vf_slice_next_shell_word (&rest);
  }
  return NULL;
}

/* Opens a menuentry or submenu; REST is what follows that word. */
static int
open_named_block (struct parser *parser, enum block_kind kind,
                  struct vf_slice rest, struct vf_error *err)
{
  struct block *parent = &parser->blocks[parser->depth - 1];
  struct block *block = &parser->blocks[parser->depth];
  CLEANUP_FREE char *title = vf_slice_next_shell_word (&rest);
  CLEANUP_FREE char *id = find_id (rest);
  char number[16];

  snprintf (number, sizeof number, "%u", parent->children++);
  block->kind = kind;
  block->index = join (parent->index, number);
  block->title = join (parent->title, title ? title : "");
  block->id = join (parent->id, id ? id : title ? title : "");
  parser->depth++;
  if (!block->index || !block->title || !block->id)
    return vf_error_nomem (err, "a boot entry");
  if (kind == BLOCK_ENTRY && id && !(parser->entry.id = strdup (id)))
    return vf_error_nomem (err, "a boot entry");
  return 0;
}

/* Opens a block when the line ends with a brace. */
static int
open_block (struct parser *parser, struct vf_slice line, struct vf_error *err)
{
  struct vf_slice word;

  if (parser->depth == BLOCKS_MAX)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "grub.cfg: blocks are nested more than %d deep",
                         BLOCKS_MAX - 1);
  vf_slice_next_word (&line, &word);
  if (vf_slice_is (word, "menuentry"))
    return open_named_block (parser, BLOCK_ENTRY, line, err);
  if (vf_slice_is (word, "submenu"))
    return open_named_block (parser, BLOCK_SUBMENU, line, err);
  parser->blocks[parser->depth++].kind = BLOCK_OTHER;
  return 0;
}

/* Keeps the entry that was just closed, when it loads a kernel. */
static int
keep_entry (struct parser *parser, const struct block *block,
            struct vf_error *err)
{
  struct vf_guest_boot_entry entry = parser->entry;

  memset (&parser->entry, 0, sizeof parser->entry);
  if (!entry.kernel) {
    vf_grub_entry_clear (&entry);
    return 0;
  }
  entry.title = strdup (block->title);
  if (!entry.title || vf_vector_push (&parser->config, entry) == -1) {
    vf_grub_entry_clear (&entry);
    return vf_error_nomem (err, "a boot entry");
  }
  if (vf_text_list_add (&parser->indexes, block->index, err) == -1)
    return -1;
  return vf_text_list_add (&parser->ids, block->id, err);
}

static int
close_block (struct parser *parser, struct vf_error *err)
{
  struct block *block = &parser->blocks[parser->depth - 1];
  int result = 0;

  if (parser->depth == 1)
    return 0;
  if (block->kind == BLOCK_ENTRY)
    result = keep_entry (parser, block, err);
  block_clear (block);
  parser->depth--;
  return result;
}

/* "linux /vmlinuz root=... ro": the first in an entry counts. */
static int
read_kernel (struct parser *parser, struct vf_slice rest, unsigned line,
             struct vf_error *err)
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
read_initrd (struct parser *parser, struct vf_slice rest)
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
read_set (struct parser *parser, struct vf_slice rest)
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
read_line (struct parser *parser, struct vf_slice line, unsigned number,
           struct vf_error *err)
{
  bool is_entry = parser->blocks[parser->depth - 1].kind == BLOCK_ENTRY;
  struct vf_slice rest = line;
  struct vf_slice word;

  if (!vf_slice_next_word (&rest, &word) || word.start[0] == '#')
    return 0;
  if (vf_slice_is (word, "}"))
    return close_block (parser, err);
  if (line.start[line.length - 1] == '{')
    return open_block (parser, line, err);
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
mark_default (struct parser *parser)
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
  struct parser parser = { .depth = 1, .saved_entry = saved_entry };
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
