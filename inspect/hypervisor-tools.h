/* vmferry: which packages, services and files belong to a hypervisor that the
 * guest leaves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_HYPERVISOR_TOOLS_H
#define VF_INSPECT_HYPERVISOR_TOOLS_H

#include <stdbool.h>

#include "inspect/guest.h"
#include "inspect/lines.h"

/* Whether a package of this name is one, and whose. */
bool vf_tool_is_package (struct vf_slice name,
                         enum vf_guest_tool_kind *ret_kind);

/* Whether a systemd unit of this name ("open-vm-tools.service") is one. */
bool vf_tool_is_service (const char *unit);

/* Files and folders that installers outside of the package manager leave;
 * ends with NULL. */
extern const char *const vf_tool_leftovers[];

/* "vmware", "hyperv", "virtualbox". */
const char *vf_tool_kind_name (enum vf_guest_tool_kind kind);

#endif
