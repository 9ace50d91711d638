/* vmferry: tests of writing raw images, to files and to targets of a fixed
 * size that hold something already.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/raw/raw-writer.h"

#include <string.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/io-ops.h"
#include "formats/range-list.h"
#include "formats/writer.h"
#include "tests/unit.h"

enum { SIZE = 64 * 1024, BLOCK = 4096 };

static struct vf_error err;

/* A target of a fixed size, as a device or an NBD export is. */
static struct {
  struct vf_io io;
  char bytes[SIZE];
} device;

static int
device_write (struct vf_io *io __attribute__ ((unused)), const void *buf,
              size_t n, uint64_t offset,
              struct vf_error *error __attribute__ ((unused)))
{
  memcpy (device.bytes + offset, buf, n);
  return 0;
}

static void
device_close (struct vf_io *io __attribute__ ((unused)))
{
}

/* A device full of old data. */
static struct vf_io *
open_device (void)
{
  static const struct vf_io_ops ops = { .write = device_write,
                                        .close = device_close };

  ck_assert_int_eq (vf_io_init (&device.io, &ops, "device", SIZE, &err), 0);
  device.io.is_writable = true;
  memset (device.bytes, 'o', SIZE);
  return &device.io;
}

/* Each block of the device as a character, '.' for zeros. */
static const char *
device_text (void)
{
  static char text[SIZE / BLOCK + 1];
  size_t i;

  for (i = 0; i < SIZE / BLOCK; i++) {
    text[i] = device.bytes[i * BLOCK];
    if (!text[i])
      text[i] = '.';
  }
  return text;
}

static void
write_blocks (struct vf_writer *writer, char letter, size_t first, size_t n)
{
  char *buf = malloc (n * BLOCK);

  memset (buf, letter, n * BLOCK);
  ck_assert_int_eq (
      vf_writer_write (writer, buf, n * BLOCK, first * BLOCK, &err), 0);
  free (buf);
}

START_TEST (what_is_between_the_data_is_zeroed)
{
  struct vf_range_list data = { 0 };
  struct vf_create_params params = { .size = SIZE, .data = &data };
  struct vf_io *io = open_device ();
  struct vf_writer *writer;

  vf_range_list_add (&data, 2 * BLOCK, 3 * BLOCK, &err);
  vf_range_list_add (&data, 8 * BLOCK, 2 * BLOCK, &err);
  writer = vf_raw_create (io, &params, &err);
  ck_assert_msg (writer != NULL, "%s", err.text);
  ck_assert_str_eq (device_text (), "..ooo...oo......");
  write_blocks (writer, 'a', 2, 2);
  ck_assert_int_eq (
      vf_writer_write_zeroes (writer, BLOCK, 4 * BLOCK, &err), 0);
  write_blocks (writer, 'b', 8, 2);
  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  ck_assert_str_eq (device_text (), "..aa....bb......");
  vf_range_list_clear (&data);
  vf_io_close (io);
}
END_TEST

START_TEST (without_a_list_all_is_zeroed)
{
  struct vf_create_params params = { .size = SIZE };
  struct vf_io *io = open_device ();
  struct vf_writer *writer = vf_raw_create (io, &params, &err);

  write_blocks (writer, 'a', 1, 1);
  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  ck_assert_str_eq (device_text (), ".a..............");
  vf_io_close (io);
}
END_TEST

START_TEST (what_lies_past_the_disk_is_left)
{
  struct vf_range_list data = { 0 };
  struct vf_create_params params = { .size = 4 * BLOCK, .data = &data };
  struct vf_io *io = open_device ();
  struct vf_writer *writer = vf_raw_create (io, &params, &err);

  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  ck_assert_str_eq (device_text (), "....oooooooooooo");
  vf_io_close (io);
}
END_TEST

START_TEST (a_device_that_reads_as_zeros_is_not_written)
{
  struct vf_range_list data = { 0 };
  struct vf_create_params params
      = { .size = SIZE, .data = &data, .is_zeroed = true };
  struct vf_io *io = open_device ();
  struct vf_writer *writer = vf_raw_create (io, &params, &err);

  ck_assert_int_eq (vf_writer_write_zeroes (writer, SIZE, 0, &err), 0);
  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  ck_assert_str_eq (device_text (), "oooooooooooooooo");
  vf_io_close (io);
}
END_TEST

START_TEST (a_device_can_be_too_small)
{
  struct vf_create_params params = { .size = SIZE + 1 };
  struct vf_io *io = open_device ();

  ck_assert_ptr_null (vf_raw_create (io, &params, &err));
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  ck_assert_str_eq (err.text, "device: its size is fixed at 65536 bytes; the "
                              "disk has 65537");
  ck_assert_str_eq (device_text (), "oooooooooooooooo");
  vf_io_close (io);
}
END_TEST

START_TEST (a_file_is_sparse)
{
  struct vf_create_params params
      = { .size = 64 * 1024 * 1024 + 3, .is_zeroed = true };
  FILE *file = tmpfile ();
  struct vf_io *io
      = vf_io_from_fd (dup (fileno (file)), "file", true, &err);
  struct vf_writer *writer = vf_raw_create (io, &params, &err);
  char last[3] = "end";
  struct stat st;

  write_blocks (writer, 'a', 100, 1);
  ck_assert_int_eq (
      vf_writer_write_zeroes (writer, BLOCK, 200 * BLOCK, &err), 0);
  ck_assert_int_eq (vf_writer_write (writer, last, sizeof last,
                                     64 * 1024 * 1024, &err), 0);
  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  ck_assert_int_eq (fstat (fileno (file), &st), 0);
  ck_assert_uint_eq (st.st_size, params.size);
  ck_assert_int_lt (st.st_blocks * 512, 1024 * 1024);
  vf_io_close (io);
  fclose (file);
}
END_TEST

START_TEST (data_has_its_place)
{
  struct vf_create_params params = { .size = SIZE, .is_zeroed = true };
  struct vf_io *io = open_device ();
  struct vf_writer *writer = vf_raw_create (io, &params, &err);
  uint64_t place = 0;

  ck_assert_int_eq (
      vf_writer_place (writer, BLOCK, 3 * BLOCK, &place, &err), 0);
  ck_assert_uint_eq (place, 3 * BLOCK);
  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  vf_io_close (io);
}
END_TEST

START_TEST (options_that_mean_nothing)
{
  struct vf_create_params compressed
      = { .size = SIZE, .compression = VF_COMPRESSION_ZSTD };
  struct vf_create_params clusters = { .size = SIZE, .cluster_size = 65536 };
  struct vf_io *io = open_device ();

  ck_assert_ptr_null (vf_raw_create (io, &compressed, &err));
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  ck_assert_ptr_null (vf_raw_create (io, &clusters, &err));
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  vf_io_close (io);
}
END_TEST

UNIT_MAIN ("formats/raw-writer", what_is_between_the_data_is_zeroed,
           without_a_list_all_is_zeroed, what_lies_past_the_disk_is_left,
           a_device_that_reads_as_zeros_is_not_written,
           a_device_can_be_too_small, a_file_is_sparse, data_has_its_place,
           options_that_mean_nothing)
