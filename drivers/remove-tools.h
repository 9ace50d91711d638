/* vmferry: the step that removes the tools of the hypervisor that is left.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_REMOVE_TOOLS_H
#define VF_DRIVERS_REMOVE_TOOLS_H

struct vf_step;

/* "remove-tools": open-vm-tools and the like are purged by the guest's own
 * package manager, offline; a package that others need stays, with its
 * services switched off. */
extern const struct vf_step vf_step_remove_tools;

#endif
