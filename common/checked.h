/* vmferry: arithmetic on sizes that come from files.  Each helper says with
 * its result whether the value could be had; none wraps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_CHECKED_H
#define VF_COMMON_CHECKED_H

#include <stdbool.h>
#include <stdint.h>

#define VF_SECTOR_SIZE 512u

/* Adds.  Returns: false, and *ret_sum untouched, when the sum overflows. */
static inline bool
vf_add_u64 (uint64_t a, uint64_t b, uint64_t *ret_sum)
{
  uint64_t sum;

  if (__builtin_add_overflow (a, b, &sum))
    return false;
  *ret_sum = sum;
  return true;
}

/* Multiplies.  Returns: false, and *ret_product untouched, on overflow. */
static inline bool
vf_mul_u64 (uint64_t a, uint64_t b, uint64_t *ret_product)
{
  uint64_t product;

  if (__builtin_mul_overflow (a, b, &product))
    return false;
  *ret_product = product;
  return true;
}

/* Sectors of 512 bytes to bytes.
 * Returns: false when the byte count does not fit into an off_t. */
static inline bool
vf_sectors_to_bytes (uint64_t sectors, uint64_t *ret_bytes)
{
  if (sectors > INT64_MAX / VF_SECTOR_SIZE)
    return false;
  *ret_bytes = sectors * VF_SECTOR_SIZE;
  return true;
}

/* Whether LENGTH bytes at OFFSET lie inside SIZE bytes. */
static inline bool
vf_range_inside (uint64_t offset, uint64_t length, uint64_t size)
{
  return offset <= size && length <= size - offset;
}

/* Whether N is a power of two; 0 is none. */
static inline bool
vf_is_power_of_2 (uint64_t n)
{
  return n && !(n & (n - 1));
}

/* N / D rounded up; D is not 0. */
static inline uint64_t
vf_div_up (uint64_t n, uint64_t d)
{
  return n / d + (n % d != 0);
}

/* N rounded down to a multiple of D; D is not 0. */
static inline uint64_t
vf_round_down (uint64_t n, uint64_t d)
{
  return n - n % d;
}

/* N rounded up to a multiple of D (not 0).
 * Returns: false when the result does not fit. */
static inline bool
vf_round_up_u64 (uint64_t n, uint64_t d, uint64_t *ret_rounded)
{
  return vf_mul_u64 (vf_div_up (n, d), d, ret_rounded);
}

/* The smaller of two. */
static inline uint64_t
vf_min_u64 (uint64_t a, uint64_t b)
{
  return a < b ? a : b;
}

/* The larger of two. */
static inline uint64_t
vf_max_u64 (uint64_t a, uint64_t b)
{
  return a > b ? a : b;
}

#endif
