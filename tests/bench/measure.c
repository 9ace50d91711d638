/* vmferry: runs a command and prints what it took.  A program of its own,
 * since the peak memory of a child counts that of who starts it.
 *
 *   measure FILE COMMAND [ARG...]   writes wall seconds, processor seconds of
 *                                   all threads and peak memory in KiB to FILE
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds (const struct timeval *t)
{
  return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

int
main (int argc, char *argv[])
{
  double start = now ();
  struct rusage usage;
  FILE *result;
  pid_t child;
  int status;

  if (argc < 3 || !(result = fopen (argv[1], "we")))
    return 2;
  child = fork ();
  if (child == 0) {
    execvp (argv[2], argv + 2);
    _exit (127);
  }
  if (child < 0 || wait4 (child, &status, 0, &usage) != child)
    return 1;
  fprintf (result, "%f %f %ld\n", now () - start,
           seconds (&usage.ru_utime) + seconds (&usage.ru_stime),
           usage.ru_maxrss);
  fclose (result);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 1;
}
