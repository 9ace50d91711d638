/* vmferry: descriptors of disks that cannot be read, whatever their extents.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_DESCRIPTOR_CHECK_H
#define VF_FORMATS_VMDK_DESCRIPTOR_CHECK_H

struct vf_error;
struct vf_vmdk_descriptor;

/* That the disk of DESC is whole, plain, and no device of its host.
 * Errors:  UNSUPPORTED, with what to do */
int vf_vmdk_descriptor_check (const struct vf_vmdk_descriptor *desc,
                              struct vf_error *err);

#endif
