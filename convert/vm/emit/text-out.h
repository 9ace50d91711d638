/* vmferry: making a text with stdio.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_TEXT_OUT_H
#define VF_CONVERT_VM_EMIT_TEXT_OUT_H

#include <stdio.h>

struct vf_error;

/* A text under way; start it with vf_text_out_open. */
struct vf_text_out {
  FILE *file; /* to be written to; NULL: memory was out */
  char *text;
  size_t size;
};

/* Opens OUT.
 * Errors:  NOMEM */
int vf_text_out_open (struct vf_text_out *out, struct vf_error *err);

/* Ends OUT, which is closed after it in any case.
 * Returns: all that was written, as a malloc'd string, or NULL with NOMEM. */
char *vf_text_out_finish (struct vf_text_out *out, struct vf_error *err);

/* Drops OUT, unless it is finished. */
void vf_text_out_drop (struct vf_text_out *out);

#define CLEANUP_TEXT_OUT __attribute__ ((cleanup (vf_text_out_drop)))

#endif
