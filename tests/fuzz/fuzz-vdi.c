/* vmferry: fuzz target: a VDI and its parent.  The first four bytes are the
 * length of the first file, which is opened; the rest is the second, the only
 * one that its parent can be.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/vector.h"
#include "formats/vdi/vdi.h"
#include "tests/fuzz/fuzz-image.h"
#include "tests/fuzz/fuzz-second.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Each image of a chain opens its parent twice; a long one shows nothing new.
 */
enum { MAX_OPENED = 8 };

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
  unsigned n_left = MAX_OPENED;
  struct fuzz_pair pair;
  struct vf_error err;

  size = fuzz_nomem_take (data, size);
  if (!fuzz_split (data, size, &pair))
    return 0;
  const struct fuzz_second parent
      = { { .open = fuzz_second_open, .list = list_parent },
          pair.second,
          pair.second_size,
          &n_left };
  fuzz_image (vf_io_from_memory (pair.first, pair.first_size, "child", &err),
              &vf_vdi_format, &parent.resolver);
  return 0;
}
