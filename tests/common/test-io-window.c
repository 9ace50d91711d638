/* vmferry: tests of windows and of memory as io.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/io.h"

#include <string.h>
#include <sys/mman.h>

#include "common/error.h"
#include "tests/unit.h"

static struct vf_error err;

START_TEST (memory_is_read_only)
{
  struct vf_io *io = vf_io_from_memory ("abcdef", 6, "letters", &err);
  struct vf_span span;
  char buf[4] = "";
  uint64_t offset;
  int fd;

  ck_assert_uint_eq (vf_io_size (io), 6);
  ck_assert_int_eq (vf_io_read (io, buf, 3, 2, &err), 0);
  ck_assert_str_eq (buf, "cde");
  ck_assert_int_eq (vf_io_read (io, buf, 3, 4, &err), -1);
  ck_assert_str_eq (err.text, "letters: ends at byte 6, but 3 bytes are "
                              "needed at 4");
  ck_assert_int_eq (vf_io_write (io, "x", 1, 0, &err), -1);
  ck_assert_int_eq (vf_io_next_span (io, 1, &span, &err), 0);
  ck_assert_int_eq (span.kind, VF_SPAN_DATA);
  ck_assert_uint_eq (span.length, 5);
  ck_assert (!vf_io_get_fd (io, &fd, &offset));
  ck_assert_uint_eq (vf_io_preferred_size (io), 4096);
  vf_io_close (io);
  vf_io_close (NULL);
}
END_TEST

START_TEST (window_is_bounded_by_its_base)
{
  static const struct {
    uint64_t offset, length;
    bool fits;
  } rows[] = {
    { 0, 10, true },  { 10, 0, true },          { 3, 7, true },
    { 0, 11, false }, { 11, 0, false },         { 9, 2, false },
    { 1, UINT64_MAX, false }, { UINT64_MAX, 1, false },
    { UINT64_MAX, UINT64_MAX, false },
  };
  struct vf_io *base = vf_io_from_memory ("0123456789", 10, "digits", &err);
  struct vf_io *window;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    window = vf_io_window (base, rows[i].offset, rows[i].length, &err);
    ck_assert_int_eq (window != NULL, rows[i].fits);
    if (window)
      ck_assert_uint_eq (vf_io_size (window), rows[i].length);
    else
      ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
    vf_io_close (window);
  }
  vf_io_close (base);
}
END_TEST

START_TEST (window_of_a_window)
{
  struct vf_io *base = vf_io_from_memory ("0123456789", 10, "digits", &err);
  struct vf_io *outer = vf_io_window (base, 2, 6, &err);
  struct vf_io *inner = vf_io_window (outer, 1, 3, &err);
  struct vf_span span;
  char buf[4] = "";

  ck_assert_int_eq (vf_io_read (inner, buf, 3, 0, &err), 0);
  ck_assert_str_eq (buf, "345");
  ck_assert_int_eq (vf_io_read (inner, buf, 4, 0, &err), -1);
  ck_assert_ptr_nonnull (strstr (err.text, "digits: ends at byte 3"));
  ck_assert_int_eq (vf_io_next_span (inner, 1, &span, &err), 0);
  ck_assert_uint_eq (span.start, 1);
  ck_assert_uint_eq (span.length, 2);
  ck_assert_uint_eq (span.offset, 1);
  vf_io_close (inner);
  vf_io_close (outer);
  vf_io_close (base);
}
END_TEST

START_TEST (window_shows_holes_of_its_file)
{
  struct vf_io *base, *window;
  struct vf_span span;
  uint64_t offset;
  int fd = memfd_create ("holes", MFD_CLOEXEC);

  ck_assert_int_eq (ftruncate (fd, 1024 * 1024), 0);
  ck_assert_int_eq (pwrite (fd, "data", 4, 512 * 1024), 4);
  base = vf_io_from_fd (fd, "holes", false, &err);
  window = vf_io_window (base, 1000, 600 * 1024, &err);
  ck_assert_int_eq (vf_io_next_span (window, 0, &span, &err), 0);
  ck_assert_int_eq (span.kind, VF_SPAN_ZERO);
  ck_assert_uint_eq (span.start, 0);
  ck_assert_uint_eq (span.length, 512 * 1024 - 1000);
  ck_assert_int_eq (vf_io_next_span (window, span.length, &span, &err), 0);
  ck_assert_int_eq (span.kind, VF_SPAN_DATA);
  ck_assert_uint_eq (span.offset, 512 * 1024 - 1000);
  ck_assert (vf_io_get_fd (window, &fd, &offset));
  ck_assert_uint_eq (offset, 1000);
  vf_io_close (window);
  vf_io_close (base);
}
END_TEST

UNIT_MAIN ("common/io-window", memory_is_read_only,
           window_is_bounded_by_its_base, window_of_a_window,
           window_shows_holes_of_its_file)
