/* vmferry: tests of finding zeros: every length and every place of the one
 * byte that is not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/zero.h"

#include <stdint.h>
#include <string.h>

#include "tests/unit.h"

enum { LONGEST = 700 };

START_TEST (each_byte_counts)
{
  static uint8_t bytes[LONGEST + 8];
  size_t shift, n, i;

  for (shift = 0; shift < 3; shift++) {
    for (n = 0; n <= LONGEST; n++) {
      ck_assert (vf_is_zero (bytes + shift, n));
      bytes[shift + n] = 1; /* just past the end */
      ck_assert (vf_is_zero (bytes + shift, n));
      bytes[shift + n] = 0;
    }
    for (i = 0; i < LONGEST; i++) {
      bytes[shift + i] = 0x80;
      ck_assert (!vf_is_zero (bytes + shift, LONGEST));
      ck_assert (!vf_is_zero (bytes + shift, i + 1));
      ck_assert (vf_is_zero (bytes + shift, i));
      bytes[shift + i] = 0;
    }
  }
}
END_TEST

START_TEST (runs_are_of_one_kind)
{
  static char bytes[10 * 512 + 100];
  bool is_zero;

  bytes[2 * 512 + 511] = 1;
  bytes[3 * 512] = 1;
  bytes[sizeof bytes - 1] = 1;
  ck_assert_uint_eq (vf_zero_run (bytes, sizeof bytes, 512, &is_zero), 1024);
  ck_assert (is_zero);
  ck_assert_uint_eq (vf_zero_run (bytes + 1024, sizeof bytes - 1024, 512,
                                  &is_zero),
                     1024);
  ck_assert (!is_zero);
  ck_assert_uint_eq (vf_zero_run (bytes + 2048, sizeof bytes - 2048, 512,
                                  &is_zero),
                     6 * 512);
  ck_assert (is_zero);
  ck_assert_uint_eq (vf_zero_run (bytes + 5120, 100, 512, &is_zero), 100);
  ck_assert (!is_zero);
}
END_TEST

UNIT_MAIN ("convert/disk/zero", each_byte_counts, runs_are_of_one_kind)
