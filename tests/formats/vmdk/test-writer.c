/* vmferry: tests of writing streamOptimized: the guest's order in the file,
 * whatever the order of writing, and the limits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/writer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/marker.h"
#include "formats/vmdk/walk.h"
#include "formats/vmdk/writer-priv.h"
#include "tests/unit.h"

enum { GRAIN = VF_VMDK_OUT_GRAIN, SPAN = VF_VMDK_OUT_TABLE_SPAN };

static struct vf_error err;

static struct vf_io *
new_file (void)
{
  char path[] = "/tmp/vmferry-test-writer.XXXXXX";
  int fd = mkstemp (path);
  struct vf_io *io;

  ck_assert_int_ge (fd, 0);
  unlink (path);
  io = vf_io_from_fd (fd, "disk.vmdk", true, &err);
  ck_assert_msg (io, "%s", err.text);
  return io;
}

static struct vf_writer *
new_writer (struct vf_io *io, uint64_t size, const struct vf_range_list *data)
{
  const struct vf_create_params params
      = { .size = size, .data = data, .is_zeroed = true };
  struct vf_writer *writer = vf_vmdk_create (io, &params, &err);

  ck_assert_msg (writer, "%s", err.text);
  ck_assert (vf_writer_is_ordered (writer));
  return writer;
}

/* How much of the file has been given away. */
static uint64_t
end_of (const struct vf_writer *writer)
{
  return ((const struct vf_vmdk_writer *)writer)->end;
}

static int
put (struct vf_writer *writer, uint64_t offset, uint8_t byte)
{
  static uint8_t grain[GRAIN];

  memset (grain, byte, sizeof grain);
  return vf_writer_write (writer, grain, sizeof grain, offset, &err);
}

/* The grains and tables of a walk as a text: "0 1 T 512 T D F E". */
static int
note_item (struct vf_vmdk_walk *walk, const struct vf_vmdk_item *item,
           bool after_damage, struct vf_error *ignored)
{
  static const char letters[] = "?TDFE?";
  char *text = walk->data;
  size_t n = strlen (text);

  (void)ignored;
  ck_assert (!after_damage);
  if (item->kind == VF_VMDK_ITEM_GRAIN)
    sprintf (text + n, "%d ", (int)item->grain);
  else
    sprintf (text + n, "%c ", letters[item->kind]);
  return 0;
}

static void
assert_layout (struct vf_io *io, const char *wanted)
{
  char text[200] = "";
  struct vf_vmdk_header header;
  struct vf_vmdk_walk walk
      = { .io = io, .header = &header, .visit = note_item, .data = text };

  ck_assert_int_eq (vf_vmdk_header_read (io, 0, &header, &err), 0);
  ck_assert_msg (vf_vmdk_walk (&walk, &err) == 0, "%s", err.text);
  ck_assert_str_eq (text, wanted);
}

START_TEST (any_order_becomes_the_guests)
{
  struct vf_io *io = new_file ();
  struct vf_writer *writer = new_writer (io, 3 * (uint64_t)SPAN, NULL);

  ck_assert_int_eq (put (writer, 2 * (uint64_t)SPAN, 3), 0);
  ck_assert_int_eq (put (writer, GRAIN, 2), 0);
  ck_assert_int_eq (put (writer, 0, 1), 0);
  ck_assert_int_eq (put (writer, 7 * GRAIN, 2), 0);
  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  assert_layout (io, "0 1 7 T 1024 T D F E ");
  vf_io_close (io);
}
END_TEST

START_TEST (what_is_early_waits)
{
  struct vf_io *io = new_file ();
  struct vf_range_list data = { 0 };
  struct vf_writer *writer;
  uint64_t before;

  ck_assert_int_eq (vf_range_list_add (&data, GRAIN, 2 * GRAIN, &err), 0);
  ck_assert_int_eq (vf_range_list_add (&data, SPAN, 2 * GRAIN, &err), 0);
  writer = new_writer (io, 2 * (uint64_t)SPAN, &data);
  before = end_of (writer);
  ck_assert_int_eq (put (writer, SPAN, 3), 0);
  ck_assert_int_eq (put (writer, 2 * GRAIN, 2), 0);
  ck_assert_uint_eq (end_of (writer), before);
  ck_assert_int_eq (vf_writer_write_zeroes (writer, GRAIN, GRAIN, &err), 0);
  ck_assert_uint_gt (end_of (writer), before);
  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  assert_layout (io, "2 T 512 T D F E ");
  vf_range_list_clear (&data);
  vf_io_close (io);
}
END_TEST

START_TEST (a_table_is_written_once)
{
  struct vf_io *io = new_file ();
  struct vf_range_list data = { 0 };
  struct vf_writer *writer;

  ck_assert_int_eq (vf_range_list_add (&data, 0, GRAIN, &err), 0);
  ck_assert_int_eq (vf_range_list_add (&data, SPAN, GRAIN, &err), 0);
  writer = new_writer (io, 2 * (uint64_t)SPAN, &data);
  ck_assert_int_eq (put (writer, 0, 1), 0);
  ck_assert_int_eq (put (writer, SPAN, 1), 0);
  ck_assert_int_eq (put (writer, GRAIN, 1), -1);
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  vf_writer_abandon (writer);
  vf_range_list_clear (&data);
  vf_io_close (io);
}
END_TEST

START_TEST (a_file_ends_at_2_tib)
{
  struct vf_io *io = new_file ();
  struct vf_writer *writer = new_writer (io, SPAN, NULL);

  ((struct vf_vmdk_writer *)writer)->end = (UINT64_C (1) << 41) - 512;
  ck_assert_int_eq (put (writer, 0, 1), 0); /* one sector */
  ck_assert_int_eq (put (writer, GRAIN, 1), -1);
  ck_assert_int_eq (err.code, VF_ERROR_LIMIT);
  ck_assert_ptr_nonnull (strstr (err.text, "larger than 2 TiB"));
  vf_writer_abandon (writer);
  vf_io_close (io);
}
END_TEST

START_TEST (a_device_is_refused)
{
  static uint8_t bytes[GRAIN];
  struct vf_io *io = vf_io_from_memory (bytes, sizeof bytes, "device", &err);
  const struct vf_create_params params = { .size = GRAIN };

  ck_assert_ptr_null (vf_vmdk_create (io, &params, &err));
  ck_assert_ptr_nonnull (strstr (err.text, "a VMDK ends with its file"));
  vf_io_close (io);
}
END_TEST

UNIT_MAIN ("formats/vmdk/writer", any_order_becomes_the_guests,
           what_is_early_waits, a_table_is_written_once, a_file_ends_at_2_tib,
           a_device_is_refused)
