/* vmferry: fuzz target: a VMDK of two files.  The first four bytes are the
 * length of the first file, which is opened; the rest is the second, which
 * every name in the first leads to: an extent, or a parent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/endian.h"
#include "formats/resolver.h"
#include "formats/vmdk/vmdk.h"
#include "tests/fuzz/fuzz-image.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Each extent line opens the second file; a real disk has few. */
enum { MAX_OPENED = 64 };

struct second_file {
  struct vf_resolver resolver;
  const uint8_t *bytes;
  size_t size;
  unsigned *n_opened;
};

static struct vf_io *
open_second (const struct vf_resolver *resolver,
             const struct vf_io *from __attribute__ ((unused)),
             const char *name __attribute__ ((unused)), struct vf_error *err)
{
  const struct second_file *second = (const struct second_file *)resolver;

  if (++*second->n_opened > MAX_OPENED) {
    vf_error_set (err, VF_ERROR_LIMIT, "too many files for a fuzzer");
    return NULL;
  }
  return vf_io_from_memory (second->bytes, second->size, "second", err);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct vf_le32 length;
  struct vf_error err;
  unsigned n_opened = 0;
  size_t n;

  size = fuzz_nomem_take (data, size);
  if (size < sizeof length)
    return 0;
  memcpy (&length, data, sizeof length);
  data += sizeof length;
  size -= sizeof length;
  n = vf_min_u64 (vf_le32_get (length), size);
  const struct second_file second
      = { { .open = open_second }, data + n, size - n, &n_opened };
  fuzz_image (vf_io_from_memory (data, n, "first", &err), &vf_vmdk_format,
              &second.resolver);
  return 0;
}
