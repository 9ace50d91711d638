/* vmferry: opening qcow2 images, and what they say of themselves: slots of the
 * format.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_OPEN_H
#define VF_FORMATS_QCOW2_OPEN_H

struct vf_error;
struct vf_image;
struct vf_info;

/* The open slot.
 * Errors:  those of the header; NOT_FOUND for a snapshot or data file that is
 *          not there; PERMISSION for names that the path policy forbids */
int vf_qcow2_open (struct vf_image *image, struct vf_error *err);

/* The close slot. */
void vf_qcow2_close (struct vf_image *image);

/* The info slot. */
int vf_qcow2_info (struct vf_image *image, struct vf_info *info,
                   struct vf_error *err);

#endif
