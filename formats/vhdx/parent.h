/* vmferry: VHDX: the parent of a differencing disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_PARENT_H
#define VF_FORMATS_VHDX_PARENT_H

struct vf_error;
struct vf_parent_ref;
struct vf_image;
struct vf_vhdx_locator;

/* The names that LOCATOR gives, in the format's order: relative to the folder
 * of the child, on a volume, absolute; then the relative one's last part.
 * Owner:   the caller frees what is in RET.
 * Errors:  CORRUPT when there is none, NOMEM
 * Source:  [MS-VHDX] 2.6.2.6.3 */
int vf_vhdx_parent_names (const struct vf_vhdx_locator *locator,
                          struct vf_parent_ref *ret, struct vf_error *err);

/* Appends to the other names of IMAGE's parent those of files that are called
 * like the first, in any case: beside the image, then in folders that the user
 * allowed.  Where the names come from, case makes no difference, and absolute
 * ones lead elsewhere.
 * Errors:  NOMEM */
int vf_vhdx_parent_add_found (struct vf_image *image, struct vf_error *err);

/* The driver's check_parent: the parent must be a VHDX that was not written to
 * since, with the same sectors and no more of them.
 * Source:  [MS-VHDX] 2.6.2.6.3 */
int vf_vhdx_check_parent (struct vf_image *image, struct vf_error *err);

#endif
