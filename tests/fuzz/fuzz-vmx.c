/* vmferry: fuzz target: a .vmx is read, told as JSON and emitted for libvirt.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx.h"
#include "tests/fuzz/fuzz-machine.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  size = fuzz_nomem_take (data, size);
  fuzz_machine (data, size, "vm/input.vmx", &vf_machine_format_vmx);
  return 0;
}
