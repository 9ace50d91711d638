/* vmferry: a disk of the source under an overlay.  All that is changed goes
 * into the overlay; the source is read through NBD by others, and directly by
 * us when both become the target.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_OVERLAY_H
#define VF_CONVERT_VM_OVERLAY_H

#include "common/cleanup.h"

struct vf_error;
struct vf_image;
struct vf_job;
struct vf_overlay;
struct vf_source_params;

/* Opens the disk that SOURCE names, serves it, and lays an empty overlay over
 * it.
 * Params:  folder - of the overlay and the socket; must outlive the overlay
 *          name - of both in it, such as "sda"
 * Owner:   the caller drops it with vf_overlay_drop.
 * Errors:  as vf_source_open and vf_nbd_server_start; EXTERNAL */
struct vf_overlay *vf_overlay_create (const struct vf_source_params *source,
                                      const char *folder, const char *name,
                                      struct vf_job *job,
                                      struct vf_error *err);

/* The overlay's file, a qcow2 image on an NBD export.  Owner: the overlay. */
const char *vf_overlay_path (const struct vf_overlay *overlay);

/* The disk as it was.  Owner: the overlay. */
struct vf_image *vf_overlay_source (const struct vf_overlay *overlay);

/* The disk as it is now, read without any other process.  Nobody may write to
 * the overlay any more.
 * Owner:   the overlay; opened at the first call.
 * Errors:  as vf_image_open */
struct vf_image *vf_overlay_merged (struct vf_overlay *overlay,
                                    struct vf_error *err);

/* Stops serving, removes the overlay and frees it; NULL is allowed. */
void vf_overlay_drop (struct vf_overlay *overlay);

VF_DEFINE_CLEANUP (overlay, struct vf_overlay, vf_overlay_drop)
#define CLEANUP_OVERLAY VF_CLEANUP (vf_cleanup_overlay)

#endif
