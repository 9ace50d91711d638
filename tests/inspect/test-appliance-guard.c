/* vmferry: tests of the guard over an appliance, with a child that sleeps in
 * its place.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/appliance-guard.h"

#include <signal.h>
#include <sys/wait.h>

#include "common/error.h"
#include "common/job.h"
#include "tests/unit.h"

static struct vf_error err;
static struct vf_job job;

static pid_t
start_sleeper (void)
{
  pid_t pid = fork ();

  if (pid == 0)
    for (;;)
      pause ();
  ck_assert_int_gt (pid, 0);
  return pid;
}

/* Fails unless PID ends by SIGKILL; the test's own time limit is the clock. */
static void
expect_killed (pid_t pid)
{
  int status;

  ck_assert_int_eq (waitpid (pid, &status, 0), pid);
  ck_assert (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

START_TEST (it_is_killed_when_the_job_is_cancelled)
{
  pid_t pid = start_sleeper ();
  CLEANUP_GUARD struct vf_guard *guard = vf_guard_new (pid, &job, &err);

  ck_assert_msg (guard != NULL, "%s", err.text);
  atomic_store (&job.cancelled, true);
  expect_killed (pid);
  ck_assert (!vf_guard_has_expired (guard));
}
END_TEST

START_TEST (it_is_killed_when_its_time_is_up)
{
  pid_t pid = start_sleeper ();
  CLEANUP_GUARD struct vf_guard *guard = vf_guard_new (pid, &job, &err);

  vf_guard_limit (guard, 100);
  expect_killed (pid);
  ck_assert (vf_guard_has_expired (guard));
}
END_TEST

START_TEST (else_it_lives)
{
  pid_t pid = start_sleeper ();
  CLEANUP_GUARD struct vf_guard *guard = vf_guard_new (pid, &job, &err);

  vf_guard_limit (guard, 1000000);
  vf_guard_limit (guard, 0);
  usleep (600 * 1000);
  ck_assert_int_eq (waitpid (pid, NULL, WNOHANG), 0);
  ck_assert (!vf_guard_has_expired (guard));
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
}
END_TEST

UNIT_MAIN ("inspect/appliance-guard", it_is_killed_when_the_job_is_cancelled,
           it_is_killed_when_its_time_is_up, else_it_lives)
