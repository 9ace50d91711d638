/* vmferry: /etc/fstab and /etc/crypttab.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_TABS_H
#define VF_INSPECT_TABS_H

#include <stddef.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_guest_tab_entry;

struct vf_tab {
  struct vf_guest_tab_entry *items;
  size_t count;
  size_t capacity;
};

/* Reads fstab: "spec target type options dump pass".
 * Errors:  NOMEM; lines that are too short are left out, as mount(8) does
 * Source:  fstab(5), util-linux 2.38 */
int vf_tab_parse_fstab (const char *text, struct vf_tab *ret_tab,
                        struct vf_error *err);

/* Reads crypttab: "target spec keyfile options".
 * Errors:  NOMEM; lines that are too short are left out
 * Source:  crypttab(5), systemd 252 and cryptsetup 2.6 */
int vf_tab_parse_crypttab (const char *text, struct vf_tab *ret_tab,
                           struct vf_error *err);

/* Frees what ENTRY points to. */
void vf_tab_entry_clear (struct vf_guest_tab_entry *entry);

/* Frees all entries; the table is empty again. */
void vf_tab_clear (struct vf_tab *tab);

#define CLEANUP_TAB VF_CLEANUP (vf_tab_clear)

#endif
