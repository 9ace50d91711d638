/* vmferry: reading what comes once, through a buffer, so that a small piece
 * costs no system call.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/input.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/job.h"

/* What a pipe holds on Linux, unless it was made larger. */
enum { BUFFER_BYTES = 64 * 1024 };

static const char standard_input[] = "-";

struct vf_input {
  int fd;
  char *name;
  struct vf_job *job;
  uint64_t offset;
  size_t start, end; /* of what is in the buffer */
  uint8_t buffer[BUFFER_BYTES];
};

static bool
is_standard_input (const char *location)
{
  return strcmp (location, standard_input) == 0;
}

bool
vf_input_is_pipe (const char *location)
{
  struct stat st;

  if (is_standard_input (location))
    return fstat (STDIN_FILENO, &st) == 0 && !S_ISREG (st.st_mode)
           && !S_ISBLK (st.st_mode);
  return stat (location, &st) == 0 && S_ISFIFO (st.st_mode);
}

struct vf_input *
vf_input_open (const char *location, struct vf_job *job, struct vf_error *err)
{
  CLEANUP_INPUT struct vf_input *input = calloc (1, sizeof *input);
  bool is_standard = is_standard_input (location);

  if (!input) {
    vf_error_nomem (err, location);
    return NULL;
  }
  input->fd = is_standard ? fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                          : open (location, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (input->fd < 0) {
    vf_error_set_errno (err, errno, "%s: cannot open", location);
    return NULL;
  }
  input->name = strdup (is_standard ? "standard input" : location);
  input->job = job;
  if (!input->name) {
    vf_error_nomem (err, location);
    return NULL;
  }
  return TAKE (input);
}

void
vf_input_close (struct vf_input *input)
{
  if (!input)
    return;
  if (input->fd >= 0)
    close (input->fd);
  free (input->name);
  free (input);
}

const char *
vf_input_name (const struct vf_input *input)
{
  return input->name;
}

uint64_t
vf_input_offset (const struct vf_input *input)
{
  return input->offset;
}

/* One read, of as much as there is.  Returns: bytes, 0 at the end, or -1. */
static ssize_t
read_once (struct vf_input *input, void *buf, size_t n, struct vf_error *err)
{
  ssize_t got;

  do {
    if (input->job && vf_job_check (input->job, err))
      return -1;
    got = read (input->fd, buf, n);
  } while (got < 0 && errno == EINTR);
  if (got < 0)
    return vf_error_set_errno (err, errno, "cannot read at byte %" PRIu64,
                               input->offset);
  return got;
}

/* Takes what the buffer has, at most N bytes. */
static size_t
take_buffered (struct vf_input *input, uint8_t *buf, uint64_t n)
{
  size_t piece = vf_min_u64 (n, input->end - input->start);

  if (piece && buf)
    memcpy (buf, input->buffer + input->start, piece);
  input->start += piece;
  return piece;
}

/* Takes N bytes, or as many as there are; into nothing when BUF is NULL. */
static int64_t
take (struct vf_input *input, uint8_t *buf, uint64_t n, struct vf_error *err)
{
  uint64_t done = 0;
  ssize_t got;

  while (done < n) {
    if (input->start == input->end && buf && n - done >= BUFFER_BYTES) {
      got = read_once (input, buf + done, n - done, err);
    } else if (input->start == input->end) {
      input->start = input->end = 0;
      got = read_once (input, input->buffer, BUFFER_BYTES, err);
      input->end = got > 0 ? got : 0;
      if (got > 0)
        continue;
    } else {
      got = take_buffered (input, buf ? buf + done : NULL, n - done);
    }
    if (got < 0)
      return -1;
    if (got == 0)
      break;
    done += got;
    input->offset += got;
  }
  return done;
}

int64_t
vf_input_read_some (struct vf_input *input, void *buf, size_t n,
                    struct vf_error *err)
{
  return take (input, buf, n, err);
}

int
vf_input_read (struct vf_input *input, void *buf, uint64_t n,
               struct vf_error *err)
{
  int64_t got = take (input, buf, n, err);

  if (got < 0)
    return -1;
  if ((uint64_t)got == n)
    return 0;
  if (input->offset == 0)
    return vf_error_set (err, VF_ERROR_CORRUPT, "is empty");
  return vf_error_set (err, VF_ERROR_CORRUPT, "ends early, at byte %" PRIu64,
                       input->offset);
}

int
vf_input_drain (struct vf_input *input, struct vf_error *err)
{
  return take (input, NULL, INT64_MAX, err) < 0 ? -1 : 0;
}
