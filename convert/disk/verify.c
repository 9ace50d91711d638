/* vmferry: the thread that verifies a source while it is copied.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/verify.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "common/error.h"
#include "common/job.h"
#include "formats/image.h"

struct vf_verify {
  struct vf_image *image;
  struct vf_job job; /* of the thread: silent, to cancel it alone */
  pthread_t thread;
  int result;
  struct vf_error err;
};

static void *
run (void *data)
{
  struct vf_verify *verify = data;

  verify->result
      = vf_image_verify (verify->image, &verify->job, &verify->err);
  return NULL;
}

int
vf_verify_start (struct vf_image *image, struct vf_verify **ret_verify,
                 struct vf_error *err)
{
  struct vf_verify *verify;

  *ret_verify = NULL;
  if (!vf_image_has_digests (image))
    return 0;
  verify = calloc (1, sizeof *verify);
  if (!verify)
    return vf_error_nomem (err, "the thread that verifies");
  verify->image = image;
  if (pthread_create (&verify->thread, NULL, run, verify)) {
    free (verify);
    return vf_error_nomem (err, "the thread that verifies");
  }
  *ret_verify = verify;
  return 0;
}

/* Waits, and hands on that JOB was cancelled, which a signal handler says
 * without waking anybody. */
static void
wait_for (struct vf_verify *verify, struct vf_job *job)
{
  static const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

  while (pthread_tryjoin_np (verify->thread, NULL) == EBUSY) {
    atomic_store (&verify->job.cancelled, atomic_load (&job->cancelled));
    nanosleep (&pause, NULL);
  }
}

int
vf_verify_finish (struct vf_verify *verify, struct vf_job *job,
                  struct vf_error *err)
{
  int result;

  if (!verify)
    return 0;
  wait_for (verify, job);
  result = verify->result;
  if (result)
    *err = verify->err;
  free (verify);
  return result;
}

void
vf_verify_abandon (struct vf_verify *verify)
{
  if (!verify)
    return;
  atomic_store (&verify->job.cancelled, true);
  pthread_join (verify->thread, NULL);
  free (verify);
}
