/* vmferry: the VMDK format: VMware's disks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_VMDK_H
#define VF_FORMATS_VMDK_VMDK_H

struct vf_image_format;

/* Reads descriptors with flat, sparse and zero extents, monolithic sparse and
 * stream-optimized images, and chains of them. */
extern const struct vf_image_format vf_vmdk_format;

#endif
