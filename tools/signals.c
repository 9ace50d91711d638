/* vmferry: Ctrl-C and SIGTERM cancel the work; what it made is taken back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/signals.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/job.h"
#include "common/outfile.h"
#include "common/process.h"
#include "common/tempdir.h"

static struct vf_job *cancelled_job;
static volatile sig_atomic_t caught;

/* The second signal does not wait for the work to see the first. */
static void
on_signal (int number)
{
  if (caught) {
    vf_process_stop_all ();
    vf_outfile_remove_all ();
    vf_tempdir_remove_all ();
    _exit (128 + number);
  }
  caught = number;
  atomic_store (&cancelled_job->cancelled, true);
}

void
vf_signals_install (struct vf_job *job)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
  struct sigaction action = { .sa_handler = on_signal };
  struct sigaction hangup;
  size_t i;

  cancelled_job = job;
  sigemptyset (&action.sa_mask);
  sigaction (SIGHUP, NULL, &hangup);
  for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    sigaction (numbers[i], &action, NULL);
  /* nohup wants us to go on when the terminal is gone. */
  if (hangup.sa_handler == SIG_IGN)
    sigaction (SIGHUP, &hangup, NULL);
  /* Writing then fails, and says so. */
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
}

void
vf_signals_finish (void)
{
  vf_process_stop_all ();
  vf_outfile_remove_all ();
  vf_tempdir_remove_all ();
  if (!caught)
    return;
  signal (caught, SIG_DFL);
  raise (caught);
}
