/* vmferry: reading a few lines of a .vmx in a unit test.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_FORMATS_VMX_READ_H
#define VF_TESTS_FORMATS_VMX_READ_H

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "formats/vmx/vmx.h"
#include "tests/unit.h"

/* The machine of TEXT, as if it stood in vm/x.vmx; the caller frees it. */
static inline struct vf_machine *
read_vmx_lines (const char *text)
{
  struct vf_error err;
  CLEANUP_IO struct vf_io *io
      = vf_io_from_memory (text, strlen (text), "x.vmx", &err);
  struct vf_machine *machine
      = vf_machine_read (io, "vm/x.vmx", &vf_machine_format_vmx, NULL,
                         &err);

  ck_assert_msg (machine != NULL, "%s", err.text);
  return machine;
}

/* What became of KEY, "mapped" and so on. */
static inline const char *
fate_of (const struct vf_machine *machine, const char *key)
{
  size_t i;

  for (i = 0; i < machine->account.entries.count; i++)
    if (strcmp (machine->account.entries.items[i].key, key) == 0)
      return vf_fate_name (machine->account.entries.items[i].fate);
  return "not there";
}

#endif
