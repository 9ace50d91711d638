/* vmferry: one line of a VMDK descriptor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_DESCRIPTOR_LINE_H
#define VF_FORMATS_VMDK_DESCRIPTOR_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct vf_error;
struct vf_vmdk_line;
struct vf_vmdk_pair;

/* A part of a text; not owned, not ended by a NUL. */
struct vf_text_slice {
  const char *text;
  size_t n;
};

/* Takes white space from both ends. */
void vf_text_slice_trim (struct vf_text_slice *slice);

/* Takes the byte order mark from the start of a text in UTF-8. */
void vf_text_slice_skip_mark (struct vf_text_slice *slice);

/* Cuts the next line off REST, trimmed.
 * Returns: false when nothing is left. */
bool vf_text_slice_next_line (struct vf_text_slice *rest,
                              struct vf_text_slice *ret_line);

/* Whether LINE starts with an access (RW, RDONLY, NOACCESS) and a number. */
bool vf_vmdk_line_is_extent (const struct vf_text_slice *line);

/* Reads an extent line; fills all but the number and name_utf8.
 * Errors:  CORRUPT, UNSUPPORTED for a type that is not known, NOMEM */
int vf_vmdk_line_parse_extent (const struct vf_text_slice *line,
                               struct vf_vmdk_line *ret_extent,
                               struct vf_error *err);

/* Reads a KEY = VALUE line; the value's bytes stay as they are.
 * Errors:  CORRUPT, LIMIT, NOMEM */
int vf_vmdk_line_parse_pair (const struct vf_text_slice *line,
                             struct vf_vmdk_pair *ret_pair,
                             struct vf_error *err);

#endif
