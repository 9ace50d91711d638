/* vmferry: tests of lists of byte ranges.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/range-list.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "formats/image-format.h"
#include "formats/raw/raw.h"
#include "tests/formats/small-qcow2.h"
#include "tests/unit.h"

static struct vf_error err;

/* The list as text: "0+512 1024+1". */
static const char *
text_of (const struct vf_range_list *list)
{
  static char text[1024];
  size_t i, used = 0;

  text[0] = '\0';
  for (i = 0; i < list->count; i++)
    used += snprintf (text + used, sizeof text - used, "%s%llu+%llu",
                      i ? " " : "",
                      (unsigned long long)list->items[i].start,
                      (unsigned long long)list->items[i].length);
  return text;
}

START_TEST (ranges_that_touch_are_one)
{
  struct vf_range_list list = { 0 };

  ck_assert_int_eq (vf_range_list_add (&list, 0, 10, &err), 0);
  ck_assert_int_eq (vf_range_list_add (&list, 10, 5, &err), 0);
  ck_assert_int_eq (vf_range_list_add (&list, 16, 0, &err), 0);
  ck_assert_int_eq (vf_range_list_add (&list, 16, 4, &err), 0);
  ck_assert_int_eq (vf_range_list_add (&list, UINT64_MAX - 1, 1, &err), 0);
  ck_assert_str_eq (text_of (&list), "0+15 16+4 18446744073709551614+1");
  ck_assert_uint_eq (vf_range_list_total (&list), 20);
  vf_range_list_clear (&list);
  ck_assert_uint_eq (list.count, 0);
  ck_assert_uint_eq (vf_range_list_total (&list), 0);
  ck_assert_int_eq (vf_range_list_add (&list, 3, 1, &err), 0);
  ck_assert_str_eq (text_of (&list), "3+1");
  vf_range_list_clear (&list);
}
END_TEST

START_TEST (a_long_list_grows)
{
  struct vf_range_list list = { 0 };
  uint64_t i;

  for (i = 0; i < 10000; i++)
    ck_assert_int_eq (vf_range_list_add (&list, 2 * i, 1, &err), 0);
  ck_assert_uint_eq (list.count, 10000);
  ck_assert_uint_eq (list.items[9999].start, 19998);
  ck_assert_uint_eq (vf_range_list_total (&list), 10000);
  vf_range_list_clear (&list);
}
END_TEST

/* The data of a small image, by granule. */
START_TEST (data_is_widened_to_the_granule)
{
  static const struct {
    const char *picture;
    uint32_t granule;
    const char *wanted;
  } rows[] = {
    { "", 4096, "" },
    { "....", 512, "" },
    { "0000", 512, "" },
    { "A..B", 512, "0+512 1536+512" },
    { "A..B", 1024, "0+2048" },         /* they touch when widened */
    { ".A.B.", 1024, "0+2048" },        /* they overlap when widened */
    { ".A..B", 1024, "0+1024 2048+512" }, /* cut to the size */
    { "..A..", 65536, "0+2560" },
    { "A.......B", 1024, "0+1024 4096+512" },
    { "ABABAB", 4096, "0+3072" },
  };
  struct vf_range_list list = { 0 };
  struct vf_job job = { 0 };
  uint8_t bytes[SMALL_MAX];
  struct vf_image *image;
  size_t i, n;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    n = small_qcow2_make (bytes, &(struct small_qcow2){ rows[i].picture,
                                                        NULL, NULL });
    image = vf_image_open (vf_io_from_memory (bytes, n, "small", &err), NULL,
                           &err);
    ck_assert_msg (image != NULL, "%s", err.text);
    ck_assert_int_eq (vf_range_list_add_data (&list, image, rows[i].granule,
                                              NULL, NULL, &job, &err),
                      0);
    ck_assert_str_eq (text_of (&list), rows[i].wanted);
    vf_range_list_clear (&list);
    vf_image_close (image);
  }
}
END_TEST

/* Data and none in turns, a sector each. */
static int
striped_span (struct vf_image *image __attribute__ ((unused)), uint64_t offset,
              struct vf_span *ret_span,
              struct vf_error *error __attribute__ ((unused)))
{
  *ret_span = (struct vf_span){
    .start = offset / 512 * 512,
    .length = 512,
    .kind = offset / 512 % 2 ? VF_SPAN_DATA : VF_SPAN_HOLE,
  };
  return 0;
}

START_TEST (memory_is_bounded)
{
  const struct vf_image_format striped
      = { .image_struct_size = sizeof (struct vf_image),
          .open = vf_raw_format.open,
          .next_span = striped_span };
  uint64_t size = UINT64_C (8) * VF_RANGE_LIST_MAX_DATA * 512;
  CLEANUP_RANGE_LIST struct vf_range_list list = { 0 };
  struct vf_job job = { 0 };
  const struct vf_image_params params = { .format = &striped };
  struct vf_image *image = vf_image_open (
      vf_io_from_memory ("", size, "striped", &err), &params, &err);
  size_t i;

  ck_assert_msg (image != NULL, "%s", err.text);
  ck_assert_int_eq (
      vf_range_list_add_data (&list, image, 512, NULL, NULL, &job, &err), 0);
  ck_assert_uint_gt (list.count, 0);
  ck_assert_uint_le (list.capacity, 2 * VF_RANGE_LIST_MAX_DATA);
  ck_assert_uint_eq (list.items[0].start, 512);
  for (i = 1; i < list.count; i++)
    ck_assert_uint_le (list.items[i].start - 512,
                       list.items[i - 1].start + list.items[i - 1].length);
  ck_assert_uint_eq (list.items[i - 1].start + list.items[i - 1].length, size);
  vf_image_close (image);
}
END_TEST

UNIT_MAIN ("formats/range-list", ranges_that_touch_are_one, a_long_list_grows,
           data_is_widened_to_the_granule, memory_is_bounded)
