/* vmferry: what the fuzz targets of definitions do with one: it is read, told
 * as JSON, emitted for every target, and compared with what came of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_FUZZ_FUZZ_MACHINE_H
#define VF_TESTS_FUZZ_FUZZ_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "common/error.h"
#include "common/io.h"
#include "common/json.h"
#include "convert/vm/hardware/difference.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "tests/fuzz/fuzz-nomem.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static inline void
fuzz_machine_tell (const struct vf_machine *machine)
{
  CLEANUP_JSON struct vf_json *json = vf_machine_to_json (machine, true);
  struct vf_error err;

  free (vf_json_text (json, true, &err));
}

static inline void
fuzz_machine_emit (const struct vf_machine *machine, bool has_kvm)
{
  struct vf_account report = { 0 };
  struct vf_differences differences = { 0 };
  struct vf_emit_options options = { 0 };
  struct vf_host host;
  struct vf_error err;
  size_t i;

  vf_host_init (&host, false);
  host.has_kvm = has_kvm;
  options.target = &host;
  for (i = 0; vf_emitters[i]; i++)
    free (vf_emitters[i]->emit (machine, &options, &report, &err));
  vf_differences_find (machine, &options, &report, &differences, &err);
  vf_differences_clear (&differences);
  vf_account_clear (&report);
}

/* Does all that with SIZE bytes in FORMAT, which would lie at PATH. */
static inline void
fuzz_machine (const uint8_t *data, size_t size, const char *path,
              const struct vf_machine_format *format)
{
  struct vf_error err;
  CLEANUP_IO struct vf_io *io
      = vf_io_from_memory (data, size, "input", &err);
  struct vf_machine *machine;

  if (!io)
    return;
  fuzz_nomem_arm ();
  machine = vf_machine_read (io, path, format, NULL, &err);
  if (machine) {
    fuzz_machine_tell (machine);
    fuzz_machine_emit (machine, true);
    fuzz_machine_emit (machine, false);
  }
  vf_machine_free (machine);
  fuzz_nomem_disarm ();
}

#endif
