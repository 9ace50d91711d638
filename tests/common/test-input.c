/* vmferry: tests of reading what comes once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/input.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "common/job.h"
#include "tests/unit.h"

/* What fits into a pipe without anyone reading. */
enum { N = 50000 };

static struct vf_error err;

static uint8_t
content (unsigned i)
{
  return (uint8_t)(i * 7 + (i >> 8));
}

/* The reading end of a pipe that brings N bytes and ends, as an input. */
static struct vf_input *
open_pipe (struct vf_job *job)
{
  static uint8_t bytes[N];
  struct vf_input *input;
  char path[64];
  int fds[2];
  unsigned i;

  for (i = 0; i < N; i++)
    bytes[i] = content (i);
  ck_assert_int_eq (pipe (fds), 0);
  ck_assert_int_eq (write (fds[1], bytes, N), N);
  snprintf (path, sizeof path, "/proc/self/fd/%d", fds[0]);
  ck_assert (vf_input_is_pipe (path));
  input = vf_input_open (path, job, &err);
  ck_assert_msg (input, "%s", err.text);
  close (fds[0]);
  close (fds[1]);
  return input;
}

static void
assert_content (const uint8_t *bytes, unsigned n, unsigned from)
{
  unsigned i;

  for (i = 0; i < n; i++)
    ck_assert_uint_eq (bytes[i], content (from + i));
}

START_TEST (takes_and_skips)
{
  struct vf_input *input = open_pipe (NULL);
  uint8_t buf[N];

  ck_assert_int_eq (vf_input_read (input, buf, 3, &err), 0);
  assert_content (buf, 3, 0);
  ck_assert_int_eq (vf_input_read (input, NULL, 40000, &err), 0);
  ck_assert_uint_eq (vf_input_offset (input), 40003);
  ck_assert_int_eq (vf_input_read (input, buf, 5000, &err), 0);
  assert_content (buf, 5000, 40003);
  ck_assert_int_eq (vf_input_drain (input, &err), 0);
  ck_assert_uint_eq (vf_input_offset (input), N);
  ck_assert_int_eq (vf_input_read_some (input, buf, 1, &err), 0);
  vf_input_close (input);
}
END_TEST

START_TEST (says_where_it_ends_early)
{
  struct vf_input *input = open_pipe (NULL);
  uint8_t buf[N + 1];

  ck_assert_int_eq (vf_input_read (input, buf, N + 1, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  ck_assert_str_eq (err.text, "ends early, at byte 50000");
  assert_content (buf, N, 0);
  vf_input_close (input);
}
END_TEST

START_TEST (ends_with_its_job)
{
  struct vf_job job = { .cancelled = true };
  struct vf_input *input = open_pipe (&job);
  uint8_t byte;

  ck_assert_int_eq (vf_input_read (input, &byte, 1, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_CANCELLED);
  vf_input_close (input);
}
END_TEST

START_TEST (tells_pipes_from_files)
{
  ck_assert (!vf_input_is_pipe ("/proc/self/exe"));
  ck_assert (!vf_input_is_pipe ("/nowhere/at/all"));
  ck_assert_ptr_null (vf_input_open ("/nowhere/at/all", NULL, &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
}
END_TEST

UNIT_MAIN ("common/input", takes_and_skips, says_where_it_ends_early,
           ends_with_its_job, tells_pipes_from_files)
