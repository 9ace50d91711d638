/* vmferry: the children that are there, in a table that a signal handler can
 * read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/process-priv.h"

/* The children that are alive or zombies, and whose they are. */
static struct {
  atomic_int pid;
  atomic_int parent;
} live[VF_PROCESS_MAX_LIVE];

int
vf_process_remember (pid_t pid)
{
  int expected;
  size_t i;

  for (i = 0; i < VF_PROCESS_MAX_LIVE; i++) {
    expected = 0;
    if (atomic_compare_exchange_strong (&live[i].pid, &expected, pid)) {
      atomic_store (&live[i].parent, getpid ());
      return 0;
    }
  }
  return -1;
}

void
vf_process_forget (pid_t pid)
{
  size_t i;

  for (i = 0; i < VF_PROCESS_MAX_LIVE; i++)
    if (atomic_load (&live[i].pid) == pid) {
      atomic_store (&live[i].parent, 0);
      atomic_store (&live[i].pid, 0);
      return;
    }
}

bool
vf_process_signal_all (int signum)
{
  pid_t self = getpid (), pid;
  bool any = false;
  siginfo_t info;
  size_t i;

  for (i = 0; i < VF_PROCESS_MAX_LIVE; i++) {
    pid = atomic_load (&live[i].pid);
    if (!pid || atomic_load (&live[i].parent) != self)
      continue;
    info.si_pid = 0;
    if (waitid (P_PID, pid, &info, WEXITED | WNOWAIT | WNOHANG) == 0
        && info.si_pid == 0)
      any = true;
    if (signum)
      kill (-pid, signum);
  }
  return any;
}
