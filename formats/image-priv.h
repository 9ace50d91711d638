/* vmferry: what the files that open images share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_IMAGE_PRIV_H
#define VF_FORMATS_IMAGE_PRIV_H

struct vf_error;
struct vf_image;
struct vf_image_params;
struct vf_io;

/* Opens one image of a chain, without its parent.
 * Owner:   takes IO, also on error; the caller closes the image.
 * Errors:  as vf_image_open */
struct vf_image *vf_image_open_one (struct vf_io *io,
                                    const struct vf_image_params *params,
                                    struct vf_error *err);

/* Opens the parent that CHILD names, the last of the chain from TOP on.  In a
 * salvage a child may go without, and has a note of it.
 * Errors:  CORRUPT when the parent is in the chain or was changed; as
 *          vf_image_open */
int vf_image_open_parent (const struct vf_image *top, struct vf_image *child,
                          struct vf_error *err);

#endif
