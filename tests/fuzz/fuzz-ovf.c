/* vmferry: fuzz target: the descriptor of an OVF package, and its manifest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/ova/envelope.h"
#include "formats/ova/manifest.h"
#include "tests/fuzz/fuzz-nomem.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct vf_envelope *envelope;
  struct vf_manifest *manifest;
  struct vf_error err;

  size = fuzz_nomem_take (data, size);
  fuzz_nomem_arm ();
  envelope = vf_envelope_read ((const char *)data, size, &err);
  manifest = vf_manifest_read ((const char *)data, size, &err);
  if (manifest)
    vf_manifest_find (manifest, "./disk.vmdk");
  vf_envelope_free (envelope);
  vf_manifest_free (manifest);
  fuzz_nomem_disarm ();
  return 0;
}
