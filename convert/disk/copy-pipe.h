/* vmferry: a disk that comes through a pipe, from first to last byte in one
 * pass.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_COPY_PIPE_H
#define VF_CONVERT_DISK_COPY_PIPE_H

#include <stdint.h>

struct vf_copy_options;
struct vf_copy_target;
struct vf_error;
struct vf_job;

/* Copies the stream-optimized VMDK that comes from LOCATION, for which
 * vf_input_is_pipe holds, to TARGET.
 * Params:  format_name - that the caller gave it; NULL: none
 *          ret_size - of the disk, bytes
 * Errors:  UNSUPPORTED for formats that take more than one pass; CORRUPT when
 *          the stream is damaged or was cut off; otherwise as
 *          vf_copy_image_to.  No file is left then. */
int vf_copy_pipe (const char *location, const char *format_name,
                  const struct vf_copy_target *target,
                  const struct vf_copy_options *options, uint64_t *ret_size,
                  struct vf_job *job, struct vf_error *err);

#endif
