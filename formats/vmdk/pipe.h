/* vmferry: a stream-optimized VMDK that comes through a pipe: its grains, one
 * after the other, and at the end whether all of them came.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_PIPE_H
#define VF_FORMATS_VMDK_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_input;
struct vf_vmdk_pipe;
struct vf_vmdk_scratch;

/* A grain of which vf_vmdk_pipe_read has the bytes. */
struct vf_vmdk_pipe_grain {
  uint64_t start; /* guest bytes */
  uint64_t n;     /* compressed bytes */
};

/* Reads the start of a stream: header, descriptor, tables that are in front.
 * Params:  input - stays the caller's and must outlive the pipe
 * Owner:   the caller frees it with vf_vmdk_pipe_free.
 * Errors:  UNSUPPORTED for what can only be read from a file, which the text
 *          says; CORRUPT, LIMIT, NOMEM, IO, CANCELLED */
struct vf_vmdk_pipe *vf_vmdk_pipe_new (struct vf_input *input,
                                       struct vf_error *err);

/* NULL is allowed. */
void vf_vmdk_pipe_free (struct vf_vmdk_pipe *pipe);

/* The size of the disk in bytes. */
uint64_t vf_vmdk_pipe_size (const struct vf_vmdk_pipe *pipe);

/* The size of a grain in bytes. */
uint32_t vf_vmdk_pipe_grain_bytes (const struct vf_vmdk_pipe *pipe);

/* The most compressed bytes that a grain can have. */
uint64_t vf_vmdk_pipe_max_stored (const struct vf_vmdk_pipe *pipe);

/* Goes to the next grain; the bytes of the one before were read.
 * Returns: 1; or 0 at the end of the stream, when all that its tables tell of
 *          came through.
 * Errors:  CORRUPT when the stream is damaged or was cut off, or when a second
 *          grain comes for one place; IO, CANCELLED */
int vf_vmdk_pipe_next (struct vf_vmdk_pipe *pipe,
                       struct vf_vmdk_pipe_grain *ret_grain,
                       struct vf_error *err);

/* Reads the compressed bytes of the grain that was gone to last.
 * Errors:  CORRUPT when the stream was cut off, IO, CANCELLED */
int vf_vmdk_pipe_read (struct vf_vmdk_pipe *pipe, void *buf,
                       struct vf_error *err);

/* Inflates GRAIN, whose compressed bytes are at IN, to a whole grain at OUT.
 * Threads: any number at once, each with a scratch of its own
 * Errors:  CORRUPT */
int vf_vmdk_pipe_inflate (const struct vf_vmdk_pipe *pipe,
                          struct vf_vmdk_scratch *scratch,
                          const struct vf_vmdk_pipe_grain *grain,
                          const uint8_t *in, uint8_t *out,
                          struct vf_error *err);

VF_DEFINE_CLEANUP (vmdk_pipe, struct vf_vmdk_pipe, vf_vmdk_pipe_free)
#define CLEANUP_VMDK_PIPE VF_CLEANUP (vf_cleanup_vmdk_pipe)

#endif
