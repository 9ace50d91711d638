/* vmferry: fuzz target: a libvirt domain is read, told and emitted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/libvirt/libvirt.h"
#include "tests/fuzz/fuzz-machine.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  size = fuzz_nomem_take (data, size);
  fuzz_machine (data, size, "vm/input.xml", &vf_machine_format_libvirt);
  return 0;
}
