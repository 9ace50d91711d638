/* vmferry: tests of the names of virtio disks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/disk-name.h"

#include <limits.h>
#include <string.h>

#include "tests/unit.h"

static void
expect (unsigned index, const char *expected)
{
  char name[VF_DISK_NAME_SIZE];

  vf_disk_target_name (index, name);
  ck_assert_str_eq (name, expected);
}

/* As Linux counts: there is no zero among the letters. */
START_TEST (letters_count_as_the_kernel_does)
{
  expect (0, "vda");
  expect (25, "vdz");
  expect (26, "vdaa");
  expect (51, "vdaz");
  expect (52, "vdba");
  expect (26 + 26 * 26 - 1, "vdzz");
  expect (26 + 26 * 26, "vdaaa");
}
END_TEST

START_TEST (the_largest_number_fits)
{
  char name[VF_DISK_NAME_SIZE];

  vf_disk_target_name (UINT_MAX - 1, name);
  ck_assert_uint_eq (strlen (name), 9);
}
END_TEST

UNIT_MAIN ("convert/vm/disk-name", letters_count_as_the_kernel_does,
           the_largest_number_fits)
