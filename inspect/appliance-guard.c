/* vmferry: the thread that watches the clock and the job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/appliance-guard.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "common/error.h"
#include "common/job.h"

enum { LOOK_MS = 200 };

struct vf_guard {
  pid_t pid;
  struct vf_job *job;
  pthread_t thread;
  pthread_mutex_t lock; /* of what follows */
  pthread_cond_t stopping;
  uint64_t deadline_ms; /* 0: none */
  bool has_expired;
  bool is_stopping;
};

static uint64_t
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Waits a moment, or until there is nothing to watch any more. */
static void
pause_briefly (struct vf_guard *guard)
{
  uint64_t until = now_ms () + LOOK_MS;
  struct timespec time = { .tv_sec = (time_t)(until / 1000),
                           .tv_nsec = (long)(until % 1000) * 1000000 };

  pthread_cond_timedwait (&guard->stopping, &guard->lock, &time);
}

static void *
watch (void *data)
{
  struct vf_guard *guard = data;
  struct vf_error why = { 0 };
  bool is_over = false;

  pthread_mutex_lock (&guard->lock);
  while (!guard->is_stopping && !is_over) {
    pause_briefly (guard);
    guard->has_expired
        = guard->deadline_ms && now_ms () >= guard->deadline_ms;
    is_over = guard->has_expired || vf_job_check (guard->job, &why) == -1;
    if (is_over && !guard->is_stopping)
      kill (guard->pid, SIGKILL);
  }
  pthread_mutex_unlock (&guard->lock);
  return NULL;
}

/* A clock that is set must not end a wait. */
static void
init_lock (struct vf_guard *guard)
{
  pthread_condattr_t attributes;

  pthread_mutex_init (&guard->lock, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&guard->stopping, &attributes);
  pthread_condattr_destroy (&attributes);
}

/* Signals are for the thread that works. */
static int
start_thread (struct vf_guard *guard)
{
  sigset_t every, before;
  int r;

  sigfillset (&every);
  pthread_sigmask (SIG_SETMASK, &every, &before);
  r = pthread_create (&guard->thread, NULL, watch, guard);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  return r;
}

struct vf_guard *
vf_guard_new (pid_t pid, struct vf_job *job, struct vf_error *err)
{
  struct vf_guard *guard = calloc (1, sizeof *guard);
  int errnum;

  if (!guard) {
    vf_error_nomem (err, "the appliance");
    return NULL;
  }
  guard->pid = pid;
  guard->job = job;
  init_lock (guard);
  errnum = start_thread (guard);
  if (errnum) {
    vf_error_set_errno (err, errnum, "no thread to watch the appliance");
    free (guard);
    return NULL;
  }
  return guard;
}

void
vf_guard_limit (struct vf_guard *guard, unsigned timeout_ms)
{
  pthread_mutex_lock (&guard->lock);
  guard->deadline_ms = timeout_ms ? now_ms () + timeout_ms : 0;
  pthread_mutex_unlock (&guard->lock);
}

bool
vf_guard_has_expired (struct vf_guard *guard)
{
  bool has_expired;

  pthread_mutex_lock (&guard->lock);
  has_expired = guard->has_expired;
  pthread_mutex_unlock (&guard->lock);
  return has_expired;
}

void
vf_guard_free (struct vf_guard *guard)
{
  if (!guard)
    return;
  pthread_mutex_lock (&guard->lock);
  guard->is_stopping = true;
  pthread_cond_signal (&guard->stopping);
  pthread_mutex_unlock (&guard->lock);
  pthread_join (guard->thread, NULL);
  pthread_cond_destroy (&guard->stopping);
  pthread_mutex_destroy (&guard->lock);
  free (guard);
}
