/* vmferry: fuzz target: an initramfs is read for what booting depends on.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdint.h>
#include <stddef.h>

#include "common/error.h"
#include "inspect/initramfs.h"
#include "tests/fuzz/fuzz-nomem.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  CLEANUP_INITRAMFS struct vf_initramfs initramfs = { 0 };
  struct vf_error err;

  size = fuzz_nomem_take (data, size);
  fuzz_nomem_arm ();
  if (vf_initramfs_read (data, size, "6.1", &initramfs, &err) == 0)
    vf_initramfs_has_module (&initramfs, "kernel/x/virtio.ko");
  fuzz_nomem_disarm ();
  return 0;
}
