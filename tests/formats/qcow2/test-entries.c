/* vmferry: tests of gathering L2 entries: whatever the order that they come
 * in, they end where they belong, in few writes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/entries.h"

#include <string.h>

#include "common/error.h"
#include "common/io-ops.h"
#include "tests/unit.h"

enum { N = 5 * VF_QCOW2_ENTRIES_PER_WINDOW, PIECE = 32 };

static struct vf_error err;

/* A file of N entries, which counts the writes to it. */
static struct {
  struct vf_io io;
  struct vf_be64 items[N];
  unsigned n_writes;
  bool is_full;
} file;

static struct vf_qcow2_entries entries;

static int
file_write (struct vf_io *io __attribute__ ((unused)), const void *buf,
            size_t n, uint64_t offset, struct vf_error *error)
{
  if (file.is_full)
    return vf_error_set (error, VF_ERROR_IO, "no room");
  memcpy ((char *)file.items + offset, buf, n);
  file.n_writes++;
  return 0;
}

static void
file_close (struct vf_io *io __attribute__ ((unused)))
{
}

static void
start (void)
{
  static const struct vf_io_ops ops
      = { .write = file_write, .close = file_close };

  memset (&file, 0, sizeof file);
  memset (&entries, 0, sizeof entries);
  ck_assert_int_eq (
      vf_io_init (&file.io, &ops, "file", sizeof file.items, &err), 0);
  file.io.is_writable = true;
  vf_qcow2_entries_init (&entries, &file.io);
}

static void
end (void)
{
  ck_assert_int_eq (vf_qcow2_entries_flush (&entries, &err), 0);
  vf_qcow2_entries_clear (&entries);
  vf_io_close (&file.io);
}

/* Entry i of the file is i + 1. */
static int
put (size_t first, size_t n)
{
  struct vf_be64 items[PIECE];
  size_t i;

  for (i = 0; i < n; i++)
    items[i] = vf_be64_make (first + i + 1);
  return vf_qcow2_entries_put (&entries, items, n, first * sizeof *items,
                               &err);
}

static void
assert_all_there (void)
{
  size_t i;

  for (i = 0; i < N; i++)
    ck_assert_uint_eq (vf_be64_get (file.items[i]), i + 1);
}

START_TEST (almost_in_order_takes_few_writes)
{
  size_t i;

  start ();
  for (i = 0; i < N; i += 2 * PIECE) {
    ck_assert_int_eq (put (i + PIECE, PIECE), 0);
    ck_assert_int_eq (put (i, PIECE), 0);
  }
  end ();
  assert_all_there ();
  ck_assert_uint_eq (file.n_writes, N / VF_QCOW2_ENTRIES_PER_WINDOW);
}
END_TEST

/* Each lies in another window than the one before, and may drive it out. */
START_TEST (any_order_is_right)
{
  size_t i, step = 227 * PIECE;

  start ();
  for (i = 0; i < N / PIECE; i++)
    ck_assert_int_eq (put (i * step % N, PIECE), 0);
  end ();
  assert_all_there ();
}
END_TEST

START_TEST (piece_lies_across_windows)
{
  size_t first = VF_QCOW2_ENTRIES_PER_WINDOW - PIECE / 2;
  size_t i;

  start ();
  ck_assert_int_eq (put (first, PIECE), 0);
  end ();
  for (i = 0; i < N; i++)
    ck_assert_uint_eq (vf_be64_get (file.items[i]),
                       i >= first && i < first + PIECE ? i + 1 : 0);
  ck_assert_uint_eq (file.n_writes, 2);
}
END_TEST

START_TEST (full_disk_is_told)
{
  start ();
  file.is_full = true;
  ck_assert_int_eq (put (0, PIECE), 0);
  ck_assert_int_eq (put (2 * VF_QCOW2_ENTRIES_PER_WINDOW, PIECE), -1);
  ck_assert_int_eq (err.code, VF_ERROR_IO);
  ck_assert_int_eq (vf_qcow2_entries_flush (&entries, &err), -1);
  file.is_full = false;
  end ();
}
END_TEST

UNIT_MAIN ("formats/qcow2/entries", almost_in_order_takes_few_writes,
           any_order_is_right, piece_lies_across_windows, full_disk_is_told)
