/* vmferry: tests of reading raw images.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/raw/raw.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/image-format.h"
#include "tests/unit.h"

enum { PIECE = 1024 * 1024, SIZE = 4 * PIECE + 100 };

static struct vf_error err;

static const struct vf_image_params raw_params = { .format = &vf_raw_format };

/* A file of SIZE bytes with data in its second and last PIECE. */
static struct vf_image *
open_sparse (void)
{
  FILE *file = tmpfile ();
  static char data[PIECE];
  int fd = dup (fileno (file));

  memset (data, 'x', sizeof data);
  ck_assert_int_eq (ftruncate (fd, SIZE), 0);
  ck_assert_int_eq (pwrite (fd, data, PIECE, PIECE), PIECE);
  ck_assert_int_eq (pwrite (fd, data, 100, 4 * PIECE), 100);
  fclose (file);
  return vf_image_open (vf_io_from_fd (fd, "sparse", false, &err),
                        &raw_params, &err);
}

START_TEST (holes_of_the_file_are_zeros)
{
  struct vf_image *image = open_sparse ();
  struct vf_span span;
  uint64_t offset, zeros = 0, data = 0;

  ck_assert_uint_eq (vf_image_size (image), SIZE);
  for (offset = 0; offset < SIZE; offset += span.length) {
    ck_assert_int_eq (vf_image_next_span (image, offset, &span, &err), 0);
    ck_assert_int_ne (span.kind, VF_SPAN_HOLE);
    if (span.kind == VF_SPAN_DATA) {
      ck_assert (span.has_offset);
      ck_assert_uint_eq (span.offset, offset);
      data += span.length;
    } else {
      zeros += span.length;
    }
  }
  ck_assert_uint_eq (offset, SIZE);
  ck_assert_uint_ge (data, PIECE + 100);
  ck_assert_uint_eq (zeros + data, SIZE);
  vf_image_close (image);
}
END_TEST

START_TEST (a_size_that_is_no_multiple_of_a_sector)
{
  struct vf_image *image = open_sparse ();
  char buf[200];

  ck_assert_int_eq (vf_image_read (image, buf, 200, SIZE - 200, &err), 0);
  ck_assert_int_eq (buf[99], 0);
  ck_assert_int_eq (buf[100], 'x');
  ck_assert_int_eq (buf[199], 'x');
  vf_image_close (image);
}
END_TEST

START_TEST (memory_is_all_data)
{
  struct vf_image *image
      = vf_image_open (vf_io_from_memory ("\0\0\0\0", 4, "zeros", &err),
                       &raw_params, &err);
  struct vf_span span;

  ck_assert_int_eq (vf_image_next_span (image, 1, &span, &err), 0);
  ck_assert_int_eq (span.kind, VF_SPAN_DATA);
  ck_assert_uint_eq (span.start, 1);
  ck_assert_uint_eq (span.length, 3);
  ck_assert_uint_eq (span.offset, 1);
  vf_image_close (image);
}
END_TEST

UNIT_MAIN ("formats/raw", holes_of_the_file_are_zeros,
           a_size_that_is_no_multiple_of_a_sector, memory_is_all_data)
