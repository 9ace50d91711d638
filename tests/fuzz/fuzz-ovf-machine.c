/* vmferry: fuzz target: the machines of an OVF are listed, read and told as
 * JSON.
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
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-machine.h"
#include "tests/fuzz/fuzz-nomem.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
read_and_tell (struct vf_io *io, const char *vm)
{
  const struct vf_machine_params params = { .vm = vm };
  struct vf_error err;
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_read (
      io, "vm/input.ovf", &vf_machine_format_ovf, &params, &err);
  CLEANUP_JSON struct vf_json *json = NULL;

  if (!machine)
    return;
  json = vf_machine_to_json (machine, true);
  free (vf_json_text (json, true, &err));
}

static void
read_all (struct vf_io *io)
{
  enum { MAX_READ = 3 };
  CLEANUP_MACHINE_NAMES struct vf_machine_names names = { 0 };
  struct vf_error err;
  size_t i;

  if (vf_ovf_list_machines (io, &names, &err))
    return;
  for (i = 0; i < names.list.count && i < MAX_READ; i++)
    read_and_tell (io, names.list.items[i].id);
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
  read_and_tell (io, NULL);
  read_all (io);
  fuzz_nomem_disarm ();
  vf_io_close (io);
  return 0;
}
