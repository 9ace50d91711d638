/* vmferry: the second file of fuzz targets for disks of several files: every
 * name in the first leads to it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_FUZZ_FUZZ_SECOND_H
#define VF_TESTS_FUZZ_FUZZ_SECOND_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/checked.h"
#include "common/endian.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/resolver.h"

/* An input of two files, the first of which is opened. */
struct fuzz_pair {
  const uint8_t *first, *second;
  size_t first_size, second_size;
};

struct fuzz_second {
  struct vf_resolver resolver;
  const uint8_t *bytes;
  size_t size;
  unsigned *n_left; /* how often it may still be opened */
};

/* Opens the second file, as long as it may be. */
static inline struct vf_io *
fuzz_second_open (const struct vf_resolver *resolver,
                  const struct vf_io *from __attribute__ ((unused)),
                  const char *name __attribute__ ((unused)),
                  struct vf_error *err)
{
  const struct fuzz_second *second = (const struct fuzz_second *)resolver;

  if (*second->n_left == 0) {
    vf_error_set (err, VF_ERROR_LIMIT, "too many files for a fuzzer");
    return NULL;
  }
  --*second->n_left;
  return vf_io_from_memory (second->bytes, second->size, "second", err);
}

/* Splits an input whose first four bytes are the length of the first file.
 * Returns: false when it is too short for that. */
static inline bool
fuzz_split (const uint8_t *data, size_t size, struct fuzz_pair *ret_pair)
{
  struct vf_le32 length;
  size_t n;

  if (size < sizeof length)
    return false;
  memcpy (&length, data, sizeof length);
  data += sizeof length;
  size -= sizeof length;
  n = vf_min_u64 (vf_le32_get (length), size);
  *ret_pair = (struct fuzz_pair){ .first = data, .first_size = n,
                                  .second = data + n,
                                  .second_size = size - n };
  return true;
}

#endif
