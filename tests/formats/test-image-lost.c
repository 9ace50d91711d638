/* vmferry: tests of how damage is confined: how much goes with it, that a
 * check sees what comes behind, and what a salvage does without a parent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "formats/check-report.h"
#include "formats/image-format.h"
#include "formats/image.h"
#include "formats/losses.h"
#include "formats/qcow2/qcow2.h"
#include "formats/range-list.h"
#include "formats/raw/raw.h"
#include "formats/resolver.h"
#include "tests/formats/small-qcow2.h"
#include "tests/unit.h"

enum { UNIT = 16 };

static struct vf_image_format format;
static struct vf_error err;

/* A disk of units: "d" data, "h" a hole, "x" a bad table entry, which takes
 * the unit with it; "X" a bad table, which takes all its neighbours of that
 * kind.  The picture is the file. */
static char
kind_at (struct vf_image *image, uint64_t unit)
{
  char kind;

  ck_assert_int_eq (vf_io_read (image->io, &kind, 1, unit, &err), 0);
  return kind;
}

static int
picture_open (struct vf_image *image,
              struct vf_error *error __attribute__ ((unused)))
{
  image->size = vf_io_size (image->io) * UNIT;
  return 0;
}

static int
picture_next_span (struct vf_image *image, uint64_t offset,
                   struct vf_span *ret_span, struct vf_error *error)
{
  char kind = kind_at (image, offset / UNIT);

  if (kind == 'x' || kind == 'X')
    return vf_error_set (error, VF_ERROR_CORRUPT, "unit %d is bad",
                         (int)offset / UNIT);
  *ret_span
      = (struct vf_span){ .start = offset / UNIT * UNIT,
                          .length = UNIT,
                          .kind = kind == 'd' ? VF_SPAN_DATA : VF_SPAN_HOLE };
  return 0;
}

static int
picture_read (struct vf_image *image __attribute__ ((unused)), void *buf,
              size_t n, uint64_t offset __attribute__ ((unused)),
              struct vf_error *error __attribute__ ((unused)))
{
  memset (buf, 'd', n);
  return 0;
}

static void
picture_lost_span (struct vf_image *image, uint64_t offset,
                   struct vf_span *ret_span)
{
  uint64_t first = offset / UNIT, last = first;
  char kind = kind_at (image, first);

  while (kind == 'X' && first && kind_at (image, first - 1) == kind)
    first--;
  while (kind == 'X' && (last + 1) * UNIT < image->size
         && kind_at (image, last + 1) == kind)
    last++;
  *ret_span = (struct vf_span){ .start = first * UNIT,
                                .length = (last - first + 1) * UNIT };
}

static struct vf_image *
open_picture (const char *picture)
{
  const struct vf_image_params params = { .format = &format };
  struct vf_image *image;

  format = (struct vf_image_format){
    .name = "picture",
    .image_struct_size = sizeof (struct vf_image),
    .open = picture_open,
    .next_span = picture_next_span,
    .read = picture_read,
    .lost_span = picture_lost_span,
  };
  image = vf_image_open (
      vf_io_from_memory (picture, strlen (picture), "disk", &err), &params,
      &err);
  ck_assert_ptr_nonnull (image);
  return image;
}

START_TEST (a_driver_says_what_is_lost)
{
  struct vf_image *image = open_picture ("ddxdXXXhXX");

  ck_assert_uint_eq (vf_image_lost_length (image, 2 * UNIT), UNIT);
  ck_assert_uint_eq (vf_image_lost_length (image, 2 * UNIT + 5), UNIT - 5);
  ck_assert_uint_eq (vf_image_lost_length (image, 5 * UNIT), 2 * UNIT);
  ck_assert_uint_eq (vf_image_lost_length (image, 8 * UNIT + 1), 2 * UNIT - 1);
  vf_image_close (image);
}
END_TEST

START_TEST (without_a_word_it_is_64_kib_and_never_past_the_end)
{
  static uint8_t bytes[100000];
  const struct vf_image_params params = { .format = &format };
  struct vf_image *image;

  format = vf_raw_format;
  format.lost_span = NULL;
  image = vf_image_open (vf_io_from_memory (bytes, sizeof bytes, "disk", &err),
                         &params, &err);
  ck_assert_uint_eq (vf_image_lost_length (image, 0), 65536);
  ck_assert_uint_eq (vf_image_lost_length (image, 65535), 1);
  ck_assert_uint_eq (vf_image_lost_length (image, 65536), 100000 - 65536);
  vf_image_close (image);
}
END_TEST

