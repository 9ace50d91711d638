/* vmferry: the VDI format: VirtualBox's disks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VDI_VDI_H
#define VF_FORMATS_VDI_VDI_H

struct vf_image_format;

/* Reads fixed, dynamic and differencing disks. */
extern const struct vf_image_format vf_vdi_format;

#endif
