/* vmferry: VMware's .vmx as a VM definition.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_H
#define VF_FORMATS_VMX_VMX_H

extern const struct vf_machine_format vf_machine_format_vmx;

#endif
