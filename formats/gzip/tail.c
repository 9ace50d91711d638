/* vmferry: bytes behind the last member of a gzip file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/gzip/tail.h"

#include <stddef.h>

#include <zlib.h>

#include "common/checked.h"
#include "common/io.h"

int
vf_gzip_find_tail (struct vf_io *base, uint64_t offset, uint64_t *ret_n,
                   struct vf_error *err)
{
  static const uint8_t signature[] = { 0x1f, 0x8b, Z_DEFLATED };
  uint64_t left = vf_io_size (base) - offset;
  size_t n = vf_min_u64 (left, sizeof signature), i;
  uint8_t bytes[sizeof signature];

  *ret_n = 0;
  if (left == 0 || left > VF_GZIP_MAX_TAIL)
    return 0;
  if (vf_io_read (base, bytes, n, offset, err))
    return -1;
  for (i = 0; i < n && bytes[0] && bytes[i] != signature[i]; i++)
    ;
  if (i == n)
    *ret_n = left;
  return 0;
}
