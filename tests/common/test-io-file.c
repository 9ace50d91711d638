/* vmferry: tests of the file io: short files, growing files, holes against
 * lseek, and what is not a file at all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/io.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "common/error.h"
#include "common/process.h"
#include "common/tempdir.h"
#include "tests/unit.h"

enum { MIB = 1024 * 1024 };

static struct vf_error err;
static struct vf_tempdir *dir;
static char path[300];

/* A folder, and in it a file of SIZE bytes of hole named PATH. */
static void
make_file (uint64_t size)
{
  int fd;

  dir = vf_tempdir_create (NULL, &err);
  ck_assert_msg (dir != NULL, "%s", err.text);
  snprintf (path, sizeof path, "%s/file", vf_tempdir_path (dir));
  fd = open (path, O_RDWR | O_CREAT | O_EXCL, 0600);
  ck_assert_int_ge (fd, 0);
  ck_assert_int_eq (ftruncate (fd, size), 0);
  close (fd);
}

static struct vf_io *
open_rw (void)
{
  struct vf_io *io = vf_io_open_file_rw (path, &err);

  ck_assert_msg (io != NULL, "%s", err.text);
  return io;
}

static off_t
size_now (void)
{
  struct stat st;

  ck_assert_int_eq (stat (path, &st), 0);
  return st.st_size;
}

