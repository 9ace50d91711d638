/* vmferry: the copy engine for a stream that can be read only once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_PIPE_ENGINE_H
#define VF_CONVERT_DISK_PIPE_ENGINE_H

struct vf_copy;
struct vf_error;
struct vf_vmdk_pipe;

/* Copies all that comes through PIPE to COPY's target.  One thread reads, the
 * others inflate and write.
 * Params:  copy - target, n_threads and job count, nothing else
 * Errors:  those of the pipe and the target; UNSUPPORTED when the grains come
 *          in an order that the target cannot take */
int vf_pipe_engine_run (struct vf_vmdk_pipe *pipe, const struct vf_copy *copy,
                        struct vf_error *err);

#endif
