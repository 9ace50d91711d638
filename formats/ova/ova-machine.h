/* vmferry: an OVA as a VM definition.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_OVA_MACHINE_H
#define VF_FORMATS_OVA_OVA_MACHINE_H

/* An archive with an .ovf. */
extern const struct vf_machine_format vf_machine_format_ova;

#endif
