/* vmferry: tests of the arithmetic on sizes, at its edges.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/checked.h"

#include "tests/unit.h"

enum { UNTOUCHED = 77 };

START_TEST (sums)
{
  static const struct {
    uint64_t a, b, sum;
    bool fits;
  } rows[] = {
    { 0, 0, 0, true },
    { 1, 2, 3, true },
    { UINT64_MAX, 0, UINT64_MAX, true },
    { UINT64_MAX - 1, 1, UINT64_MAX, true },
    { UINT64_MAX, 1, UNTOUCHED, false },
    { 1, UINT64_MAX, UNTOUCHED, false },
    { UINT64_MAX, UINT64_MAX, UNTOUCHED, false },
  };
  uint64_t sum;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    sum = UNTOUCHED;
    ck_assert_int_eq (vf_add_u64 (rows[i].a, rows[i].b, &sum), rows[i].fits);
    ck_assert_uint_eq (sum, rows[i].sum);
  }
}
END_TEST

START_TEST (products)
{
  static const struct {
    uint64_t a, b, product;
    bool fits;
  } rows[] = {
    { 0, UINT64_MAX, 0, true },
    { 1, UINT64_MAX, UINT64_MAX, true },
    { UINT64_C (1) << 32, UINT64_C (1) << 31, UINT64_C (1) << 63, true },
    { UINT64_C (1) << 32, UINT64_C (1) << 32, UNTOUCHED, false },
    { UINT64_MAX, 2, UNTOUCHED, false },
    { 3, 6148914691236517205u, UINT64_MAX, true },
  };
  uint64_t product;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    product = UNTOUCHED;
    ck_assert_int_eq (vf_mul_u64 (rows[i].a, rows[i].b, &product),
                      rows[i].fits);
    ck_assert_uint_eq (product, rows[i].product);
  }
}
END_TEST

START_TEST (sectors)
{
  uint64_t last = INT64_MAX / 512, bytes = UNTOUCHED;

  ck_assert (!vf_sectors_to_bytes (last + 1, &bytes));
  ck_assert (!vf_sectors_to_bytes (UINT64_MAX, &bytes));
  ck_assert_uint_eq (bytes, UNTOUCHED);
  ck_assert (vf_sectors_to_bytes (last, &bytes));
  ck_assert_uint_eq (bytes, last * 512);
  ck_assert (vf_sectors_to_bytes (0, &bytes));
  ck_assert_uint_eq (bytes, 0);
}
END_TEST

START_TEST (ranges)
{
  static const struct {
    uint64_t offset, length, size;
    bool is_inside;
  } rows[] = {
    { 0, 0, 0, true },
    { 0, 10, 10, true },
    { 10, 0, 10, true },
    { 9, 1, 10, true },
    { 9, 2, 10, false },
    { 11, 0, 10, false },
    { UINT64_MAX, 1, 10, false },
    { 1, UINT64_MAX, 10, false },
    { UINT64_MAX, UINT64_MAX, UINT64_MAX, false },
    { 0, UINT64_MAX, UINT64_MAX, true },
    { UINT64_MAX, 0, UINT64_MAX, true },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
    ck_assert_int_eq (
        vf_range_inside (rows[i].offset, rows[i].length, rows[i].size),
        rows[i].is_inside);
}
END_TEST

START_TEST (rounding)
{
  static const struct {
    uint64_t n, d, quotient, down, up;
    bool up_fits;
  } rows[] = {
    { 0, 7, 0, 0, 0, true },
    { 1, 7, 1, 0, 7, true },
    { 7, 7, 1, 7, 7, true },
    { 8, 7, 2, 7, 14, true },
    { UINT64_MAX, 1, UINT64_MAX, UINT64_MAX, UINT64_MAX, true },
    { UINT64_MAX, UINT64_MAX, 1, UINT64_MAX, UINT64_MAX, true },
    { UINT64_MAX, 2, UINT64_C (1) << 63, UINT64_MAX - 1, UNTOUCHED, false },
    { UINT64_MAX - 1, UINT64_MAX, 1, 0, UINT64_MAX, true },
  };
  uint64_t up;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    up = UNTOUCHED;
    ck_assert_uint_eq (vf_div_up (rows[i].n, rows[i].d), rows[i].quotient);
    ck_assert_uint_eq (vf_round_down (rows[i].n, rows[i].d), rows[i].down);
    ck_assert_int_eq (vf_round_up_u64 (rows[i].n, rows[i].d, &up),
                      rows[i].up_fits);
    ck_assert_uint_eq (up, rows[i].up);
  }
}
END_TEST

START_TEST (powers_of_two)
{
  int bit;

  ck_assert (!vf_is_power_of_2 (0));
  for (bit = 0; bit < 64; bit++) {
    ck_assert (vf_is_power_of_2 (UINT64_C (1) << bit));
    ck_assert (bit < 2 || !vf_is_power_of_2 ((UINT64_C (1) << bit) - 1));
    ck_assert (!bit || bit == 63
               || !vf_is_power_of_2 ((UINT64_C (1) << bit) + 1));
  }
  ck_assert (!vf_is_power_of_2 (UINT64_MAX));
}
END_TEST

START_TEST (extremes)
{
  ck_assert_uint_eq (vf_min_u64 (1, UINT64_MAX), 1);
  ck_assert_uint_eq (vf_min_u64 (2, 1), 1);
  ck_assert_uint_eq (vf_max_u64 (1, UINT64_MAX), UINT64_MAX);
  ck_assert_uint_eq (vf_max_u64 (2, 1), 2);
}
END_TEST

UNIT_MAIN ("common/checked", sums, products, sectors, ranges, rounding,
           powers_of_two, extremes)
