/* vmferry: VHDX: writing dynamic disks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_WRITER_H
#define VF_FORMATS_VHDX_WRITER_H

struct vf_create_params;
struct vf_error;
struct vf_io;
struct vf_writer;

/* The driver's create: a dynamic disk with sectors of 512 bytes, 4096 of them
 * physical, whose blocks are as large as the cluster size.
 * Errors:  USAGE for a block size or a size that the format does not have,
 *          UNSUPPORTED for compression; IO, NOMEM */
struct vf_writer *vf_vhdx_create (struct vf_io *io,
                                  const struct vf_create_params *params,
                                  struct vf_error *err);

#endif
