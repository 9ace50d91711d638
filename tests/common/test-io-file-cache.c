/* vmferry: tests of what a file leaves in the page cache: all, unless it was
 * said that nobody reads it soon.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/vfs.h>

#include "common/error.h"
#include "common/io.h"
#include "tests/unit.h"

/* Three windows of those that are written together, and a part. */
enum { MIB = 1024 * 1024, N_MIB = 56, PAGE = 4096, TMPFS = 0x01021994 };

static struct vf_error err;
static char path[] = "/var/tmp/vmferry-test-cache.XXXXXX";
static struct vf_io *io;

/* Whether the file is on what has a page cache to drop from. */
static bool
set_up (void)
{
  int fd = mkstemp (path);
  struct statfs fs;

  ck_assert_int_ge (fd, 0);
  ck_assert_int_eq (fstatfs (fd, &fs), 0);
  io = vf_io_from_fd (fd, path, true, &err);
  ck_assert_ptr_nonnull (io);
  ck_assert_int_eq (vf_io_resize (io, (uint64_t)N_MIB * MIB, &err), 0);
  return fs.f_type != TMPFS;
}

static void
tear_down (void)
{
  vf_io_close (io);
  unlink (path);
}

static void
write_file (void)
{
  static char buf[MIB];
  int i;

  memset (buf, 'x', sizeof buf);
  for (i = 0; i < N_MIB; i++)
    ck_assert_int_eq (
        vf_io_write (io, buf, sizeof buf, (uint64_t)i * MIB, &err), 0);
}

static void
read_file (void)
{
  static char buf[MIB];
  int i;

  for (i = 0; i < N_MIB; i++) {
    ck_assert_int_eq (
        vf_io_read (io, buf, sizeof buf, (uint64_t)i * MIB, &err), 0);
    ck_assert_int_eq (buf[MIB - 1], 'x');
  }
}

/* How many MiB of the file are in the page cache. */
static unsigned
count_cached (void)
{
  static unsigned char pages[N_MIB * (MIB / PAGE)];
  unsigned n = 0;
  uint64_t start;
  void *map;
  size_t i;
  int fd;

  ck_assert (vf_io_get_fd (io, &fd, &start));
  map = mmap (NULL, (size_t)N_MIB * MIB, PROT_READ, MAP_SHARED, fd, 0);
  ck_assert_ptr_ne (map, MAP_FAILED);
  ck_assert_int_eq (mincore (map, (size_t)N_MIB * MIB, pages), 0);
  munmap (map, (size_t)N_MIB * MIB);
  for (i = 0; i < sizeof pages; i++)
    n += pages[i] & 1;
  return n / (MIB / PAGE);
}

START_TEST (all_is_kept_by_itself)
{
  if (set_up ()) {
    vf_io_take_hints (io, VF_IO_WRITE_EARLY);
    write_file ();
    read_file ();
    ck_assert_uint_eq (count_cached (), N_MIB);
  }
  tear_down ();
}
END_TEST

START_TEST (what_was_written_can_be_dropped)
{
  if (set_up ()) {
    vf_io_take_hints (io, VF_IO_DROP_WRITTEN);
    write_file ();
    ck_assert_uint_le (count_cached (), N_MIB / 2);
    read_file ();
  }
  tear_down ();
}
END_TEST

START_TEST (what_was_read_can_be_dropped)
{
  if (set_up ()) {
    write_file ();
    ck_assert_int_eq (vf_io_flush (io, &err), 0);
    vf_io_take_hints (io, VF_IO_DROP_READ);
    read_file ();
    ck_assert_uint_le (count_cached (), N_MIB / 2);
  }
  tear_down ();
}
END_TEST

UNIT_MAIN ("common/io-file-cache", all_is_kept_by_itself,
           what_was_written_can_be_dropped, what_was_read_can_be_dropped)
