/* vmferry: writing VMDK: streamOptimized, as VMware's own exports are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_WRITER_H
#define VF_FORMATS_VMDK_WRITER_H

struct vf_create_params;
struct vf_error;
struct vf_io;
struct vf_writer;

/* Starts a streamOptimized VMDK on IO, which must be a file: header, grains in
 * the guest's order with the table of each 32 MiB behind them, directory,
 * footer.  Wants ranges in order, see vf_writer_is_ordered.
 * Owner:   as vf_writer_create
 * Errors:  UNSUPPORTED for a device, zstd or another grain size than 64 KiB,
 *          USAGE for a level that cannot be, LIMIT, NOMEM, IO */
struct vf_writer *vf_vmdk_create (struct vf_io *io,
                                  const struct vf_create_params *params,
                                  struct vf_error *err);

#endif
