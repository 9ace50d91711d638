/* vmferry: an OVF package in a folder: a descriptor (.ovf) beside the files
 * that it names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_H
#define VF_FORMATS_OVF_OVF_H

struct vf_image_format;

/* Its disks, as images. */
extern const struct vf_image_format vf_ovf_format;

#endif
