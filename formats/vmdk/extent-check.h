/* vmferry: what is asked of extents before they make a disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_EXTENT_CHECK_H
#define VF_FORMATS_VMDK_EXTENT_CHECK_H

struct vf_error;
struct vf_vmdk_extents;
struct vf_vmdk_line;

/* That the extent of LINE is one that can be read.
 * Errors:  UNSUPPORTED, with what to do; CORRUPT when it needs a file and
 *          names none */
int vf_vmdk_check_line (const struct vf_vmdk_line *line, struct vf_error *err);

/* That no sparse file stands behind two extents.  A flat one may, but the same
 * grains twice are no disk that anyone made.
 * Errors:  CORRUPT, NOMEM */
int vf_vmdk_check_files_differ (const struct vf_vmdk_extents *extents,
                                struct vf_error *err);

#endif
