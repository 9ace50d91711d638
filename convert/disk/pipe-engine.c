/* vmferry: from a pipe to a target with several threads.  The caller's thread
 * reads what comes for one window of the disk into a batch; workers inflate
 * batches and hand them to the target.  There are only so many batches, and
 * they go round in order: memory is bounded, and what is early is not early by
 * much.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/pipe-engine.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/job.h"
#include "convert/disk/copy.h"
#include "convert/disk/pipe-batch.h"
#include "formats/vmdk/pipe.h"
#include "formats/writer.h"

enum { MAX_WORKERS = 16 };

/* One more than there are workers is filled while they work. */
enum { MAX_BATCHES = MAX_WORKERS + 1 };

struct engine {
  struct vf_pipe_target target;
  struct vf_pipe_batch *batches[MAX_BATCHES];
  unsigned n_batches;
  uint64_t end; /* of the windows so far; the reader's */

  pthread_mutex_t lock;    /* for what follows */
  pthread_cond_t is_ready; /* a batch is full, or no more will come */
  pthread_cond_t is_free;  /* a batch can be filled */
  unsigned n_filled;       /* batches so far; number N is in N % n_batches */
  unsigned n_taken;        /* of those, by workers */
  bool is_busy[MAX_BATCHES];
  bool is_at_end;
  bool has_failed;
  struct vf_error err;
  uint64_t done; /* guest bytes */
};

/* The first error wins. */
static void
fail (struct engine *engine, const struct vf_error *err)
{
  pthread_mutex_lock (&engine->lock);
  if (!engine->has_failed)
    engine->err = *err;
  engine->has_failed = true;
  pthread_cond_broadcast (&engine->is_ready);
  pthread_cond_broadcast (&engine->is_free);
  pthread_mutex_unlock (&engine->lock);
}

/* A full batch for a worker; NULL when there will be none. */
static struct vf_pipe_batch *
take_full (struct engine *engine, unsigned *ret_index)
{
  struct vf_pipe_batch *batch = NULL;

  pthread_mutex_lock (&engine->lock);
  while (!engine->has_failed && engine->n_taken == engine->n_filled
         && !engine->is_at_end)
    pthread_cond_wait (&engine->is_ready, &engine->lock);
  if (!engine->has_failed && engine->n_taken < engine->n_filled) {
    *ret_index = engine->n_taken++ % engine->n_batches;
    batch = engine->batches[*ret_index];
  }
  pthread_mutex_unlock (&engine->lock);
  return batch;
}

static void
give_back (struct engine *engine, unsigned index)
{
  const struct vf_pipe_batch *batch = engine->batches[index];

  pthread_mutex_lock (&engine->lock);
  engine->is_busy[index] = false;
  engine->done = vf_max_u64 (engine->done, batch->window);
  vf_job_progress (engine->target.job, "copy", engine->done,
                   engine->target.size);
  pthread_cond_signal (&engine->is_free);
  pthread_mutex_unlock (&engine->lock);
}

static void *
work (void *data)
{
  struct engine *engine = data;
  struct vf_pipe_batch *batch;
  struct vf_error err;
  unsigned index;

  while ((batch = take_full (engine, &index))) {
    if (vf_pipe_batch_put (&engine->target, batch, &err)) {
      fail (engine, &err);
      break;
    }
    give_back (engine, index);
  }
  return NULL;
}

/* The next batch to be filled, once it is free; NULL after a failure. */
static struct vf_pipe_batch *
take_free (struct engine *engine)
{
  unsigned index = engine->n_filled % engine->n_batches;
  bool has_failed;

  pthread_mutex_lock (&engine->lock);
  while (!engine->has_failed && engine->is_busy[index])
    pthread_cond_wait (&engine->is_free, &engine->lock);
  has_failed = engine->has_failed;
  pthread_mutex_unlock (&engine->lock);
  return has_failed ? NULL : engine->batches[index];
}

static void
submit (struct engine *engine, bool is_last)
{
  pthread_mutex_lock (&engine->lock);
  engine->is_busy[engine->n_filled % engine->n_batches] = true;
  engine->n_filled++;
  engine->is_at_end = is_last;
  pthread_cond_broadcast (&engine->is_ready);
  pthread_mutex_unlock (&engine->lock);
}

