/* vmferry: a terminal's text without its escape sequences.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_BOOT_ANSI_H
#define VF_CONVERT_VM_BOOT_ANSI_H

/* Start it as all zeros. */
struct vf_ansi {
  enum {
    VF_ANSI_TEXT,
    VF_ANSI_ESCAPE,  /* after ESC */
    VF_ANSI_CONTROL, /* in ESC [ ... letter */
    VF_ANSI_STRING,  /* in ESC ] ... BEL or ESC \ */
    VF_ANSI_CHARSET, /* the letter after ESC ( and the like */
  } state;
};

/* Takes the next byte C.
 * Returns: a byte of text; '\n' at the end of a line, also where the cursor is
 * moved elsewhere or the screen is cleared; 0 for nothing to see. */
char vf_ansi_next (struct vf_ansi *ansi, char c);

#endif
