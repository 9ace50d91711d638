/* vmferry: bytes that come once, one after the other: a pipe, a FIFO, a
 * socket.  Reading ends early when the job is cancelled.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_INPUT_H
#define VF_COMMON_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_input;
struct vf_job;

/* Opens what LOCATION names: "-" is standard input, anything else a path; that
 * of a FIFO waits for its other end.
 * Params:  job - its cancelling ends a read that waits; may be NULL
 * Owner:   the caller frees it with vf_input_close.
 * Errors:  NOT_FOUND, PERMISSION, NOMEM */
struct vf_input *vf_input_open (const char *location, struct vf_job *job,
                                struct vf_error *err);

/* NULL is allowed. */
void vf_input_close (struct vf_input *input);

/* Whether LOCATION can only be read once: "-" where standard input is no file,
 * a FIFO, or "/dev/stdin" where that leads to one. */
bool vf_input_is_pipe (const char *location);

/* What errors call it; those of the functions below leave that to the caller,
 * who knows what was being read.  Owner: the input. */
const char *vf_input_name (const struct vf_input *input);

/* How many bytes were taken so far. */
uint64_t vf_input_offset (const struct vf_input *input);

/* Takes N bytes into BUF, or fewer where the input ends.
 * Returns: how many, or -1.
 * Errors:  IO, CANCELLED */
int64_t vf_input_read_some (struct vf_input *input, void *buf, size_t n,
                            struct vf_error *err);

/* Takes exactly N bytes; BUF may be NULL to skip them.
 * Errors:  CORRUPT when the input ends before them, IO, CANCELLED */
int vf_input_read (struct vf_input *input, void *buf, uint64_t n,
                   struct vf_error *err);

/* Takes what is left and throws it away.
 * Errors:  IO, CANCELLED */
int vf_input_drain (struct vf_input *input, struct vf_error *err);

VF_DEFINE_CLEANUP (input, struct vf_input, vf_input_close)
#define CLEANUP_INPUT VF_CLEANUP (vf_cleanup_input)

#endif
