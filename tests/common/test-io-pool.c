/* vmferry: tests of ios on more files than a process may have open.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/io-pool.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>

#include "common/error.h"
#include "common/io.h"
#include "common/tempdir.h"
#include "common/text.h"
#include "tests/unit.h"

enum { N_FILES = 200, MAX_FILES = 64, N_THREADS = 4 };

static struct vf_tempdir *folder;
static struct vf_io *ios[N_FILES];

static char *
path_of (int number)
{
  return vf_text_printf ("%s/%d", vf_tempdir_path (folder), number);
}

/* Each file holds its number as a text. */
static void
write_file (int number)
{
  CLEANUP_FREE char *path = path_of (number);
  FILE *file = fopen (path, "w");

  ck_assert_ptr_nonnull (file);
  fprintf (file, "%08d", number);
  ck_assert_int_eq (fclose (file), 0);
}

static void
set_up (void)
{
  const struct rlimit limit = { MAX_FILES, MAX_FILES };
  struct vf_error err;
  int i;

  folder = vf_tempdir_create (NULL, &err);
  ck_assert_ptr_nonnull (folder);
  ck_assert_int_eq (setrlimit (RLIMIT_NOFILE, &limit), 0);
  for (i = 0; i < N_FILES; i++) {
    CLEANUP_FREE char *path = path_of (i);

    write_file (i);
    ios[i] = vf_io_from_fd_pooled (open (path, O_RDONLY), path, &err);
    ck_assert_ptr_nonnull (ios[i]);
  }
}

static void
tear_down (void)
{
  int i;

  for (i = 0; i < N_FILES; i++)
    vf_io_close (ios[i]);
  vf_tempdir_remove (folder);
  folder = NULL;
}

static bool
reads (int number)
{
  char expected[9], text[9] = "";
  struct vf_error err;

  snprintf (expected, sizeof expected, "%08d", number);
  return vf_io_read (ios[number], text, 8, 0, &err) == 0
         && strcmp (text, expected) == 0;
}

START_TEST (all_files_can_be_read)
{
  struct vf_error err;
  struct vf_span span;
  int i;

  set_up ();
  for (i = 0; i < 3 * N_FILES; i++)
    ck_assert (reads (i * 7 % N_FILES));
  ck_assert_int_eq (vf_io_next_span (ios[0], 3, &span, &err), 0);
  ck_assert_uint_eq (span.length, 5);
  ck_assert (!vf_io_is_same_file (ios[0], ios[1]));
  ck_assert (vf_io_is_same_file (ios[0], ios[0]));
  tear_down ();
}
END_TEST

START_TEST (some_descriptors_can_be_had_and_stay)
{
  uint64_t offset;
  int i, fd, first, n = 0;

  set_up ();
  ck_assert (vf_io_get_fd (ios[0], &first, &offset));
  for (i = 1; i < N_FILES; i++)
    n += vf_io_get_fd (ios[i], &fd, &offset);
  ck_assert_int_gt (n, 2);
  ck_assert_int_lt (n, MAX_FILES / 2);
  for (i = 0; i < N_FILES; i++)
    ck_assert (reads (i));
  ck_assert (vf_io_get_fd (ios[0], &fd, &offset));
  ck_assert_int_eq (fd, first);
  tear_down ();
}
END_TEST

START_TEST (another_file_in_its_place_is_an_error)
{
  CLEANUP_FREE char *path = NULL;
  struct vf_error err;
  char text[8];

  set_up ();
  path = path_of (0); /* gave its descriptor up to those behind it */
  ck_assert_int_eq (unlink (path), 0);
  ck_assert_int_eq (vf_io_read (ios[0], text, 8, 0, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  write_file (0);
  ck_assert_int_eq (vf_io_read (ios[0], text, 8, 0, &err), -1);
  ck_assert_msg (strstr (err.text, "was replaced"), "%s", err.text);
  tear_down ();
}
END_TEST

static void *
read_all (void *start)
{
  int i, first = *(const int *)start;

  for (i = 0; i < 4 * N_FILES; i++)
    if (!reads ((first + i) % N_FILES))
      return start;
  return NULL;
}

START_TEST (several_threads_can_read)
{
  pthread_t threads[N_THREADS];
  int starts[N_THREADS] = { 0, 50, 0, 150 }, i;
  void *failed;

  set_up ();
  for (i = 0; i < N_THREADS; i++)
    ck_assert_int_eq (
        pthread_create (&threads[i], NULL, read_all, &starts[i]), 0);
  for (i = 0; i < N_THREADS; i++) {
    ck_assert_int_eq (pthread_join (threads[i], &failed), 0);
    ck_assert_ptr_null (failed);
  }
  tear_down ();
}
END_TEST

UNIT_MAIN ("common/io-pool", all_files_can_be_read,
           some_descriptors_can_be_had_and_stay,
           another_file_in_its_place_is_an_error, several_threads_can_read)
