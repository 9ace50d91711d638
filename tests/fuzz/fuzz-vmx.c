/* vmferry: fuzz target: a .vmx is read, told as JSON and emitted for libvirt.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "common/error.h"
#include "common/io.h"
#include "common/json.h"
#include "convert/vm/difference.h"
#include "convert/vm/emit.h"
#include "convert/vm/host.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "formats/vmx/vmx.h"
#include "tests/fuzz/fuzz-nomem.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
tell (const struct vf_machine *machine)
{
  CLEANUP_JSON struct vf_json *json = vf_machine_to_json (machine, true);
  CLEANUP_FREE char *text = NULL;
  struct vf_error err;

  text = vf_json_text (json, true, &err);
}

static void
emit (const struct vf_machine *machine, bool has_kvm)
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

static void
read_and_tell (struct vf_io *io)
{
  struct vf_error err;
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_read (
      io, "vm/input.vmx", &vf_machine_format_vmx, NULL, &err);

  if (!machine)
    return;
  tell (machine);
  emit (machine, true);
  emit (machine, false);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct vf_error err;
  struct vf_io *io;

  size = fuzz_nomem_take (data, size);
  io = vf_io_from_memory (data, size, "input", &err);
  if (!io)
    return 0;
  fuzz_nomem_arm ();
  read_and_tell (io);
  fuzz_nomem_disarm ();
  vf_io_close (io);
  return 0;
}