START_TEST (raw_loses_pages)
{
  static uint8_t bytes[10000];
  const struct vf_image_params params = { .format = &vf_raw_format };
  struct vf_image *image = vf_image_open (
      vf_io_from_memory (bytes, sizeof bytes, "disk", &err), &params, &err);

  ck_assert_uint_eq (vf_image_lost_length (image, 100), 4096 - 100);
  ck_assert_uint_eq (vf_image_lost_length (image, 8192), 10000 - 8192);
  vf_image_close (image);
}
END_TEST

START_TEST (a_check_goes_on_behind_damage)
{
  struct vf_image *image = open_picture ("ddxdXXXhxx");
  struct vf_check_report report = { 0 };
  static const struct {
    uint64_t start, length;
    const char *text;
  } wanted[] = { { 2, 1, "disk: unit 2 is bad" },
                 { 4, 3, "disk: unit 4 is bad" },
                 { 8, 2, "disk: unit 8 is bad" } };
  size_t i;

  ck_assert_int_eq (vf_image_check (image, &report, &err), 0);
  ck_assert_uint_eq (report.data_bytes, 3 * UNIT);
  ck_assert_uint_eq (report.count, 3);
  for (i = 0; i < report.count; i++) {
    ck_assert_uint_eq (report.findings[i].lost_start, wanted[i].start * UNIT);
    ck_assert_uint_eq (report.findings[i].lost_length,
                       wanted[i].length * UNIT);
    ck_assert_str_eq (report.findings[i].text, wanted[i].text);
  }
  vf_check_report_clear (&report);
  vf_image_close (image);
}
END_TEST

START_TEST (the_list_of_data_goes_on_where_that_is_wanted)
{
  struct vf_image *image = open_picture ("ddxdXXXhxd");
  struct vf_range_list list = { 0 };
  struct vf_job job = { 0 };
  struct vf_losses losses;

  ck_assert_int_eq (
      vf_range_list_add_data (&list, image, UNIT, NULL, NULL, &job, &err), -1);
  vf_range_list_clear (&list);
  vf_losses_init (&losses);
  ck_assert_int_eq (
      vf_range_list_add_data (&list, image, UNIT, &losses, NULL, &job, &err),
      0);
  ck_assert_uint_eq (list.count, 3);
  ck_assert_uint_eq (vf_range_list_total (&list), 4 * UNIT);
  ck_assert_uint_eq (losses.count, 3);
  ck_assert_uint_eq (vf_losses_total (&losses), 5 * UNIT);
  vf_losses_clear (&losses);
  vf_range_list_clear (&list);
  vf_image_close (image);
}
END_TEST

static struct vf_io *
find_nothing (const struct vf_resolver *resolver __attribute__ ((unused)),
              const struct vf_io *from __attribute__ ((unused)),
              const char *name, struct vf_error *error)
{
  vf_error_set (error, VF_ERROR_NOT_FOUND, "\"%s\" is not there", name);
  return NULL;
}

START_TEST (a_salvage_does_without_a_parent)
{
  static const struct vf_resolver resolver = { .open = find_nothing };
  static const struct small_qcow2 small = { "A..0B.", "gone", NULL };
  const struct vf_image_params params
      = { .format = &vf_qcow2_format, .resolver = &resolver, .salvage = true };
  struct vf_check_report report = { 0 };
  uint8_t bytes[SMALL_MAX], buf[SMALL_CLUSTER];
  size_t n = small_qcow2_make (bytes, &small);
  struct vf_image *image = vf_image_open (
      vf_io_from_memory (bytes, n, "top", &err), &params, &err);
  const char *const *notes;

  ck_assert_ptr_nonnull (image);
  notes = vf_image_get_notes (image, &n);
  ck_assert_uint_eq (n, 1);
  ck_assert_str_eq (notes[0], "parent: \"gone\" is not there; what it holds "
                              "is lost");
  ck_assert_int_eq (vf_image_read (image, buf, sizeof buf, 0, &err), 0);
  ck_assert_int_eq (
      vf_image_read (image, buf, sizeof buf, SMALL_CLUSTER, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  ck_assert_str_eq (err.text, "top: byte 512 is in its parent \"gone\", which "
                              "cannot be opened");
  ck_assert_uint_eq (vf_image_lost_length (image, SMALL_CLUSTER),
                     2 * SMALL_CLUSTER);
  ck_assert_int_eq (vf_image_check (image, &report, &err), 0);
  ck_assert_uint_ge (report.n_damages, 1);
  ck_assert_str_eq (report.findings[0].text,
                    "top: its parent \"gone\" cannot be opened");
  vf_check_report_clear (&report);
  vf_image_close (image);
}
END_TEST

UNIT_MAIN ("formats/image-lost", a_driver_says_what_is_lost,
           without_a_word_it_is_64_kib_and_never_past_the_end, raw_loses_pages,
           a_check_goes_on_behind_damage,
           the_list_of_data_goes_on_where_that_is_wanted,
           a_salvage_does_without_a_parent)
