/* vmferry: results on standard output.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_OUTPUT_H
#define VF_TOOLS_OUTPUT_H

#include <stdio.h>

struct vf_error;
struct vf_json;

/* Prints VALUE, indented, and a newline.
 * Errors:  NOMEM */
int vf_output_json (const struct vf_json *value, struct vf_error *err);

/* Prints TEXT, which may come from an image, for a person: what a terminal
 * would obey (control characters) becomes '?'. */
void vf_output_text (FILE *out, const char *text);

/* The same of a text of several lines, which keeps its newlines. */
void vf_output_lines (FILE *out, const char *text);

/* Makes sure that standard output took all that was printed.
 * Errors:  IO */
int vf_output_flush (struct vf_error *err);

#endif