START_TEST (reads_what_was_written)
{
  struct vf_io *io;
  char buf[6] = "";

  make_file (10);
  io = open_rw ();
  ck_assert_uint_eq (vf_io_size (io), 10);
  ck_assert_str_eq (vf_io_name (io), path);
  ck_assert_int_eq (vf_io_write (io, "hello", 5, 3, &err), 0);
  ck_assert_int_eq (vf_io_flush (io, &err), 0);
  ck_assert_int_eq (vf_io_read (io, buf, 5, 3, &err), 0);
  ck_assert_str_eq (buf, "hello");
  ck_assert_int_eq (vf_io_read (io, buf, 0, 10, &err), 0);
  vf_io_close (io);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (range_beyond_end_is_corrupt)
{
  static const struct {
    size_t n;
    uint64_t offset;
  } rows[] = {
    { 11, 0 }, { 1, 10 }, { 2, 9 }, { 0, 11 }, { 1, UINT64_MAX },
    { SIZE_MAX, 1 }, { SIZE_MAX, UINT64_MAX },
  };
  struct vf_io *io;
  char byte;
  size_t i;

  make_file (10);
  io = vf_io_open_file (path, &err);
  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    memset (&err, 0, sizeof err);
    ck_assert_int_eq (
        vf_io_read (io, &byte, rows[i].n, rows[i].offset, &err), -1);
    ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
    ck_assert_int_eq (strncmp (err.text, path, strlen (path)), 0);
  }
  vf_io_close (io);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (file_that_became_shorter_is_corrupt)
{
  struct vf_span span;
  struct vf_io *io;
  char buf[8192];

  make_file (8192);
  io = vf_io_open_file (path, &err);
  ck_assert_int_eq (truncate (path, 4096), 0);
  ck_assert_int_eq (vf_io_read (io, buf, 8192, 0, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  ck_assert_ptr_nonnull (strstr (err.text, "nothing at byte 4096"));
  /* What is gone must not pass as zeros. */
  ck_assert_int_eq (vf_io_next_span (io, 4096, &span, &err), 0);
  ck_assert_int_eq (span.kind, VF_SPAN_DATA);
  ck_assert_int_eq (vf_io_next_span (io, 0, &span, &err), 0);
  ck_assert_int_eq (span.kind, VF_SPAN_DATA);
  vf_io_close (io);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (read_only_is_not_written_to)
{
  struct vf_io *io;

  make_file (10);
  io = vf_io_open_file (path, &err);
  ck_assert (!vf_io_is_writable (io));
  ck_assert_int_eq (vf_io_write (io, "x", 1, 0, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_PERMISSION);
  ck_assert_int_eq (vf_io_write_zeroes (io, 1, 0, &err), -1);
  ck_assert_int_eq (vf_io_resize (io, 20, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  ck_assert_int_eq (size_now (), 10);
  vf_io_close (io);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (writing_grows_a_file)
{
  struct vf_io *io;

  make_file (0);
  io = open_rw ();
  ck_assert_int_eq (vf_io_write (io, "x", 1, 5000, &err), 0);
  ck_assert_int_eq (size_now (), 5001);
  ck_assert_int_eq (vf_io_write (io, "x", 1, INT64_MAX, &err), -1);
  ck_assert_int_eq (vf_io_write (io, "x", 1, UINT64_MAX, &err), -1);
  ck_assert_int_eq (vf_io_resize (io, 3 * MIB, &err), 0);
  ck_assert_uint_eq (vf_io_size (io), 3 * MIB);
  ck_assert_int_eq (size_now (), 3 * MIB);
  ck_assert_int_eq (vf_io_resize (io, UINT64_MAX, &err), -1);
  ck_assert_uint_eq (vf_io_size (io), 3 * MIB);
  vf_io_close (io);
  vf_tempdir_remove (dir);
}
END_TEST

/* A hole alone would leave the file short of the zeros it was to get. */
START_TEST (zeroing_grows_a_file)
{
  struct vf_io *io, *again;
  struct stat st;
  char buf[100];
  int i;

  make_file (0);
  io = open_rw ();
  ck_assert_int_eq (vf_io_write (io, "data", 4, 0, &err), 0);
  ck_assert_int_eq (vf_io_write_zeroes (io, 16 * MIB, 2, &err), 0);
  ck_assert_int_eq (size_now (), 16 * MIB + 2);
  ck_assert_int_eq (stat (path, &st), 0);
  ck_assert_int_lt (st.st_blocks * 512, MIB);
  again = vf_io_open_file (path, &err);
  ck_assert_int_eq (vf_io_read (again, buf, 100, 0, &err), 0);
  ck_assert_mem_eq (buf, "da", 2);
  for (i = 2; i < 100; i++)
    ck_assert_int_eq (buf[i], 0);
  vf_io_close (again);
  vf_io_close (io);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (zeroing_clears_what_was_there)
{
  static char buf[MIB], expected[MIB];
  static const struct {
    size_t n;
    uint64_t offset;
  } rows[] = { { 1, 0 }, { 4096, 4096 }, { 5000, 12345 }, { 300000, 500000 } };
  struct vf_io *io;
  size_t i;

  make_file (MIB);
  memset (expected, 'x', sizeof expected);
  io = open_rw ();
  ck_assert_int_eq (vf_io_write (io, expected, MIB, 0, &err), 0);
  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    memset (expected + rows[i].offset, 0, rows[i].n);
    ck_assert_int_eq (
        vf_io_write_zeroes (io, rows[i].n, rows[i].offset, &err), 0);
  }
  ck_assert_int_eq (vf_io_read (io, buf, MIB, 0, &err), 0);
  ck_assert_mem_eq (buf, expected, MIB);
  ck_assert_int_eq (size_now (), MIB);
  vf_io_close (io);
  vf_tempdir_remove (dir);
}
END_TEST

/* Every span must be what lseek says of a file with data at odd places. */
START_TEST (spans_are_those_of_lseek)
{
  static const uint64_t places[] = { 0, 65536, 1000000, 5 * MIB, 9 * MIB };
  struct vf_span span;
  struct vf_io *io;
  uint64_t at;
  off_t data;
  int fd;
  size_t i;

  make_file (10 * MIB);
  io = open_rw ();
  for (i = 0; i < sizeof places / sizeof places[0]; i++)
    ck_assert_int_eq (vf_io_write (io, "data", 4, places[i], &err), 0);
  fd = open (path, O_RDONLY);
  for (at = 0; at < 10 * MIB; at += span.length) {
    ck_assert_int_eq (vf_io_next_span (io, at, &span, &err), 0);
    ck_assert_uint_eq (span.start, at);
    ck_assert_uint_gt (span.length, 0);
    ck_assert_uint_le (span.length, 10 * MIB - at);
    data = lseek (fd, at, SEEK_DATA);
    ck_assert_int_eq (span.kind == VF_SPAN_DATA, data == (off_t)at);
    if (span.kind == VF_SPAN_DATA) {
      ck_assert_int_eq (lseek (fd, at, SEEK_HOLE), at + span.length);
      ck_assert (span.has_offset && span.offset == at);
    } else {
      ck_assert_int_eq (data < 0 ? 10 * MIB : data, at + span.length);
    }
  }
  ck_assert_uint_eq (at, 10 * MIB);
  close (fd);
  vf_io_close (io);
  vf_tempdir_remove (dir);
}
END_TEST

/* A file that somebody appends to is as long as it was when opened. */
START_TEST (spans_end_at_the_size_when_opened)
{
  struct vf_span span;
  struct vf_io *io, *other;

  make_file (0);
  other = open_rw ();
  ck_assert_int_eq (vf_io_write (other, "12345678", 8, 0, &err), 0);
  io = vf_io_open_file (path, &err);
  ck_assert_int_eq (vf_io_write (other, "more", 4, 8, &err), 0);
  ck_assert_int_eq (vf_io_next_span (io, 3, &span, &err), 0);
  ck_assert_uint_eq (span.start, 3);
  ck_assert_uint_eq (span.length, 5);
  vf_io_close (io);
  vf_io_close (other);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (what_is_no_file_is_refused)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);

  make_file (0);
  ck_assert_ptr_null (vf_io_open_file (vf_tempdir_path (dir), &err));
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  ck_assert_ptr_nonnull (strstr (err.text, "is a folder"));
  ck_assert_ptr_null (vf_io_open_file ("/dev/null", &err));
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  unlink (path);
  ck_assert_int_eq (mkfifo (path, 0600), 0);
  ck_assert_ptr_null (vf_io_open_file (path, &err));
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  ck_assert_ptr_null (vf_io_open_file_rw (path, &err));
  unlink (path);
  ck_assert_ptr_null (vf_io_open_file (path, &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  ck_assert_uint_lt (strlen (path), sizeof address.sun_path);
  strcpy (address.sun_path, path);
  ck_assert_int_eq (
      bind (fd, (struct sockaddr *)&address, sizeof address), 0);
  ck_assert_ptr_null (vf_io_open_file (path, &err));
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  close (fd);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (missing_folder_is_not_found)
{
  ck_assert_ptr_null (vf_io_open_file ("/nonexistent/file", &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  ck_assert_ptr_null (vf_io_open_file ("/dev/null/file", &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
}
END_TEST

START_TEST (full_disk_is_an_error)
{
  struct rlimit limit = { .rlim_cur = 8192, .rlim_max = RLIM_INFINITY };
  static char buf[16384];
  struct vf_io *io;

  make_file (0);
  signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
  io = open_rw ();
  ck_assert_int_eq (vf_io_write (io, buf, sizeof buf, 0, &err), -1);
  ck_assert_int_eq (err.errnum, EFBIG);
  ck_assert_int_eq (vf_io_write_zeroes (io, MIB, 0, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_IO);
  vf_io_close (io);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (knows_the_same_file_by_another_name)
{
  struct vf_io *a, *b, *c;
  char other[310];
  uint64_t offset;
  int fd;

  make_file (10);
  snprintf (other, sizeof other, "%s-link", path);
  ck_assert_int_eq (symlink (path, other), 0);
  a = vf_io_open_file (path, &err);
  b = vf_io_open_file (other, &err);
  c = vf_io_open_file ("/proc/self/exe", &err);
  ck_assert (vf_io_is_same_file (a, b));
  ck_assert (!vf_io_is_same_file (a, c));
  ck_assert (vf_io_get_fd (a, &fd, &offset));
  ck_assert_uint_eq (offset, 0);
  vf_io_close (a);
  vf_io_close (b);
  vf_io_close (c);
  vf_tempdir_remove (dir);
}
END_TEST

/* Runs losetup; its only line, or NULL when it fails. */
static char *
losetup (const char *a, const char *b, const char *c)
{
  const char *const argv[] = { "losetup", a, b, c, NULL };
  char *text = vf_process_output (argv, 100, &err);

  if (text)
    text[strcspn (text, "\n")] = '\0';
  return text;
}

/* Only where this process may set up a loop device. */
START_TEST (device_has_a_fixed_size)
{
  static char buf[MIB], expected[MIB];
  struct vf_span span;
  struct vf_io *io;
  char *device;

  make_file (MIB);
  device = losetup ("--find", "--show", path);
  if (device) {
    io = vf_io_open_file_rw (device, &err);
    ck_assert_uint_eq (vf_io_size (io), MIB);
    memset (expected, 'x', MIB);
    ck_assert_int_eq (vf_io_write (io, expected, MIB, 0, &err), 0);
    memset (expected + 4096, 0, 8192);
    ck_assert_int_eq (vf_io_write_zeroes (io, 8192, 4096, &err), 0);
    memset (expected + 100001, 0, 333);
    ck_assert_int_eq (vf_io_write_zeroes (io, 333, 100001, &err), 0);
    ck_assert_int_eq (vf_io_read (io, buf, MIB, 0, &err), 0);
    ck_assert_mem_eq (buf, expected, MIB);
    ck_assert_int_eq (vf_io_next_span (io, 5000, &span, &err), 0);
    ck_assert_uint_eq (span.length, MIB - 5000);
    ck_assert_int_eq (span.kind, VF_SPAN_DATA);
    ck_assert_int_eq (vf_io_write (io, "xy", 2, MIB - 1, &err), -1);
    ck_assert_int_eq (vf_io_resize (io, 2 * MIB, &err), -1);
    ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
    ck_assert_int_eq (vf_io_flush (io, &err), 0);
    vf_io_close (io);
    free (losetup ("--detach", device, NULL));
    free (device);
  }
  vf_tempdir_remove (dir);
}
END_TEST

UNIT_MAIN ("common/io-file", reads_what_was_written,
           range_beyond_end_is_corrupt, file_that_became_shorter_is_corrupt,
           read_only_is_not_written_to, writing_grows_a_file,
           zeroing_grows_a_file, zeroing_clears_what_was_there,
           spans_are_those_of_lseek, spans_end_at_the_size_when_opened,
           what_is_no_file_is_refused, missing_folder_is_not_found,
           full_disk_is_an_error, knows_the_same_file_by_another_name,
           device_has_a_fixed_size)
