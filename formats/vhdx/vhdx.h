/* vmferry: the VHDX format: Hyper-V's disks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_VHDX_H
#define VF_FORMATS_VHDX_VHDX_H

struct vf_image_format;

/* Reads fixed, dynamic and differencing disks, with a log or without; writes
 * dynamic ones. */
extern const struct vf_image_format vf_vhdx_format;

#endif
