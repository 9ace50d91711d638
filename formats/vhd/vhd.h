/* vmferry: the VHD format: disks of Virtual PC, Hyper-V, Xen and Azure.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHD_VHD_H
#define VF_FORMATS_VHD_VHD_H

struct vf_image_format;

/* Reads fixed, dynamic and differencing disks. */
extern const struct vf_image_format vf_vhd_format;

#endif
