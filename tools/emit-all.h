/* vmferry emit: every VM of a definition, one after the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_EMIT_ALL_H
#define VF_TOOLS_EMIT_ALL_H

#include <stddef.h>

struct vf_emit_values;
struct vf_emit_wish;
struct vf_error;
struct vf_json;
struct vf_tool;
struct vf_vm_list;

/* Emits each VM of LIST as WISH says, into the folder and the libvirt that
 * VALUES name; the err of one that fails is set, and the next is begun.
 * Params:  ret_losses - gets the losses of all
 * Returns: what was made of each, as a JSON object; NULL when nothing could be
 *          begun or all was cancelled
 * Owner:   the caller.
 * Errors:  those of vf_target_folder_make; CANCELLED; NOMEM */
struct vf_json *vf_emit_all (struct vf_tool *tool,
                             const struct vf_emit_values *values,
                             const struct vf_emit_wish *wish,
                             struct vf_vm_list *list, size_t *ret_losses,
                             struct vf_error *err);

#endif
