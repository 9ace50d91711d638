/* vmferry: fuzz target: what PowerShell tells of Hyper-V's VMs is read, told
 * and emitted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/hyperv/hyperv.h"
#include "tests/fuzz/fuzz-machine.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  size = fuzz_nomem_take (data, size);
  fuzz_machine (data, size, "vm/input.json", &vf_machine_format_hyperv_json);
  return 0;
}
