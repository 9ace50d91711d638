/* vmferry: fuzz target: a VDI and its parent.  The first four bytes are the
 * length of the first file, which is opened; the rest is the second, the only
 * one that its parent can be.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/endian.h"
#include "common/vector.h"
#include "formats/resolver.h"
#include "formats/vdi/vdi.h"
#include "tests/fuzz/fuzz-image.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Each image of a chain opens its parent twice; a long one shows nothing new.
 */
enum { MAX_OPENED = 8 };

struct parent_file {
  struct vf_resolver resolver;
  const uint8_t *bytes;
  size_t size;
  unsigned *n_opened;
};

static struct vf_io *
open_parent (const struct vf_resolver *resolver,
             const struct vf_io *from __attribute__ ((unused)),
             const char *name __attribute__ ((unused)), struct vf_error *err)
{
  const struct parent_file *parent = (const struct parent_file *)resolver;

  if (++*parent->n_opened > MAX_OPENED) {
    vf_error_set (err, VF_ERROR_LIMIT, "too many files for a fuzzer");
    return NULL;
  }
  return vf_io_from_memory (parent->bytes, parent->size, "parent", err);
}

static int
list_parent (const struct vf_resolver *resolver __attribute__ ((unused)),
             const struct vf_io *from __attribute__ ((unused)),
             const char *ending __attribute__ ((unused)),
             struct vf_name_list *names, struct vf_error *err)
{
  char *name = strdup ("parent");

  if (name && vf_vector_push (names, name) == 0)
    return 0;
  free (name);
  return vf_error_nomem (err, "a name");
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
  const struct parent_file parent
      = { { open_parent, list_parent }, data + n, size - n, &n_opened };
  fuzz_image (vf_io_from_memory (data, n, "child", &err), &vf_vdi_format,
              &parent.resolver);
  return 0;
}
