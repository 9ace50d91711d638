/* vmferry: growable arrays.  VF_VECTOR (struct extent) is an anonymous struct
 * type; start it as all zeros, and free `items` (or use CLEANUP_FREE on it)
 * when done.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_VECTOR_H
#define VF_COMMON_VECTOR_H

#include <stddef.h>

#define VF_VECTOR(type)                                                       \
  struct {                                                                    \
    type *items;                                                              \
    size_t count;                                                             \
    size_t capacity;                                                          \
  }

/* Makes room for one more item; `vf_vector_push` calls it.
 * Params:  items, capacity - members of the vector
 * Returns: 0, or -1 when memory is out (the vector is as it was). */
int vf_vector_grow (void **items, size_t *capacity, size_t count,
                    size_t item_size);

/* Appends the values to the vector VEC points at.
 * Returns: 0, or -1 when memory is out. */
#define vf_vector_push(vec, ...)                                              \
  (vf_vector_grow ((void **)&(vec)->items, &(vec)->capacity, (vec)->count,    \
                   sizeof *(vec)->items)                                      \
       ? -1                                                                   \
       : ((vec)->items[(vec)->count++] = (__VA_ARGS__), 0))

#endif
