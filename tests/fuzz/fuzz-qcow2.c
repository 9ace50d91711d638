/* vmferry: fuzz target: a qcow2 file is opened, walked, read and checked, as
 * the disk is now and as its first snapshot has it.  Whatever it names as its
 * backing or data file is a small raw one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/qcow2.h"
#include "formats/resolver.h"
#include "tests/fuzz/fuzz-image.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static struct vf_io *
open_named (const struct vf_resolver *resolver __attribute__ ((unused)),
            const struct vf_io *from __attribute__ ((unused)),
            const char *name __attribute__ ((unused)), struct vf_error *err)
{
  static const char bytes[65536 - 100] = "raw";

  return vf_io_from_memory (bytes, sizeof bytes, "named", err);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const struct vf_resolver resolver = { .open = open_named };
  const struct vf_image_params snapshot = { .format = &vf_qcow2_format,
                                            .resolver = &resolver,
                                            .snapshot = "1" };
  struct vf_error err;

  size = fuzz_nomem_take (data, size);
  fuzz_image (vf_io_from_memory (data, size, "input", &err), &vf_qcow2_format,
              &resolver);
  fuzz_io (vf_io_from_memory (data, size, "input", &err), &snapshot);
  return 0;
}
