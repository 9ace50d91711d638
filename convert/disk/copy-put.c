/* vmferry: telling zeros from data on the way to the target.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdbool.h>

#include "convert/disk/copy.h"
#include "convert/disk/zero.h"
#include "formats/writer.h"

int
vf_copy_put (const struct vf_copy *copy, const void *buf, size_t n,
             uint64_t offset, struct vf_error *err)
{
  size_t granule = vf_writer_granule (copy->target);
  const char *from = buf;
  bool is_zero;
  size_t run;
  int r = 0;

  for (; n && r == 0; n -= run, from += run, offset += run) {
    run = vf_zero_run (from, n, granule, &is_zero);
    if (is_zero)
      r = vf_writer_write_zeroes (copy->target, run, offset, err);
    else
      r = vf_writer_write (copy->target, from, run, offset, err);
  }
  return r;
}
