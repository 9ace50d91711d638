/* vmferry: VHD: how a differencing disk names its parent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHD_LOCATOR_H
#define VF_FORMATS_VHD_LOCATOR_H

struct vf_error;
struct vf_image;
struct vf_vhd_disk_dynamic;

/* Fills IMAGE's parent_ref with the names that HEADER has, best first: the
 * relative ones, the last part of the parent's name, then the absolute ones.
 * A locator that cannot be read is a note.
 * Errors:  CORRUPT when there is no name at all, NOMEM
 * Source:  specification, "Parent Locator Entry" */
int vf_vhd_locators_read (struct vf_image *image,
                          const struct vf_vhd_disk_dynamic *header,
                          struct vf_error *err);

#endif
