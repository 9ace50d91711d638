/* vmferry: --name, what a VM is called at its target.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/name-option.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "convert/vm/emit/emit.h"

int
vf_name_option_check (const char *name, struct vf_error *err)
{
  CLEANUP_FREE char *safe = name ? vf_safe_name (name, err) : NULL;

  if (!name)
    return 0;
  if (!safe)
    return -1;
  if (strcmp (safe, name) == 0)
    return 0;
  return vf_error_set (err, VF_ERROR_USAGE,
                       "--name: \"%s\" is no name that libvirt and file "
                       "systems take; \"%s\" is",
                       name, safe);
}
