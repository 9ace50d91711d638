/* vmferry: --all-vms, and what does not go with it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/machine-options.h"

#include <string.h>

#include "tools/options.h"

/* What they name belongs to one VM: its name, its disks by their keys, a
 * device of the host. */
static const char *const of_one_vm[] = { "vm", "name", "disk", "device-map" };

static bool
is_of_one_vm (const char *option)
{
  size_t i;

  for (i = 0; i < sizeof of_one_vm / sizeof *of_one_vm; i++)
    if (strcmp (of_one_vm[i], option) == 0)
      return true;
  return false;
}

int
vf_all_vms_check (const struct vf_option *rows, const void *values,
                  struct vf_error *err)
{
  const struct vf_option *row;

  for (row = rows; row->name; row++)
    if (is_of_one_vm (row->name) && vf_option_is_chosen (row, values))
      return vf_error_set (err, VF_ERROR_USAGE,
                           "--%s is for one VM, and --all-vms asks for all",
                           row->name);
  return 0;
}
