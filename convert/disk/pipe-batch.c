/* vmferry: batches of grains from a pipe.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/pipe-batch.h"

#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/job.h"
#include "convert/disk/copy.h"
#include "formats/vmdk/scratch.h"
#include "formats/writer.h"

/* A batch has a window of input and one of output, and each thread one batch:
 * half of what the other engines read at once. */
enum { MIN_WINDOW = 1024 * 1024 };

void
vf_pipe_target_init (struct vf_pipe_target *target, struct vf_vmdk_pipe *pipe,
                     const struct vf_copy *copy)
{
  uint64_t grain_bytes = vf_vmdk_pipe_grain_bytes (pipe);
  uint64_t unit = vf_max_u64 (grain_bytes, vf_writer_granule (copy->target));

  *target = (struct vf_pipe_target){
    .pipe = pipe,
    .copy = copy,
    .job = copy->job,
    .size = vf_vmdk_pipe_size (pipe),
    .grain_bytes = grain_bytes,
    .unit = unit,
    .window_bytes = vf_max_u64 (unit, MIN_WINDOW),
    .is_ordered = vf_writer_is_ordered (copy->target),
  };
}

/* No grain comes twice, so that a batch has room for all of its window. */
struct vf_pipe_batch *
vf_pipe_batch_new (const struct vf_pipe_target *target, struct vf_error *err)
{
  struct vf_pipe_batch *batch = calloc (1, sizeof *batch);
  size_t n = target->window_bytes / target->grain_bytes;

  if (!batch) {
    vf_error_nomem (err, "a batch of grains");
    return NULL;
  }
  batch->entries = calloc (n, sizeof *batch->entries);
  batch->has_unit
      = calloc (target->window_bytes / target->unit, sizeof *batch->has_unit);
  batch->pool = vf_vmdk_scratch_pool_new (
      n * vf_vmdk_pipe_max_stored (target->pipe), target->window_bytes, err);
  if (batch->pool)
    batch->scratch = vf_vmdk_scratch_take (batch->pool, err);
  if (!batch->entries || !batch->has_unit || !batch->scratch) {
    vf_pipe_batch_free (batch);
    vf_error_nomem (err, "a batch of grains");
    return NULL;
  }
  batch->in = batch->scratch->input;
  batch->out = batch->scratch->output;
  return batch;
}

void
vf_pipe_batch_free (struct vf_pipe_batch *batch)
{
  if (!batch)
    return;
  if (batch->pool)
    vf_vmdk_scratch_give (batch->pool, batch->scratch);
  vf_vmdk_scratch_pool_free (batch->pool);
  free (batch->entries);
  free (batch->has_unit);
  free (batch);
}

void
vf_pipe_batch_start (const struct vf_pipe_target *target,
                     struct vf_pipe_batch *batch, uint64_t start, uint64_t gap)
{
  batch->window = vf_round_down (start, target->window_bytes);
  batch->gap = gap;
  batch->n_entries = 0;
  batch->in_used = 0;
}

bool
vf_pipe_batch_holds (const struct vf_pipe_target *target,
                     const struct vf_pipe_batch *batch, uint64_t start)
{
  return vf_round_down (start, target->window_bytes) == batch->window;
}

int
vf_pipe_batch_read (const struct vf_pipe_target *target,
                    struct vf_pipe_batch *batch,
                    const struct vf_vmdk_pipe_grain *grain,
                    struct vf_error *err)
{
  struct vf_pipe_entry *entry = &batch->entries[batch->n_entries];

  if (vf_vmdk_pipe_read (target->pipe, batch->in + batch->in_used, err))
    return -1;
  *entry = (struct vf_pipe_entry){ .grain = *grain, .at = batch->in_used };
  batch->in_used += grain->n;
  batch->n_entries++;
  return 0;
}

/* Inflates all grains to their places in the window.  Of a unit that has some,
 * the others are zeros. */
static int
inflate_all (const struct vf_pipe_target *target, struct vf_pipe_batch *batch,
             struct vf_error *err)
{
  const struct vf_pipe_entry *entry = batch->entries;
  uint64_t n_units = target->window_bytes / target->unit, within;
  size_t i;

  memset (batch->has_unit, 0, n_units * sizeof *batch->has_unit);
  if (target->unit > target->grain_bytes)
    memset (batch->out, 0, target->window_bytes);
  for (i = 0; i < batch->n_entries; i++, entry++) {
    within = entry->grain.start - batch->window;
    if (vf_vmdk_pipe_inflate (target->pipe, batch->scratch, &entry->grain,
                              batch->in + entry->at, batch->out + within, err))
      return -1;
    batch->has_unit[within / target->unit] = true;
  }
  return 0;
}

/* Gives the target all units from WITHIN to END, bytes of the window. */
static int
put_run (const struct vf_pipe_target *target,
         const struct vf_pipe_batch *batch, uint64_t within, uint64_t end,
         bool has_data, struct vf_error *err)
{
  uint64_t start = batch->window + within;

  end = vf_min_u64 (end, target->size - batch->window);
  if (has_data)
    return vf_copy_put (target->copy, batch->out + within, end - within, start,
                        err);
  if (target->is_ordered)
    return vf_writer_write_zeroes (target->copy->target, end - within, start,
                                   err);
  return 0;
}

/* Tells a target that wants to hear of all of the disk that there is nothing
 * from START to END. */
static int
zero_gap (const struct vf_pipe_target *target, uint64_t start, uint64_t end,
          struct vf_error *err)
{
  end = vf_min_u64 (end, target->size);
  if (!target->is_ordered || start >= end)
    return 0;
  return vf_writer_write_zeroes (target->copy->target, end - start, start,
                                 err);
}

int
vf_pipe_batch_put (const struct vf_pipe_target *target,
                   struct vf_pipe_batch *batch, struct vf_error *err)
{
  uint64_t n_units = target->window_bytes / target->unit, first, next;

  if (vf_job_check (target->job, err) || inflate_all (target, batch, err)
      || zero_gap (target, batch->gap, batch->window, err))
    return -1;
  for (first = 0;
       first < n_units && batch->window + first * target->unit < target->size;
       first = next) {
    for (next = first + 1;
         next < n_units && batch->has_unit[next] == batch->has_unit[first];
         next++)
      ;
    if (put_run (target, batch, first * target->unit, next * target->unit,
                 batch->has_unit[first], err))
      return -1;
  }
  return 0;
}

int
vf_pipe_zero_rest (const struct vf_pipe_target *target, uint64_t start,
                   struct vf_error *err)
{
  return zero_gap (target, start, target->size, err);
}
