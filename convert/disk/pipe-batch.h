/* vmferry: the grains that come through a pipe for one window of the disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_PIPE_BATCH_H
#define VF_CONVERT_DISK_PIPE_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/vmdk/pipe.h"

struct vf_copy;
struct vf_error;
struct vf_job;
struct vf_vmdk_scratch;
struct vf_vmdk_scratch_pool;

/* From where to where, and in which pieces; all sizes are powers of two. */
struct vf_pipe_target {
  struct vf_vmdk_pipe *pipe;
  const struct vf_copy *copy;
  struct vf_job *job;
  uint64_t size;
  uint64_t grain_bytes;
  uint64_t unit;         /* of the target: a grain or a cluster, the larger */
  uint64_t window_bytes; /* a multiple of the unit */
  bool is_ordered;       /* the target wants all of the disk in order */
};

/* A grain in a batch. */
struct vf_pipe_entry {
  struct vf_vmdk_pipe_grain grain;
  size_t at; /* of its bytes in `in` */
};

struct vf_pipe_batch {
  uint64_t window; /* where it starts, guest bytes */
  uint64_t gap;    /* nothing comes from here to the window */
  struct vf_pipe_entry *entries;
  size_t n_entries;
  uint8_t *in; /* compressed bytes */
  size_t in_used;
  uint8_t *out;   /* the window */
  bool *has_unit; /* of the window */
  struct vf_vmdk_scratch_pool *pool;
  struct vf_vmdk_scratch *scratch;
};

/* Fills TARGET for what comes through PIPE and goes where COPY says. */
void vf_pipe_target_init (struct vf_pipe_target *target,
                          struct vf_vmdk_pipe *pipe,
                          const struct vf_copy *copy);

/* An empty batch.
 * Owner:   the caller frees it with vf_pipe_batch_free.
 * Errors:  NOMEM */
struct vf_pipe_batch *vf_pipe_batch_new (const struct vf_pipe_target *target,
                                         struct vf_error *err);

/* NULL is allowed. */
void vf_pipe_batch_free (struct vf_pipe_batch *batch);

/* Empties BATCH for the window that guest byte START is in.
 * Params:  gap - all before the window from here on is not there */
void vf_pipe_batch_start (const struct vf_pipe_target *target,
                          struct vf_pipe_batch *batch, uint64_t start,
                          uint64_t gap);

/* Whether the window of BATCH holds guest byte START. */
bool vf_pipe_batch_holds (const struct vf_pipe_target *target,
                          const struct vf_pipe_batch *batch, uint64_t start);

/* Reads GRAIN, which the pipe was gone to, into BATCH.
 * Errors:  as vf_vmdk_pipe_read */
int vf_pipe_batch_read (const struct vf_pipe_target *target,
                        struct vf_pipe_batch *batch,
                        const struct vf_vmdk_pipe_grain *grain,
                        struct vf_error *err);

/* Inflates what is in BATCH and gives it to the target.
 * Threads: any number at once, on batches of their own
 * Errors:  CORRUPT, those of the target, CANCELLED */
int vf_pipe_batch_put (const struct vf_pipe_target *target,
                       struct vf_pipe_batch *batch, struct vf_error *err);

/* Tells a target that wants to hear of all of the disk that there is nothing
 * from guest byte START on.
 * Errors:  those of the target */
int vf_pipe_zero_rest (const struct vf_pipe_target *target, uint64_t start,
                       struct vf_error *err);

#endif
