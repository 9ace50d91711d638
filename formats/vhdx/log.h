/* vmferry: VHDX: the log of changes that may not have reached their places.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_LOG_H
#define VF_FORMATS_VHDX_LOG_H

struct vf_error;
struct vf_io;
struct vf_vhdx_header;

/* The file as it is once its log is applied: what every structure but the
 * headers is to be read from.  The file itself is not touched.
 * Params:  io - stays the caller's and must outlive the result
 * Returns: IO itself, for a log that is empty; else an io of its own, which
 *          the caller closes
 * Errors:  CORRUPT when no sequence of entries is sound and complete, or the
 *          file became shorter since; LIMIT for more changes than are kept in
 *          memory; IO, NOMEM
 * Source:  [MS-VHDX] 2.3.2, 2.3.3 */
struct vf_io *vf_vhdx_log_apply (struct vf_io *io,
                                 const struct vf_vhdx_header *header,
                                 struct vf_error *err);

#endif
