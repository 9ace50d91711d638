/* vmferry: fuzz target: the text of a VMDK descriptor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "formats/vmdk/descriptor.h"
#include "formats/vmdk/probe.h"
#include "tests/fuzz/fuzz-nomem.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct vf_vmdk_descriptor desc;
  struct vf_error err;

  size = fuzz_nomem_take (data, size);
  vf_vmdk_file_kind (data, size);
  fuzz_nomem_arm ();
  if (vf_vmdk_descriptor_parse ((const char *)data, size, &desc, &err) == 0)
    vf_vmdk_descriptor_clear (&desc);
  fuzz_nomem_disarm ();
  return 0;
}
