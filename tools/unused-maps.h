/* vmferry: mappings of networks and devices that mean nothing of a VM.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_UNUSED_MAPS_H
#define VF_TOOLS_UNUSED_MAPS_H

struct vf_emit_options;
struct vf_machine;
struct vf_tool;

/* Warns of the mappings in WHAT that match no card or device of MACHINE: each
 * is a slip of the pen, or meant for another VM. */
void vf_warn_unused_maps (struct vf_tool *tool,
                          const struct vf_machine *machine,
                          const struct vf_emit_options *what);

#endif
