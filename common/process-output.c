/* vmferry: the standard output of a child as one string, bounded, and without
 * waiting for those that hold the pipe longer than the child.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>

#include "common/error.h"

/* How long to wait for output between two looks at the child. */
enum { OUTPUT_WAIT_MS = 50 };

struct output {
  const char *name; /* of the program */
  char *bytes;
  size_t n, max;
  int fd;
};

/* Waits for output and takes it.
 * Returns: 1 got some, 0 none yet, -1 there will be none. */
static int
take_output (struct output *output)
{
  struct pollfd ready = { .fd = output->fd, .events = POLLIN };
  ssize_t got;

  if (poll (&ready, 1, OUTPUT_WAIT_MS) <= 0)
    return 0;
  got = read (output->fd, output->bytes + output->n,
              output->max + 1 - output->n);
  if (got < 0)
    return errno == EINTR || errno == EAGAIN ? 0 : -1;
  output->n += got;
  return got > 0 ? 1 : -1;
}

/* Reads until all have closed the pipe, or the child has ended and those it
 * left behind say nothing. */
static int
collect_output (struct vf_process *process, struct output *output,
                struct vf_error *err)
{
  bool is_running = true;
  int more = 1;

  while (more >= 0 && (more || is_running)) {
    is_running = vf_process_is_running (process);
    more = take_output (output);
    if (output->n > output->max)
      return vf_error_set (err, VF_ERROR_LIMIT,
                           "%s: its output is longer than %zu bytes",
                           output->name, output->max);
  }
  return vf_process_wait (process, -1, err) < 0 ? -1 : 0;
}

char *
vf_process_output (const char *const argv[], size_t max, struct vf_error *err)
{
  CLEANUP_PROCESS struct vf_process *process = NULL;
  CLEANUP_FREE char *bytes = max < SIZE_MAX ? malloc (max + 1) : NULL;
  struct output output = { .name = argv[0], .bytes = bytes, .max = max };
  CLEANUP_FD int from = -1;
  int ends[2];

  if (!bytes) {
    vf_error_nomem (err, argv[0]);
    return NULL;
  }
  if (pipe2 (ends, O_CLOEXEC)) {
    vf_error_set_errno (err, errno, "%s: no pipe for it", argv[0]);
    return NULL;
  }
  output.fd = from = ends[0];
  process = vf_process_start (argv, ends[1], err);
  close (ends[1]);
  if (!process || collect_output (process, &output, err))
    return NULL;
  bytes[output.n] = '\0';
  return TAKE (bytes);
}
