/* vmferry: tests of child processes: what they inherit, what they say, and
 * that none is left, whatever ends us.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "common/error.h"
#include "common/tempdir.h"
#include "tests/unit.h"

static struct vf_error err;

static struct vf_process *
start_shell (const char *script)
{
  const char *const argv[] = { "sh", "-c", script, NULL };
  struct vf_process *process = vf_process_start (argv, -1, &err);

  ck_assert_msg (process != NULL, "%s", err.text);
  return process;
}

static char *
output_of (const char *script, size_t max)
{
  const char *const argv[] = { "sh", "-c", script, NULL };

  memset (&err, 0, sizeof err);
  return vf_process_output (argv, max, &err);
}

static void
sleep_ms (long ms)
{
  struct timespec length = { ms / 1000, ms % 1000 * 1000000 };

  nanosleep (&length, NULL);
}

/* Whether a process is there and no zombie. */
static bool
is_alive (pid_t pid)
{
  char path[50], state = 'Z';
  FILE *file;

  snprintf (path, sizeof path, "/proc/%d/stat", (int)pid);
  file = fopen (path, "r");
  if (!file)
    return false;
  if (fscanf (file, "%*d (%*[^)]) %c", &state) != 1)
    state = 'Z';
  fclose (file);
  return state != 'Z' && state != 'X';
}

static void
await_death (pid_t pid)
{
  int i;

  for (i = 0; i < 500 && is_alive (pid); i++)
    sleep_ms (10);
  ck_assert_msg (!is_alive (pid), "process %d still runs", (int)pid);
}

/* The number of the process that wrote it into FILE, once it is there. */
static pid_t
read_pid (const char *path)
{
  int pid = 0, i;
  FILE *file;

  for (i = 0; i < 500 && !pid; i++) {
    sleep_ms (10);
    file = fopen (path, "r");
    if (file && fscanf (file, "%d\n", &pid) != 1)
      pid = 0;
    if (file)
      fclose (file);
  }
  ck_assert_int_gt (pid, 0);
  return pid;
}

START_TEST (success_and_failure)
{
  static const struct {
    const char *script, *text;
  } rows[] = {
    { "exit 3", "sh: ended with status 3" },
    { "echo one >&2; echo two >&2; echo >&2; exit 1",
      "sh: ended with status 1: two" },
    { "echo x: error: bad >&2; echo Use x --help >&2; exit 1",
      "sh: ended with status 1: x: error: bad" },
    { "kill -9 $$", "sh: was ended by signal 9 (Killed)" },
  };
  struct vf_process *process = start_shell ("exit 0");
  size_t i;

  ck_assert_int_eq (vf_process_wait (process, -1, &err), 1);
  ck_assert_int_eq (vf_process_wait (process, 0, &err), 1);
  ck_assert (!vf_process_is_running (process));
  vf_process_stop (process);
  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    process = start_shell (rows[i].script);
    ck_assert_int_eq (vf_process_wait (process, 10000, &err), -1);
    ck_assert_int_eq (err.code, VF_ERROR_EXTERNAL);
    ck_assert_str_eq (err.text, rows[i].text);
    vf_process_stop (process);
  }
  vf_process_stop (NULL);
}
END_TEST

START_TEST (missing_programs_are_not_found)
{
  static const char *const names[]
      = { "vmferry-no-such-program", "/nonexistent/program", "/etc", "" };
  const char *argv[] = { NULL, NULL };
  size_t i;

  for (i = 0; i < sizeof names / sizeof names[0]; i++) {
    argv[0] = names[i];
    ck_assert_ptr_null (vf_process_start (argv, -1, &err));
    ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  }
  ck_assert_int_eq (waitpid (-1, NULL, WNOHANG), -1);
}
END_TEST

