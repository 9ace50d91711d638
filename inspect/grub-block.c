/* vmferry: the blocks of grub.cfg, and how an entry in them can be named.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "common/vector.h"
#include "inspect/grub-priv.h"

void
vf_grub_block_clear (struct vf_grub_block *block)
{
  free (block->title);
  free (block->id);
  free (block->index);
  memset (block, 0, sizeof *block);
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
open_named_block (struct vf_grub_parser *parser, enum vf_grub_block_kind kind,
                  struct vf_slice rest, struct vf_error *err)
{
  struct vf_grub_block *parent = &parser->blocks[parser->depth - 1];
  struct vf_grub_block *block = &parser->blocks[parser->depth];
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
  if (kind == VF_GRUB_ENTRY && id && !(parser->entry.id = strdup (id)))
    return vf_error_nomem (err, "a boot entry");
  return 0;
}

int
vf_grub_block_open (struct vf_grub_parser *parser, struct vf_slice line,
                    struct vf_error *err)
{
  struct vf_slice word;

  if (parser->depth == VF_GRUB_BLOCKS_MAX)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "grub.cfg: blocks are nested more than %d deep",
                         VF_GRUB_BLOCKS_MAX - 1);
  vf_slice_next_word (&line, &word);
  if (vf_slice_is (word, "menuentry"))
    return open_named_block (parser, VF_GRUB_ENTRY, line, err);
  if (vf_slice_is (word, "submenu"))
    return open_named_block (parser, VF_GRUB_SUBMENU, line, err);
  parser->blocks[parser->depth++].kind = VF_GRUB_OTHER;
  return 0;
}

/* Keeps the entry that was just closed, when it loads a kernel. */
static int
keep_entry (struct vf_grub_parser *parser, const struct vf_grub_block *block,
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

int
vf_grub_block_close (struct vf_grub_parser *parser, struct vf_error *err)
{
  struct vf_grub_block *block = &parser->blocks[parser->depth - 1];
  int result = 0;

  if (parser->depth == 1)
    return 0;
  if (block->kind == VF_GRUB_ENTRY)
    result = keep_entry (parser, block, err);
  vf_grub_block_clear (block);
  parser->depth--;
  return result;
}
