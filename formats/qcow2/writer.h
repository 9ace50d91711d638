/* vmferry: writing qcow2, version 3.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_WRITER_H
#define VF_FORMATS_QCOW2_WRITER_H

struct vf_create_params;
struct vf_error;
struct vf_io;
struct vf_writer;

/* Starts a qcow2 image on IO.  Clusters that are not written take no room.
 * Owner:   as vf_writer_create
 * Errors:  USAGE for a cluster size or level that cannot be, NOMEM, IO */
struct vf_writer *vf_qcow2_create (struct vf_io *io,
                                   const struct vf_create_params *params,
                                   struct vf_error *err);

#endif
