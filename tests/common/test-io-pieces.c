/* vmferry: tests of ios that are put together from pieces of others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/io.h"

#include <string.h>

#include "common/error.h"
#include "tests/unit.h"

static struct vf_error err;

/* "abc" at 2 and "XY" at 5, then a gap, and "d" at 9, of 12 bytes. */
static struct vf_io *
patchwork (struct vf_io *lower, struct vf_io *upper)
{
  const struct vf_io_piece pieces[] = {
    { .base = lower, .offset = 0, .start = 2, .length = 3 },
    { .base = lower, .offset = 1, .start = 5, .length = 0 },
    { .base = upper, .offset = 1, .start = 5, .length = 2 },
    { .base = lower, .offset = 3, .start = 9, .length = 1 },
  };

  return vf_io_from_pieces (pieces, 4, 12, "patchwork", &err);
}

START_TEST (pieces_read_as_one)
{
  static const char expected[] = "\0\0abcXY\0\0d\0\0";
  struct vf_io *lower = vf_io_from_memory ("abcdef", 6, "lower", &err);
  struct vf_io *upper = vf_io_from_memory ("WXYZ", 4, "upper", &err);
  struct vf_io *io = patchwork (lower, upper);
  size_t start, n;
  char buf[12];

  ck_assert_ptr_nonnull (io);
  ck_assert_str_eq (vf_io_name (io), "patchwork");
  for (start = 0; start < 12; start++)
    for (n = 1; n <= 12 - start; n++) {
      memset (buf, '?', sizeof buf);
      ck_assert_int_eq (vf_io_read (io, buf, n, start, &err), 0);
      ck_assert_mem_eq (buf, expected + start, n);
    }
  ck_assert_int_eq (vf_io_read (io, buf, 1, 12, &err), -1);
  vf_io_close (io);
  vf_io_close (lower);
  vf_io_close (upper);
}
END_TEST

START_TEST (gaps_are_zero_spans)
{
  static const struct {
    uint64_t length;
    enum vf_span_kind kind;
  } rows[] = {
    { 2, VF_SPAN_ZERO }, { 3, VF_SPAN_DATA }, { 2, VF_SPAN_DATA },
    { 2, VF_SPAN_ZERO }, { 1, VF_SPAN_DATA }, { 2, VF_SPAN_ZERO },
  };
  struct vf_io *lower = vf_io_from_memory ("abcdef", 6, "lower", &err);
  struct vf_io *upper = vf_io_from_memory ("WXYZ", 4, "upper", &err);
  struct vf_io *io = patchwork (lower, upper);
  uint64_t offset = 0;
  struct vf_span span;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    ck_assert_int_eq (vf_io_next_span (io, offset, &span, &err), 0);
    ck_assert_uint_eq (span.start, offset);
    ck_assert_uint_eq (span.length, rows[i].length);
    ck_assert_int_eq (span.kind, rows[i].kind);
    ck_assert (!span.has_offset);
    offset += span.length;
  }
  ck_assert_uint_eq (offset, 12);
  vf_io_close (io);
  vf_io_close (lower);
  vf_io_close (upper);
}
END_TEST

START_TEST (pieces_must_fit)
{
  static const struct {
    struct vf_io_piece pieces[2];
    bool fits;
  } rows[] = {
    { { { NULL, 0, 0, 3 }, { NULL, 3, 3, 3 } }, true },
    { { { NULL, 0, 0, 3 }, { NULL, 3, 2, 3 } }, false },
    { { { NULL, 0, 3, 3 }, { NULL, 3, 0, 3 } }, false },
    { { { NULL, 0, 0, 3 }, { NULL, 4, 3, 3 } }, false },
    { { { NULL, 0, 0, 3 }, { NULL, 0, 8, 3 } }, false },
    { { { NULL, UINT64_MAX, 0, 3 }, { NULL, 0, 8, 0 } }, false },
    { { { NULL, 0, UINT64_MAX, 3 }, { NULL, 0, 8, 0 } }, false },
  };
  struct vf_io *base = vf_io_from_memory ("abcdef", 6, "base", &err);
  struct vf_io_piece pieces[2];
  struct vf_io *io;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    memcpy (pieces, rows[i].pieces, sizeof pieces);
    pieces[0].base = pieces[1].base = base;
    io = vf_io_from_pieces (pieces, 2, 10, "pieces", &err);
    ck_assert_int_eq (io != NULL, rows[i].fits);
    if (!io)
      ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
    vf_io_close (io);
  }
  vf_io_close (base);
}
END_TEST

START_TEST (one_piece_has_the_descriptor)
{
  struct vf_io *base = vf_io_open_file ("/proc/self/exe", &err);
  const struct vf_io_piece piece
      = { .base = base, .offset = 100, .start = 0, .length = 50 };
  struct vf_io *whole = vf_io_from_pieces (&piece, 1, 50, "whole", &err);
  struct vf_io *padded = vf_io_from_pieces (&piece, 1, 51, "padded", &err);
  struct vf_span span;
  uint64_t offset;
  int fd;

  ck_assert (vf_io_get_fd (whole, &fd, &offset));
  ck_assert_uint_eq (offset, 100);
  ck_assert (!vf_io_get_fd (padded, &fd, &offset));
  ck_assert_int_eq (vf_io_next_span (whole, 10, &span, &err), 0);
  ck_assert (span.has_offset);
  ck_assert_uint_eq (span.offset, 10);
  vf_io_close (padded);
  vf_io_close (whole);
  vf_io_close (base);
}
END_TEST

UNIT_MAIN ("common/io-pieces", pieces_read_as_one, gaps_are_zero_spans,
           pieces_must_fit, one_piece_has_the_descriptor)
