/* vmferry: OVA, an OVF package in a tar archive.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_OVA_H
#define VF_FORMATS_OVA_OVA_H

struct vf_image_format;
struct vf_tar;
struct vf_tar_member;

/* An archive with an .ovf, or with disks alone. */
extern const struct vf_image_format vf_ova_format;

/* The OVF in TAR that counts: the first; NULL for none. */
const struct vf_tar_member *vf_ova_find_ovf (const struct vf_tar *tar);

#endif
