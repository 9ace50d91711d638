/* vmferry: VDI: which file is the parent of a differencing disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VDI_PARENT_H
#define VF_FORMATS_VDI_PARENT_H

struct vf_error;
struct vf_image;
struct vf_vdi_header;

/* Fills the parent_ref of IMAGE, whose header is HEADER, with the name of a
 * VDI that has the UUID of the parent: the file has no name, and VirtualBox
 * looks into its registry.  Among those that the resolver lists, one that was
 * not changed since is best, then the first.
 * Errors:  NOT_FOUND, PERMISSION when nothing may be listed, NOMEM */
int vf_vdi_parent_find (struct vf_image *image,
                        const struct vf_vdi_header *header,
                        struct vf_error *err);

#endif
