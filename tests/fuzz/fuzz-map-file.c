/* vmferry: fuzz target: files that map networks and devices.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdint.h>

#include "common/error.h"
#include "convert/vm/hardware/device-choices.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/map-file.h"
#include "tests/fuzz/fuzz-nomem.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct vf_map_file file = { 0 };
  struct vf_network_map network;
  struct vf_device_map device;
  struct vf_error err;
  size_t i;

  size = fuzz_nomem_take (data, size);
  fuzz_nomem_arm ();
  vf_map_file_parse ((const char *)data, size, &file, &err);
  for (i = 0; i < file.lines.count; i++) {
    if (vf_map_line_network (&file.lines.items[i], &network, &err) == 0)
      vf_network_map_clear (&network);
    vf_map_line_device (&file.lines.items[i], &device, &err);
  }
  fuzz_nomem_disarm ();
  vf_map_file_clear (&file);
  return 0;
}
