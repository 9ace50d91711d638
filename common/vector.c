/* vmferry: growing an array by half, without overflow.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/vector.h"

#include <stdint.h>
#include <stdlib.h>

int
vf_vector_grow (void **items, size_t *capacity, size_t count, size_t item_size)
{
  size_t wanted, bytes;
  void *grown;

  if (count < *capacity)
    return 0;
  wanted = *capacity < 8 ? 8 : *capacity + *capacity / 2;
  if (__builtin_mul_overflow (wanted, item_size, &bytes))
    return -1;
  grown = realloc (*items, bytes);
  if (!grown)
    return -1;
  *items = grown;
  *capacity = wanted;
  return 0;
}
