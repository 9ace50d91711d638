/* vmferry: VHDX: a file with changes laid over it, as a log has them: ranges
 * that became zeros, and sectors that became what data sectors hold.  The data
 * stays in the file, in the log, so that memory is bounded by the number of
 * changes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_OVERLAY_H
#define VF_FORMATS_VHDX_OVERLAY_H

#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_io;
struct vf_vhdx_log_change;
struct vf_vhdx_overlay;

/* Starts an overlay without changes.
 * Params:  base - stays the caller's and must outlive what is made of this
 * Owner:   the caller gives it to vf_vhdx_overlay_finish, or drops it with
 *          vf_vhdx_overlay_abandon.
 * Errors:  NOMEM */
struct vf_vhdx_overlay *vf_vhdx_overlay_new (struct vf_io *base,
                                             struct vf_error *err);

/* Lays CHANGE over all that came before it.
 * Errors:  LIMIT when there are too many, NOMEM */
int vf_vhdx_overlay_add (struct vf_vhdx_overlay *overlay,
                         const struct vf_vhdx_log_change *change,
                         struct vf_error *err);

/* The file as it is with its changes, read-only.  It has SIZE bytes at least,
 * and reaches to the end of each change; what is new reads as zeros.
 * Params:  overlay - taken, whatever happens
 * Owner:   the caller closes the io.
 * Errors:  NOMEM */
struct vf_io *vf_vhdx_overlay_finish (struct vf_vhdx_overlay *overlay,
                                      uint64_t size, struct vf_error *err);

/* Frees an overlay that is not finished; NULL is allowed. */
void vf_vhdx_overlay_abandon (struct vf_vhdx_overlay *overlay);

VF_DEFINE_CLEANUP (vhdx_overlay, struct vf_vhdx_overlay,
                   vf_vhdx_overlay_abandon)
#define CLEANUP_VHDX_OVERLAY VF_CLEANUP (vf_cleanup_vhdx_overlay)

#endif
