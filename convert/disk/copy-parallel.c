/* vmferry: the copy engine with threads.  Each worker takes the next piece of
 * a data range, reads it and hands it to the target; the cursor, the progress
 * and the first error are all they share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/copy.h"

#include <pthread.h>
#include <stdbool.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/job.h"
#include "convert/disk/copy-offload.h"
#include "convert/disk/copy-order.h"
#include "formats/image.h"
#include "formats/range-list.h"
#include "formats/writer.h"

/* How far a piece may be ahead of the oldest one that is not done, for a
 * target that holds in memory what is early. */
enum { MAX_AHEAD = 16 * 1024 * 1024 };

struct engine {
  const struct vf_copy *copy;
  uint64_t size;
  struct vf_copy_order order; /* empty: guest order */

  pthread_mutex_t lock; /* for what follows */
  size_t next;          /* of the order; in guest order: the data range ... */
  uint64_t offset;      /* ... and from where in it */
  uint64_t done; /* guest bytes that are in the target, or need not be */
  /* Of a target that wants order: the pieces at work, and a change of them. */
  bool is_ordered;
  uint64_t at_work[VF_COPY_MAX_THREADS];
  unsigned n_at_work;
  pthread_cond_t has_moved;
  bool has_failed;
  struct vf_error err;
};

/* The next piece in guest order, if there is one. */
static bool
next_in_guest_order (struct engine *engine, uint64_t *ret_offset,
                     size_t *ret_n)
{
  const struct vf_range_list *data = engine->copy->data;
  const struct vf_range *range;
  uint64_t end;

  if (engine->next == data->count)
    return false;
  range = &data->items[engine->next];
  end = range->start + range->length;
  *ret_offset = vf_max_u64 (engine->offset, range->start);
  *ret_n = vf_copy_piece_length (*ret_offset, end, engine->copy->request_size);
  engine->offset = *ret_offset + *ret_n;
  if (engine->offset == end)
    engine->next++;
  return true;
}

static bool
next_piece (struct engine *engine, uint64_t *ret_offset, size_t *ret_n)
{
  const struct vf_copy_piece *piece;

  if (!engine->order.count)
    return next_in_guest_order (engine, ret_offset, ret_n);
  if (engine->next == engine->order.count)
    return false;
  piece = &engine->order.items[engine->next++];
  *ret_offset = piece->offset;
  *ret_n = piece->length;
  return true;
}

/* Notes that the piece at OFFSET is at work, and waits until it is not too
 * early.  The oldest never waits.  The lock is held.
 * Returns: false after a failure */
static bool
wait_for_turn (struct engine *engine, uint64_t offset)
{
  uint64_t oldest;
  unsigned i;

  engine->at_work[engine->n_at_work++] = offset;
  for (;;) {
    for (oldest = offset, i = 0; i < engine->n_at_work; i++)
      oldest = vf_min_u64 (oldest, engine->at_work[i]);
    if (engine->has_failed || offset - oldest <= MAX_AHEAD)
      return !engine->has_failed;
    pthread_cond_wait (&engine->has_moved, &engine->lock);
  }
}

/* The piece at OFFSET is no longer at work.  The lock is held. */
static void
end_turn (struct engine *engine, uint64_t offset)
{
  unsigned i;

  for (i = 0; i < engine->n_at_work; i++)
    if (engine->at_work[i] == offset) {
      engine->at_work[i] = engine->at_work[--engine->n_at_work];
      break;
    }
  pthread_cond_broadcast (&engine->has_moved);
}

static bool
take_piece (struct engine *engine, uint64_t *ret_offset, size_t *ret_n)
{
  bool has_piece;

  pthread_mutex_lock (&engine->lock);
  has_piece = !engine->has_failed && next_piece (engine, ret_offset, ret_n);
  if (has_piece && engine->is_ordered)
    has_piece = wait_for_turn (engine, *ret_offset);
  pthread_mutex_unlock (&engine->lock);
  return has_piece;
}

static void
piece_is_done (struct engine *engine, uint64_t offset, size_t n)
{
  pthread_mutex_lock (&engine->lock);
  end_turn (engine, offset);
  engine->done += n;
  vf_job_progress (engine->copy->job, "copy", engine->done, engine->size);
  pthread_mutex_unlock (&engine->lock);
}

/* The first error wins. */
static void
fail (struct engine *engine, const struct vf_error *err)
{
  pthread_mutex_lock (&engine->lock);
  if (!engine->has_failed)
    engine->err = *err;
  engine->has_failed = true;
  pthread_cond_broadcast (&engine->has_moved);
  pthread_mutex_unlock (&engine->lock);
}

static int
read_and_put (const struct vf_copy *copy, void *buf, size_t n, uint64_t offset,
              struct vf_error *err)
{
  if (vf_copy_read (copy, buf, n, offset, err))
    return -1;
  return vf_copy_put (copy, buf, n, offset, err);
}

static int
copy_piece (struct engine *engine, void *buf, size_t n, uint64_t offset,
            struct vf_error *err)
{
  const struct vf_copy *copy = engine->copy;
  size_t done;
  int r;

  for (; n; n -= done, offset += done) {
    if (vf_job_check (copy->job, err))
      return -1;
    r = vf_copy_offload (copy, buf, n, offset, &done, err);
    if (r == 0)
      r = read_and_put (copy, buf, done, offset, err);
    if (r < 0)
      return -1;
  }
  return 0;
}

static void *
work (void *data)
{
  struct engine *engine = data;
  CLEANUP_FREE void *buf = malloc (engine->copy->request_size);
  struct vf_error err;
  uint64_t offset;
  size_t n;

  if (!buf) {
    vf_error_nomem (&err, "a copy buffer");
    fail (engine, &err);
    return NULL;
  }
  while (take_piece (engine, &offset, &n)) {
    if (copy_piece (engine, buf, n, offset, &err)) {
      fail (engine, &err);
      break;
    }
    piece_is_done (engine, offset, n);
  }
  return NULL;
}

/* The caller's thread is one of the workers, so that the copy goes on where
 * the system allows no further ones. */
static void
run_workers (struct engine *engine)
{
  unsigned wanted = vf_min_u64 (engine->copy->n_threads, VF_COPY_MAX_THREADS);
  pthread_t threads[VF_COPY_MAX_THREADS];
  unsigned n = 0;

  while (n + 1 < wanted
         && pthread_create (&threads[n], NULL, work, engine) == 0)
    n++;
  work (engine);
  while (n)
    pthread_join (threads[--n], NULL);
}

int
vf_copy_parallel (const struct vf_copy *copy, struct vf_error *err)
{
  struct engine engine = { .copy = copy,
                           .size = vf_image_size (copy->source),
                           .is_ordered = vf_writer_is_ordered (copy->target) };

  if (copy->by_place && vf_copy_order_plan (copy, &engine.order, err))
    return -1;
  engine.done = engine.size - vf_range_list_total (copy->data);
  pthread_mutex_init (&engine.lock, NULL);
  pthread_cond_init (&engine.has_moved, NULL);
  vf_job_progress (copy->job, "copy", engine.done, engine.size);
  run_workers (&engine);
  pthread_cond_destroy (&engine.has_moved);
  pthread_mutex_destroy (&engine.lock);
  free (engine.order.items);
  if (!engine.has_failed)
    return 0;
  *err = engine.err;
  return -1;
}
