/* vmferry: Hyper-V's kinds of VM definitions.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_HYPERV_H
#define VF_FORMATS_HYPERV_HYPERV_H

#include "formats/machine-format.h"

/* The binary, since Windows Server 2016. */
extern const struct vf_machine_format vf_machine_format_vmcx;

/* The XML before it. */
extern const struct vf_machine_format vf_machine_format_hyperv_xml;

/* What PowerShell tells of VMs, as JSON. */
extern const struct vf_machine_format vf_machine_format_hyperv_json;

#endif
