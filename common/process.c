/* vmferry: watching and ending child processes.  A child that has ended stays
 * a zombie until it is stopped: so its number, and that of its group, cannot
 * come to mean somebody else while we may still send it a signal.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "common/error.h"
#include "common/process-priv.h"

enum {
  KEPT_STDERR = 4096, /* the end of it; errors are said last */
  GRACE_MS = 2000,    /* between SIGTERM and SIGKILL */
  MAX_SLEEP_MS = 10,  /* between two looks at a child */
};

struct vf_process {
  pid_t pid;
  bool is_ended;
  siginfo_t end; /* when is_ended */
  int stderr_fd; /* a memory file, which never makes the child wait */
  char *name;
  char text[KEPT_STDERR + 1];
};

static void
reap (pid_t pid)
{
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
}

static void
free_process (struct vf_process *process)
{
  close (process->stderr_fd);
  free (process->name);
  free (process);
}

/* Spawns and remembers it.  Signals are held up from before the fork until it
 * is remembered, as a handler that stops all would miss it in between.
 * Returns: its number, or -1. */
static pid_t
spawn (const char *const argv[], int stdout_fd, int stderr_fd,
       struct vf_error *err)
{
  sigset_t every, before;
  pid_t pid;

  sigfillset (&every);
  pthread_sigmask (SIG_SETMASK, &every, &before);
  pid = vf_process_spawn (argv, stdout_fd, stderr_fd, err);
  if (pid > 0 && vf_process_remember (pid)) {
    kill (-pid, SIGKILL);
    reap (pid);
    pid = vf_error_set (err, VF_ERROR_LIMIT,
                        "%s: %d children run already, no more are allowed",
                        argv[0], VF_PROCESS_MAX_LIVE);
  }
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  return pid;
}

struct vf_process *
vf_process_start (const char *const argv[], int stdout_fd,
                  struct vf_error *err)
{
  CLEANUP_FD int stderr_fd = memfd_create ("stderr", MFD_CLOEXEC);
  CLEANUP_FREE struct vf_process *process = calloc (1, sizeof *process);
  CLEANUP_FREE char *name = strdup (argv[0]);

  if (stderr_fd < 0) {
    vf_error_set_errno (err, errno, "%s: no file for its errors", argv[0]);
    return NULL;
  }
  if (!process || !name) {
    vf_error_nomem (err, argv[0]);
    return NULL;
  }
  /* Several processes of the child's may write there. */
  fcntl (stderr_fd, F_SETFL, O_APPEND);
  process->pid = spawn (argv, stdout_fd, stderr_fd, err);
  if (process->pid < 0)
    return NULL;
  process->name = TAKE (name);
  process->stderr_fd = stderr_fd;
  stderr_fd = -1;
  return TAKE (process);
}

pid_t
vf_process_pid (const struct vf_process *process)
{
  return process->pid;
}

/* Looks, with WNOHANG in OPTIONS, or waits; leaves the zombie. */
static void
look (struct vf_process *process, int options)
{
  siginfo_t info = { .si_pid = 0 };
  int r;

  if (process->is_ended)
    return;
  do
    r = waitid (P_PID, process->pid, &info, WEXITED | WNOWAIT | options);
  while (r < 0 && errno == EINTR);
  if (r == 0 && info.si_pid == 0)
    return;
  process->is_ended = true; /* on an error: it is no child of ours any more */
  process->end = info;
}

bool
vf_process_is_running (struct vf_process *process)
{
  look (process, WNOHANG);
  return !process->is_ended;
}

const char *
vf_process_stderr (struct vf_process *process)
{
  struct stat st;
  off_t start = 0;
  ssize_t n;

  if (fstat (process->stderr_fd, &st) == 0 && st.st_size > KEPT_STDERR)
    start = st.st_size - KEPT_STDERR;
  n = pread (process->stderr_fd, process->text, KEPT_STDERR, start);
  while (n > 0 && strchr ("\n\r ", process->text[n - 1]))
    n--;
  process->text[n > 0 ? n : 0] = '\0';
  return process->text;
}

/* The line of TEXT, which is cut into lines, that tells most: the last that
 * says "error", since some programs end with a hint on their usage; else the
 * last. */
static const char *
telling_line (char *text)
{
  const char *last = text, *telling = NULL;
  char *line, *rest = text;

  while ((line = strsep (&rest, "\n"))) {
    last = line;
    if (strcasestr (line, "error"))
      telling = line;
  }
  return telling ? telling : last;
}

static int
set_end_error (struct vf_process *process, struct vf_error *err)
{
  const char *line;
  int status = process->end.si_status;

  vf_process_stderr (process);
  line = telling_line (process->text);
  if (process->end.si_code == CLD_EXITED)
    vf_error_set (err, VF_ERROR_EXTERNAL, "%s: ended with status %d",
                  process->name, status);
  else
    vf_error_set (err, VF_ERROR_EXTERNAL, "%s: was ended by signal %d (%s)",
                  process->name, status, strsignal (status));
  if (*line) {
    size_t used = strlen (err->text);

    snprintf (err->text + used, sizeof err->text - used, ": %s", line);
  }
  return -1;
}

static int64_t
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
sleep_ms (int ms)
{
  struct timespec length = { .tv_nsec = ms * 1000000l };

  nanosleep (&length, NULL);
}

/* Waits for the end; true when it has come. */
static bool
wait_for_end (struct vf_process *process, int timeout_ms)
{
  int64_t deadline = now_ms () + timeout_ms;
  int ms = 1;

  if (timeout_ms < 0)
    look (process, 0);
  while (vf_process_is_running (process) && now_ms () < deadline) {
    sleep_ms (ms);
    ms = ms < MAX_SLEEP_MS ? ms + 1 : ms;
  }
  return process->is_ended;
}

int
vf_process_wait (struct vf_process *process, int timeout_ms,
                 struct vf_error *err)
{
  if (!wait_for_end (process, timeout_ms))
    return 0;
  if (process->end.si_code == CLD_EXITED && process->end.si_status == 0)
    return 1;
  return set_end_error (process, err);
}

void
vf_process_stop (struct vf_process *process)
{
  if (!process)
    return;
  if (vf_process_is_running (process)) {
    kill (-process->pid, SIGTERM);
    wait_for_end (process, GRACE_MS);
  }
  kill (-process->pid, SIGKILL); /* what it has left in its group, too */
  vf_process_forget (process->pid);
  reap (process->pid);
  free_process (process);
}

void
vf_process_stop_all (void)
{
  int64_t deadline = now_ms () + GRACE_MS;

  if (vf_process_signal_all (SIGTERM))
    while (now_ms () < deadline && vf_process_signal_all (0))
      sleep_ms (MAX_SLEEP_MS);
  vf_process_signal_all (SIGKILL);
}
