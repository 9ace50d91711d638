/* vmferry: writing raw images, sparse where the target allows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_RAW_RAW_WRITER_H
#define VF_FORMATS_RAW_RAW_WRITER_H

struct vf_create_params;
struct vf_error;
struct vf_io;
struct vf_writer;

/* Starts a raw image on IO: a file gets its size at once, a device or an
 * export must be large enough and, unless params->is_zeroed, is zeroed where
 * no data may come.
 * Owner:   as vf_writer_create
 * Errors:  UNSUPPORTED for compression or clusters, or when IO is too small;
 *          IO */
struct vf_writer *vf_raw_create (struct vf_io *io,
                                 const struct vf_create_params *params,
                                 struct vf_error *err);

#endif
