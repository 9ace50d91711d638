/* vmferry: results on standard output.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_OUTPUT_H
#define VF_TOOLS_OUTPUT_H

struct vf_error;
struct vf_json;

/* Prints VALUE, indented, and a newline.
 * Errors:  NOMEM */
int vf_output_json (const struct vf_json *value, struct vf_error *err);

#endif
