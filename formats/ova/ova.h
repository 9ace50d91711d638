/* vmferry: OVA, an OVF package in a tar archive.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_OVA_H
#define VF_FORMATS_OVA_OVA_H

struct vf_image_format;

/* An archive with an .ovf, or with disks alone. */
extern const struct vf_image_format vf_ova_format;

#endif