/* Clusters that are larger than grains are put together from what comes in a
 * row, and some targets take no other order at all. */
static int
check_order (const struct engine *engine, uint64_t start, struct vf_error *err)
{
  if (start >= engine->end
      || (!engine->target.is_ordered
          && engine->target.unit == engine->target.grain_bytes))
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "the grains of the stream come in another order than "
                       "the target needs, which has units of %" PRIu64
                       " bytes: save the stream to a file first, and copy "
                       "that",
                       engine->target.unit);
}

/* Reads the stream to its end. */
static int
read_all (struct engine *engine, struct vf_error *err)
{
  struct vf_pipe_batch *batch = NULL;
  struct vf_vmdk_pipe_grain grain;
  int r;

  while ((r = vf_vmdk_pipe_next (engine->target.pipe, &grain, err)) > 0) {
    if (batch && !vf_pipe_batch_holds (&engine->target, batch, grain.start)) {
      submit (engine, false);
      batch = NULL;
    }
    if (!batch) {
      batch = take_free (engine);
      if (!batch)
        return 0; /* the worker that failed has said why */
      if (check_order (engine, grain.start, err))
        return -1;
      vf_pipe_batch_start (&engine->target, batch, grain.start, engine->end);
      engine->end = vf_max_u64 (engine->end,
                                batch->window + engine->target.window_bytes);
    }
    if (vf_pipe_batch_read (&engine->target, batch, &grain, err))
      return -1;
  }
  if (r == 0 && batch)
    submit (engine, true);
  return r;
}

/* Waits for all that was read, and says zeros for what is behind it. */
static void
run (struct engine *engine, unsigned n_threads)
{
  pthread_t threads[MAX_WORKERS];
  struct vf_error err = { 0 };
  unsigned n = 0;

  while (n < n_threads
         && pthread_create (&threads[n], NULL, work, engine) == 0)
    n++;
  if (n == 0)
    vf_error_set (&err, VF_ERROR_NOMEM, "cannot start a thread");
  if (n == 0 || read_all (engine, &err))
    fail (engine, &err);
  pthread_mutex_lock (&engine->lock);
  engine->is_at_end = true;
  pthread_cond_broadcast (&engine->is_ready);
  pthread_mutex_unlock (&engine->lock);
  while (n)
    pthread_join (threads[--n], NULL);
  if (!engine->has_failed
      && vf_pipe_zero_rest (&engine->target, engine->end, &err))
    fail (engine, &err);
}

static int
make_batches (struct engine *engine, unsigned n, struct vf_error *err)
{
  for (; engine->n_batches < n; engine->n_batches++) {
    engine->batches[engine->n_batches]
        = vf_pipe_batch_new (&engine->target, err);
    if (!engine->batches[engine->n_batches])
      return -1;
  }
  return 0;
}

int
vf_pipe_engine_run (struct vf_vmdk_pipe *pipe, const struct vf_copy *copy,
                    struct vf_error *err)
{
  unsigned n_threads
      = vf_min_u64 (vf_max_u64 (copy->n_threads, 1), MAX_WORKERS);
  struct engine engine = { .n_batches = 0 };
  int r;

  vf_pipe_target_init (&engine.target, pipe, copy);
  pthread_mutex_init (&engine.lock, NULL);
  pthread_cond_init (&engine.is_ready, NULL);
  pthread_cond_init (&engine.is_free, NULL);
  r = make_batches (&engine, n_threads + 1, err);
  if (r == 0)
    run (&engine, n_threads);
  if (r == 0 && engine.has_failed) {
    *err = engine.err;
    r = -1;
  }
  if (r == 0)
    vf_job_progress (copy->job, "copy", engine.target.size,
                     engine.target.size);
  while (engine.n_batches)
    vf_pipe_batch_free (engine.batches[--engine.n_batches]);
  pthread_cond_destroy (&engine.is_free);
  pthread_cond_destroy (&engine.is_ready);
  pthread_mutex_destroy (&engine.lock);
  return r;
}
