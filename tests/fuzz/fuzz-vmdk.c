/* vmferry: fuzz target: a VMDK of two files.  The first four bytes are the
 * length of the first file, which is opened; the rest is the second, which
 * every name in the first leads to: an extent, or a parent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/vmdk.h"
#include "tests/fuzz/fuzz-image.h"
#include "tests/fuzz/fuzz-second.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Each extent line opens the second file; a real disk has few. */
enum { MAX_OPENED = 64 };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  unsigned n_left = MAX_OPENED;
  struct fuzz_pair pair;
  struct vf_error err;

  size = fuzz_nomem_take (data, size);
  if (!fuzz_split (data, size, &pair))
    return 0;
  const struct fuzz_second second = { { .open = fuzz_second_open },
                                      pair.second,
                                      pair.second_size,
                                      &n_left };
  fuzz_image (vf_io_from_memory (pair.first, pair.first_size, "first", &err),
              &vf_vmdk_format, &second.resolver);
  return 0;
}
