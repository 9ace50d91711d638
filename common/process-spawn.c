/* vmferry: fork and exec.  What runs between the two is restricted to
 * async-signal-safe calls, as other threads may hold any lock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/process-priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "common/cleanup.h"
#include "common/error.h"

struct plan {
  char program[PATH_MAX];
  const char *const *argv;
  int fds[3];    /* become 0, 1, 2; none of them is one of those now */
  int report_fd; /* gets errno when exec fails, is closed when it succeeds */
  pid_t parent;
};

static bool
is_program (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && S_ISREG (st.st_mode)
         && access (path, X_OK) == 0;
}

/* Where the programs that we run come from: " (Debian: ..., Fedora: ...)", or
 * an empty text. */
static const char *
package_hint (const char *name)
{
  static const struct {
    const char *name;
    const char *hint;
  } hints[] = {
    { "nbdkit", " (Debian, Fedora: nbdkit)" },
    { "qemu-img", " (Debian: qemu-utils, Fedora: qemu-img)" },
    { "qemu-system-x86_64",
      " (Debian: qemu-system-x86, Fedora: qemu-system-x86-core)" },
  };
  size_t i;

  for (i = 0; i < sizeof hints / sizeof hints[0]; i++)
    if (strcmp (hints[i].name, name) == 0)
      return hints[i].hint;
  return "";
}

/* Looks NAME up in PATH, as a shell does. */
static int
find_program (const char *name, char program[PATH_MAX], struct vf_error *err)
{
  const char *path = getenv ("PATH");
  size_t length;
  int n;

  if (strchr (name, '/')) {
    n = snprintf (program, PATH_MAX, "%s", name);
    if (n < PATH_MAX && is_program (program))
      return 0;
    return vf_error_set (err, VF_ERROR_NOT_FOUND, "%s: no such program", name);
  }
  for (path = path ? path : "/usr/bin:/bin"; path; path += length) {
    path += *path == ':';
    length = strcspn (path, ":");
    n = snprintf (program, PATH_MAX, "%.*s/%s", (int)length, path, name);
    if (length && n < PATH_MAX && is_program (program))
      return 0;
    if (!path[length])
      break;
  }
  return vf_error_set (err, VF_ERROR_NOT_FOUND,
                       "%s: no such program in PATH%s", name,
                       package_hint (name));
}

/* Nothing of ours is inherited: neither handlers nor what is ignored nor the
 * mask, which holds everything up at this point. */
static void
reset_signals (void)
{
  sigset_t none;
  int signum;

  for (signum = 1; signum < NSIG; signum++)
    signal (signum, SIG_DFL);
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
}

static void
close_others_on_exec (void)
{
#if defined SYS_close_range && defined CLOSE_RANGE_CLOEXEC
  syscall (SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC);
#elif defined SYS_close_range
  syscall (SYS_close_range, 3u, ~0u, 1u << 2);
#endif
}

__attribute__ ((noreturn)) static void
run_child (const struct plan *plan)
{
  int i, errnum;
  ssize_t put;

  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != plan->parent) /* it died before that took effect */
    _exit (127);
  for (i = 0; i < 3; i++)
    if (dup2 (plan->fds[i], i) < 0)
      _exit (127);
  close_others_on_exec ();
  reset_signals ();
  execv (plan->program, (char *const *)plan->argv);
  errnum = errno;
  put = write (plan->report_fd, &errnum, sizeof errnum);
  _exit (put < 0 ? 126 : 127);
}

/* Forks with all signals held up, so that no handler of ours runs in the
 * child. */
static pid_t
fork_child (const struct plan *plan)
{
  sigset_t every, before;
  pid_t pid;

  sigfillset (&every);
  pthread_sigmask (SIG_SETMASK, &every, &before);
  pid = fork ();
  if (pid == 0)
    run_child (plan);
  if (pid > 0)
    setpgid (pid, pid); /* whichever of the two comes first */
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  return pid;
}

/* Waits until the child has become the program. */
static int
await_exec (pid_t pid, int report_fd, const char *program,
            struct vf_error *err)
{
  int errnum = 0;
  ssize_t got;

  do
    got = read (report_fd, &errnum, sizeof errnum);
  while (got < 0 && errno == EINTR);
  if (got == 0)
    return 0;
  kill (pid, SIGKILL);
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
  vf_error_set_errno (err, errnum, "%s: cannot run it", program);
  err->code = VF_ERROR_EXTERNAL;
  return -1;
}

/* FD again, above those that dup2 overwrites in the child. */
static int
duplicate_high (int fd)
{
  return fcntl (fd, F_DUPFD_CLOEXEC, 3);
}

pid_t
vf_process_spawn (const char *const argv[], int stdout_fd, int stderr_fd,
                  struct vf_error *err)
{
  CLEANUP_FD int null = open ("/dev/null", O_RDWR | O_CLOEXEC);
  CLEANUP_FD int in = duplicate_high (null);
  CLEANUP_FD int out = duplicate_high (stdout_fd < 0 ? null : stdout_fd);
  CLEANUP_FD int errors = duplicate_high (stderr_fd);
  int ends[2] = { -1, -1 };
  CLEANUP_FD int report = -1;
  struct plan plan = { .argv = argv, .parent = getpid () };
  pid_t pid;

  if (find_program (argv[0], plan.program, err))
    return -1;
  if (in < 0 || out < 0 || errors < 0 || pipe2 (ends, O_CLOEXEC))
    return vf_error_set_errno (err, errno, "%s: no descriptors for it",
                               argv[0]);
  report = ends[0];
  plan.report_fd = duplicate_high (ends[1]);
  close (ends[1]);
  plan.fds[0] = in;
  plan.fds[1] = out;
  plan.fds[2] = errors;
  pid = plan.report_fd < 0 ? -1 : fork_child (&plan);
  if (pid < 0)
    vf_error_set_errno (err, errno, "%s: cannot fork", argv[0]);
  close (plan.report_fd);
  if (pid < 0 || await_exec (pid, report, plan.program, err))
    return -1;
  return pid;
}
