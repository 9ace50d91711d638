/* vmferry: finding zeros with the widest instructions there are.  Data mostly
 * shows in its first bytes, so that those are looked at first.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/zero.h"

#include <stdint.h>
#include <string.h>

#include "common/checked.h"

/* 128 bytes per step: enough loads in flight to keep up with the cache. */
enum { STEP = 128 };

typedef uint64_t vector __attribute__ ((vector_size (32), aligned (1),
                                        may_alias));

/* Whether the first N bytes, a multiple of STEP, are zero.  Inlined into one
 * function per instruction set. */
static inline __attribute__ ((always_inline)) bool
steps_are_zero (const uint8_t *bytes, size_t n)
{
  const uint8_t *end = bytes + n;
  const vector *v;
  vector sum;

  for (; bytes < end; bytes += STEP) {
    v = (const vector *)bytes;
    sum = (v[0] | v[1]) | (v[2] | v[3]);
    if (sum[0] | sum[1] | sum[2] | sum[3])
      return false;
  }
  return true;
}

static bool
steps_are_zero_base (const uint8_t *bytes, size_t n)
{
  return steps_are_zero (bytes, n);
}

#if defined (__x86_64__)
__attribute__ ((target ("avx2"))) static bool
steps_are_zero_avx2 (const uint8_t *bytes, size_t n)
{
  return steps_are_zero (bytes, n);
}

static bool
wide_steps_are_zero (const uint8_t *bytes, size_t n)
{
  return __builtin_cpu_supports ("avx2") ? steps_are_zero_avx2 (bytes, n)
                                         : steps_are_zero_base (bytes, n);
}
#else
static bool
wide_steps_are_zero (const uint8_t *bytes, size_t n)
{
  return steps_are_zero_base (bytes, n);
}
#endif

bool
vf_is_zero (const void *bytes, size_t n)
{
  const uint8_t *b = bytes;
  size_t steps = n - n % STEP;
  uint64_t word = 0;
  size_t i;

  if (n >= sizeof word) {
    memcpy (&word, b, sizeof word);
    if (word)
      return false;
  }
  if (!wide_steps_are_zero (b, steps))
    return false;
  for (i = steps; i < n; i++)
    if (b[i])
      return false;
  return true;
}

size_t
vf_zero_run (const void *bytes, size_t n, size_t granule, bool *ret_is_zero)
{
  const uint8_t *b = bytes;
  size_t done = vf_min_u64 (granule, n);
  size_t piece;
  bool is_zero = vf_is_zero (b, done);

  for (; done < n; done += piece) {
    piece = vf_min_u64 (granule, n - done);
    if (vf_is_zero (b + done, piece) != is_zero)
      break;
  }
  *ret_is_zero = is_zero;
  return done;
}
