/* vmferry: fuzz target: libvirt's domain capabilities.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdint.h>

#include "common/error.h"
#include "formats/domain-caps.h"
#include "tests/fuzz/fuzz-nomem.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct vf_domain_caps *caps;
  struct vf_error err;

  size = fuzz_nomem_take (data, size);
  fuzz_nomem_arm ();
  caps = vf_domain_caps_read ((const char *)data, size, &err);
  fuzz_nomem_disarm ();
  if (caps) {
    vf_domain_caps_model (caps, "EPYC");
    vf_domain_caps_has_hyperv (caps, "relaxed");
  }
  vf_domain_caps_free (caps);
  return 0;
}
