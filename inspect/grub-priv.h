/* vmferry: what the files that read grub.cfg share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_GRUB_PRIV_H
#define VF_INSPECT_GRUB_PRIV_H

#include "common/text.h"
#include "inspect/grub-config.h"
#include "inspect/guest.h"
#include "inspect/lines.h"

/* GRUB has no limit of its own; grub-mkconfig nests two deep. */
#define VF_GRUB_BLOCKS_MAX 16

enum vf_grub_block_kind {
  VF_GRUB_OTHER, /* a function */
  VF_GRUB_SUBMENU,
  VF_GRUB_ENTRY,
};

/* A block that is open; names are paths through the submenus, "A>B". */
struct vf_grub_block {
  enum vf_grub_block_kind kind;
  unsigned children; /* entries and submenus seen in it */
  char *title;
  char *id;
  char *index;
};

struct vf_grub_parser {
  struct vf_grub_config config;
  struct vf_grub_block
      blocks[VF_GRUB_BLOCKS_MAX];   /* the first is the file itself */
  unsigned depth;                   /* of open blocks, the file included */
  struct vf_guest_boot_entry entry; /* of the innermost menuentry */
  char *chosen;                     /* of `set default=` */
  const char *saved_entry;
  /* Parallel to config: how else an entry can be named. */
  struct vf_text_list indexes;
  struct vf_text_list ids;
};

/* Frees what BLOCK owns; it is closed after it. */
void vf_grub_block_clear (struct vf_grub_block *block);

/* Opens the block of LINE, which ends with a brace.
 * Errors:  LIMIT, NOMEM */
int vf_grub_block_open (struct vf_grub_parser *parser, struct vf_slice line,
                        struct vf_error *err);

/* Closes the innermost block; keeps an entry that loads a kernel.
 * Errors:  NOMEM */
int vf_grub_block_close (struct vf_grub_parser *parser, struct vf_error *err);

#endif
