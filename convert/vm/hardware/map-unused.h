/* vmferry: mappings of networks and devices that mean nothing of a VM.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_MAP_UNUSED_H
#define VF_CONVERT_VM_HARDWARE_MAP_UNUSED_H

#include <stddef.h>

struct vf_emit_options;
struct vf_job;
struct vf_machine;

/* Warns JOB of the mappings in WHAT that match no card or device of any of the
 * COUNT MACHINES: each is a slip of the pen, or meant for another VM. */
void vf_warn_unused_maps (struct vf_job *job,
                          const struct vf_machine *const machines[],
                          size_t count, const struct vf_emit_options *what);

#endif
