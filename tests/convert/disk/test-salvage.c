/* vmferry: tests of copies over damage, on a disk of which some sectors cannot
 * be read: both engines keep all the rest, and say what is lost.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io-ops.h"
#include "common/job.h"
#include "convert/disk/copy-image.h"
#include "formats/image.h"
#include "formats/losses.h"
#include "formats/raw/raw.h"
#include "tests/unit.h"

enum { DISK_SIZE = 5 * 1024 * 1024 + 1536, SECTOR = 512, PAGE = 4096 };

/* Where reading fails. */
static const struct {
  uint64_t start, length;
} bad[] = {
  { 0, SECTOR },                    /* the first */
  { 65536 + SECTOR, SECTOR },       /* in a page */
  { 1048576 - SECTOR, 2 * SECTOR }, /* over the border of two requests */
  { 3 * 1048576, 3 * 1048576 / 2 }, /* much, over several requests */
  { DISK_SIZE - SECTOR, SECTOR },   /* the last */
};

static char folder[] = "/tmp/vmferry-test-salvage.XXXXXX";
static char target_path[64], list_path[80];
static uint8_t disk[DISK_SIZE];
static struct vf_error err;

static int
failing_read (struct vf_io *io __attribute__ ((unused)), void *buf, size_t n,
              uint64_t offset, struct vf_error *error)
{
  size_t i;

  for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
    if (offset < bad[i].start + bad[i].length && bad[i].start < offset + n)
      return vf_error_set (error, VF_ERROR_IO, "a bad sector");
  memcpy (buf, disk + offset, n);
  return 0;
}

static void
failing_close (struct vf_io *io)
{
  free (io);
}

static struct vf_image *
open_disk (void)
{
  static const struct vf_io_ops ops
      = { .read = failing_read, .close = failing_close };
  static const struct vf_image_params params = { .format = &vf_raw_format };
  struct vf_io *io = calloc (1, sizeof *io);
  struct vf_image *image;

  ck_assert_ptr_nonnull (io);
  ck_assert_int_eq (vf_io_init (io, &ops, "disk", DISK_SIZE, &err), 0);
  image = vf_image_open (io, &params, &err);
  ck_assert_ptr_nonnull (image);
  return image;
}

static void
set_up (void)
{
  size_t i;

  ck_assert_ptr_nonnull (mkdtemp (folder));
  snprintf (target_path, sizeof target_path, "%s/target", folder);
  snprintf (list_path, sizeof list_path, "%s.lost.json", target_path);
  for (i = 0; i < DISK_SIZE; i++)
    disk[i] = 1 + i * 7 % 251;
}

static void
tear_down (void)
{
  unlink (target_path);
  unlink (list_path);
  ck_assert_int_eq (rmdir (folder), 0);
}

/* Copies with so many threads, 0 for the plain engine. */
static int
salvage (unsigned n_threads, struct vf_losses *losses)
{
  const struct vf_copy_target target
      = { .location = target_path, .format_name = "raw", .no_fsync = true };
  const struct vf_copy_options options = { .request_size = 1024 * 1024,
                                           .n_threads = n_threads,
                                           .is_plain = !n_threads,
                                           .losses = losses };
  struct vf_image *image = open_disk ();
  struct vf_job job = { 0 };
  int r = vf_copy_image_to (image, &target, &options, &job, &err);

  vf_image_close (image);
  return r;
}

/* What a bad sector takes with it is its page. */
static void
assert_losses (const struct vf_losses *losses)
{
  size_t i;

  ck_assert_uint_eq (losses->count, sizeof bad / sizeof bad[0]);
  for (i = 0; i < losses->count; i++) {
    uint64_t start = vf_round_down (bad[i].start, PAGE);
    uint64_t end = vf_div_up (bad[i].start + bad[i].length, PAGE) * PAGE;

    ck_assert_uint_eq (losses->items[i].start, start);
    ck_assert_uint_eq (losses->items[i].length,
                       vf_min_u64 (end, DISK_SIZE) - start);
    ck_assert_str_eq (losses->items[i].reason, "disk: a bad sector");
  }
}

/* The target has zeros where LOSSES says, and the disk elsewhere. */
static void
assert_content (const struct vf_losses *losses)
{
  static uint8_t wanted[DISK_SIZE], got[DISK_SIZE];
  FILE *file = fopen (target_path, "rb");
  size_t i;

  memcpy (wanted, disk, DISK_SIZE);
  for (i = 0; i < losses->count; i++)
    memset (wanted + losses->items[i].start, 0, losses->items[i].length);
  ck_assert_ptr_nonnull (file);
  ck_assert_uint_eq (fread (got, 1, DISK_SIZE, file), DISK_SIZE);
  fclose (file);
  ck_assert_int_eq (memcmp (got, wanted, DISK_SIZE), 0);
}

START_TEST (all_but_the_bad_pages_is_copied)
{
  struct vf_losses losses;
  unsigned n_threads;

  set_up ();
  for (n_threads = 0; n_threads <= 8; n_threads++) {
    vf_losses_init (&losses);
    ck_assert_msg (salvage (n_threads, &losses) == 0, "%s", err.text);
    assert_losses (&losses);
    assert_content (&losses);
    ck_assert_int_eq (access (list_path, F_OK), 0);
    vf_losses_clear (&losses);
  }
  tear_down ();
}
END_TEST

START_TEST (without_a_salvage_nothing_is_left)
{
  set_up ();
  ck_assert_int_eq (salvage (0, NULL), -1);
  ck_assert_int_eq (err.code, VF_ERROR_IO);
  ck_assert_int_eq (salvage (4, NULL), -1);
  ck_assert_int_ne (access (target_path, F_OK), 0);
  ck_assert_int_ne (access (list_path, F_OK), 0);
  tear_down ();
}
END_TEST

UNIT_MAIN ("convert/disk/salvage", all_but_the_bad_pages_is_copied,
           without_a_salvage_nothing_is_left)
