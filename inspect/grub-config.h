/* vmferry: GRUB 2's grub.cfg and /etc/default/grub, as text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_GRUB_CONFIG_H
#define VF_INSPECT_GRUB_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_guest_boot_entry;

struct vf_grub_config {
  struct vf_guest_boot_entry *items; /* those that load a kernel */
  size_t count;
  size_t capacity;
};

/* Finds the menu entries that load a Linux kernel.  Paths are as written
 * (GRUB's, from the root of its filesystem); whether they exist is left open.
 * Entries that are made by a running script (blscfg, custom.cfg) are not
 * found.
 * Params:  saved_entry - of grubenv; may be NULL
 * Errors:  NOMEM, LIMIT (submenus that are nested too deep)
 * Source:  GRUB 2.06 manual, "Shell-like scripting"; output of grub-mkconfig
 *          of Debian 12 */
int vf_grub_config_parse (const char *text, const char *saved_entry,
                          struct vf_grub_config *ret_config,
                          struct vf_error *err);

/* The value of NAME ("root") in a kernel command line; of several the last.
 * Returns: a malloc'd string, or NULL when there is none. */
char *vf_cmdline_value (const char *cmdline, const char *name);

/* Frees what ENTRY points to. */
void vf_grub_entry_clear (struct vf_guest_boot_entry *entry);

/* Frees all entries; the list is empty again. */
void vf_grub_config_clear (struct vf_grub_config *config);

#define CLEANUP_GRUB_CONFIG VF_CLEANUP (vf_grub_config_clear)

#endif