START_TEST (a_missing_program_has_a_package)
{
  const char *argv[] = { "qemu-img", NULL };

  setenv ("PATH", "/nonexistent", 1);
  ck_assert_ptr_null (vf_process_start (argv, -1, &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  ck_assert_str_eq (err.text, "qemu-img: no such program in PATH (Debian: "
                              "qemu-utils, Fedora: qemu-img)");
}
END_TEST

START_TEST (program_that_cannot_run)
{
  struct vf_tempdir *dir = vf_tempdir_create (NULL, &err);
  const char *argv[] = { NULL, NULL };
  char path[300];
  FILE *file;

  snprintf (path, sizeof path, "%s/script", vf_tempdir_path (dir));
  argv[0] = path;
  file = fopen (path, "w");
  fputs ("#!/nonexistent/interpreter\n", file);
  fclose (file);
  chmod (path, 0700);
  ck_assert_ptr_null (vf_process_start (argv, -1, &err));
  ck_assert_int_eq (err.code, VF_ERROR_EXTERNAL);
  ck_assert_ptr_nonnull (strstr (err.text, "cannot run it"));
  ck_assert_int_eq (waitpid (-1, NULL, WNOHANG), -1);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (timeout_is_kept)
{
  struct vf_process *process = start_shell ("sleep 100");

  ck_assert_int_eq (vf_process_wait (process, 100, &err), 0);
  ck_assert (vf_process_is_running (process));
  vf_process_stop (process);
}
END_TEST

START_TEST (stop_ends_children_of_the_child)
{
  struct vf_tempdir *dir = vf_tempdir_create (NULL, &err);
  struct vf_process *process;
  char script[500], path[300];
  pid_t pid, below;

  snprintf (path, sizeof path, "%s/pid", vf_tempdir_path (dir));
  snprintf (script, sizeof script, "sleep 100 & echo $! >%s; wait", path);
  process = start_shell (script);
  below = read_pid (path);
  pid = vf_process_pid (process);
  ck_assert (is_alive (pid) && is_alive (below));
  vf_process_stop (process);
  ck_assert (!is_alive (pid));
  await_death (below);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (stop_kills_who_does_not_listen)
{
  struct vf_process *process
      = start_shell ("trap '' TERM; echo ready >&2; while :; do sleep 1; "
                     "done");
  pid_t pid = vf_process_pid (process);
  time_t start;

  while (!*vf_process_stderr (process))
    sleep_ms (10);
  start = time (NULL);
  vf_process_stop (process);
  ck_assert (!is_alive (pid));
  ck_assert_int_le (time (NULL) - start, 4);
}
END_TEST

START_TEST (child_dies_with_its_parent)
{
  int fds[2];
  pid_t parent, child;

  ck_assert_int_eq (pipe (fds), 0);
  parent = fork ();
  if (parent == 0) {
    child = vf_process_pid (start_shell ("trap '' TERM; sleep 100; :"));
    if (write (fds[1], &child, sizeof child) == sizeof child)
      pause ();
    _exit (1);
  }
  ck_assert_int_eq (read (fds[0], &child, sizeof child), sizeof child);
  ck_assert (is_alive (child));
  kill (parent, SIGKILL);
  waitpid (parent, NULL, 0);
  await_death (child);
}
END_TEST

static void
stop_and_exit (int signum)
{
  vf_process_stop_all ();
  _exit (signum);
}

/* With what the child has started itself. */
START_TEST (signal_leaves_no_child)
{
  struct vf_tempdir *dir = vf_tempdir_create (NULL, &err);
  char script[500], path[300];
  pid_t parent, below;
  int status;

  snprintf (path, sizeof path, "%s/pid", vf_tempdir_path (dir));
  snprintf (script, sizeof script, "sleep 100 & echo $! >%s; wait", path);
  parent = fork ();
  if (parent == 0) {
    signal (SIGTERM, stop_and_exit);
    start_shell (script);
    start_shell ("exit 0");
    for (;;)
      pause ();
  }
  below = read_pid (path);
  ck_assert (is_alive (below));
  kill (parent, SIGTERM);
  ck_assert_int_eq (waitpid (parent, &status, 0), parent);
  ck_assert_int_eq (WEXITSTATUS (status), SIGTERM);
  await_death (below);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (forked_child_leaves_children_of_its_parent)
{
  struct vf_process *process = start_shell ("sleep 100");
  pid_t child = fork ();

  if (child == 0)
    stop_and_exit (0);
  ck_assert_int_eq (waitpid (child, NULL, 0), child);
  sleep_ms (50);
  ck_assert (vf_process_is_running (process));
  vf_process_stop (process);
}
END_TEST

START_TEST (output_is_taken)
{
  char *text = output_of ("echo hello; echo world; echo no >&2", 100);

  ck_assert_str_eq (text, "hello\nworld\n");
  free (text);
  text = output_of ("printf 12345", 5);
  ck_assert_str_eq (text, "12345");
  free (text);
  text = output_of (":", 0);
  ck_assert_str_eq (text, "");
  free (text);
  ck_assert_ptr_null (output_of ("printf 123456", 5));
  ck_assert_int_eq (err.code, VF_ERROR_LIMIT);
  ck_assert_ptr_null (output_of ("while :; do echo more; done", 1000));
  ck_assert_int_eq (err.code, VF_ERROR_LIMIT);
  ck_assert_ptr_null (output_of ("echo some; exit 2", 100));
  ck_assert_str_eq (err.text, "sh: ended with status 2");
  ck_assert_int_eq (waitpid (-1, NULL, WNOHANG), -1);
}
END_TEST

START_TEST (much_output_on_both_sides_never_blocks)
{
  char *text = output_of ("i=0; while [ $i -lt 20000 ]; do "
                          "echo 0123456789; echo 0123456789 >&2; "
                          "i=$((i+1)); done",
                          1000000);

  ck_assert_msg (text != NULL, "%s", err.text);
  ck_assert_uint_eq (strlen (text), 220000);
  free (text);
}
END_TEST

START_TEST (grandchild_with_the_pipe_does_not_hold_us_up)
{
  time_t start = time (NULL);
  char *text = output_of ("echo done; sleep 100 &", 100);

  ck_assert_str_eq (text, "done\n");
  ck_assert_int_lt (time (NULL) - start, 10);
  free (text);
}
END_TEST

START_TEST (end_of_standard_error_is_kept)
{
  struct vf_process *process
      = start_shell ("i=0; while [ $i -lt 2000 ]; do echo line $i >&2; "
                     "i=$((i+1)); done");
  const char *text;

  ck_assert_int_eq (vf_process_wait (process, 30000, &err), 1);
  text = vf_process_stderr (process);
  ck_assert_uint_eq (strlen (text), 4095);
  ck_assert_str_eq (text + 4095 - 9, "line 1999");
  vf_process_stop (process);
}
END_TEST

/* It has the three descriptors, no other of ours, no signal ignored (but for
 * the two that the C library keeps for itself), and an empty mask; its
 * standard input is at its end. */
START_TEST (nothing_is_inherited)
{
  static const unsigned long long reserved = 3ull << (32 - 1);
  unsigned long long blocked = 1, ignored = 1;
  sigset_t mask;
  char *text;
  int leak = open ("/dev/null", O_RDONLY);

  ck_assert_int_gt (leak, 2);
  signal (SIGPIPE, SIG_IGN);
  sigemptyset (&mask);
  sigaddset (&mask, SIGINT);
  sigprocmask (SIG_BLOCK, &mask, NULL);
  /* 3 is the folder that ls reads. */
  text = output_of ("cat; ls /proc/self/fd; "
                    "grep -E 'Sig(Blk|Ign)' /proc/self/status",
                    1000);
  ck_assert_int_eq (sscanf (text, "0 1 2 3 SigBlk: %llx SigIgn: %llx",
                            &blocked, &ignored),
                    2);
  ck_assert_uint_eq (blocked, 0);
  ck_assert_uint_eq (ignored & ~reserved, 0);
  free (text);
  close (leak);
}
END_TEST

START_TEST (standard_output_goes_where_told)
{
  static const char *const argv[] = { "sh", "-c", "echo out; echo e >&2",
                                      NULL };
  struct vf_process *process;
  char buf[10] = "";
  int fds[2];

  ck_assert_int_eq (pipe (fds), 0);
  process = vf_process_start (argv, fds[1], &err);
  ck_assert_int_eq (vf_process_wait (process, -1, &err), 1);
  ck_assert_int_eq (read (fds[0], buf, sizeof buf), 4);
  ck_assert_str_eq (buf, "out\n");
  ck_assert_str_eq (vf_process_stderr (process), "e");
  vf_process_stop (process);
}
END_TEST

/* When ours are closed, its descriptors must not take their numbers twice. */
START_TEST (works_without_standard_descriptors)
{
  char *text;

  close (0);
  close (1);
  text = output_of ("echo hello", 100);
  ck_assert_str_eq (text, "hello\n");
  free (text);
}
END_TEST

UNIT_MAIN ("common/process", success_and_failure,
           missing_programs_are_not_found, a_missing_program_has_a_package,
           program_that_cannot_run,
           timeout_is_kept, stop_ends_children_of_the_child,
           stop_kills_who_does_not_listen, child_dies_with_its_parent,
           signal_leaves_no_child, forked_child_leaves_children_of_its_parent,
           output_is_taken, much_output_on_both_sides_never_blocks,
           grandchild_with_the_pipe_does_not_hold_us_up,
           end_of_standard_error_is_kept, nothing_is_inherited,
           standard_output_goes_where_told, works_without_standard_descriptors)
