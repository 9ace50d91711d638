/* vmferry: tests of the qcow2 writer where its caller puts the data into the
 * file by itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/writer.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/image.h"
#include "formats/qcow2/qcow2.h"
#include "tests/unit.h"

enum { CLUSTER = 4096, SIZE = 100 * CLUSTER + 512 };

static struct vf_error err;

/* An empty file, and a second way to it, since an image takes its io. */
static struct vf_io *
open_file (FILE **ret_file)
{
  *ret_file = tmpfile ();
  return vf_io_from_fd (dup (fileno (*ret_file)), "file", true, &err);
}

static struct vf_writer *
start (struct vf_io *io, const struct vf_create_params *params)
{
  struct vf_writer *writer
      = vf_writer_create (&vf_qcow2_format, io, params, &err);

  ck_assert_msg (writer != NULL, "%s", err.text);
  return writer;
}

/* Has WRITER take N bytes at OFFSET, and fills their place with LETTER. */
static void
fill_place (struct vf_writer *writer, struct vf_io *io, char letter, size_t n,
            uint64_t offset)
{
  char *buf = malloc (n);
  uint64_t place = 1;

  memset (buf, letter, n);
  ck_assert_int_eq (vf_writer_place (writer, n, offset, &place, &err), 0);
  ck_assert_uint_eq (place % vf_writer_granule (writer), 0);
  ck_assert_int_eq (vf_io_write (io, buf, n, place, &err), 0);
  free (buf);
}

static char
letter_at (struct vf_image *image, uint64_t offset)
{
  char letter;

  ck_assert_int_eq (vf_image_read (image, &letter, 1, offset, &err), 0);
  return letter;
}

START_TEST (placed_data_is_read)
{
  struct vf_create_params params
      = { .size = SIZE, .cluster_size = CLUSTER, .is_zeroed = true };
  FILE *file;
  struct vf_io *io = open_file (&file);
  struct vf_writer *writer = start (io, &params);
  char plain[CLUSTER] = "p";
  struct vf_image *image;

  fill_place (writer, io, 'l', 512, 100 * CLUSTER);
  fill_place (writer, io, 'a', 3 * CLUSTER, 5 * CLUSTER);
  ck_assert_int_eq (vf_writer_write (writer, plain, CLUSTER, 0, &err), 0);
  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  vf_io_close (io);

  io = vf_io_from_fd (dup (fileno (file)), "file", false, &err);
  image = vf_image_open (io, NULL, &err);
  ck_assert_msg (image != NULL, "%s", err.text);
  ck_assert_int_eq (letter_at (image, 0), 'p');
  ck_assert_int_eq (letter_at (image, 5 * CLUSTER - 1), '\0');
  ck_assert_int_eq (letter_at (image, 5 * CLUSTER), 'a');
  ck_assert_int_eq (letter_at (image, 8 * CLUSTER - 1), 'a');
  ck_assert_int_eq (letter_at (image, 8 * CLUSTER), '\0');
  ck_assert_int_eq (letter_at (image, SIZE - 1), 'l');
  vf_image_close (image);
  fclose (file);
}
END_TEST

START_TEST (compressed_data_has_no_place)
{
  struct vf_create_params params
      = { .size = SIZE, .compression = VF_COMPRESSION_ZSTD };
  FILE *file;
  struct vf_io *io = open_file (&file);
  struct vf_writer *writer = start (io, &params);
  uint64_t place;

  ck_assert_int_eq (vf_writer_place (writer, SIZE, 0, &place, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  vf_writer_abandon (writer);
  vf_io_close (io);
  fclose (file);
}
END_TEST

UNIT_MAIN ("formats/qcow2/writer", placed_data_is_read,
           compressed_data_has_no_place)
