/* vmferry: the names that the guest on the target gives to its disks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/disk-name.h"

#include <stdio.h>

void
vf_disk_name (const char *prefix, unsigned index,
              char name[VF_DISK_NAME_SIZE])
{
  char letters[VF_DISK_NAME_SIZE] = "";
  char *first = letters + sizeof letters - 1;
  unsigned n = index + 1;

  /* Letters count like numbers without a zero: a to z, then aa. */
  for (; n; n = (n - 1) / 26)
    *--first = (char)('a' + (n - 1) % 26);
  snprintf (name, VF_DISK_NAME_SIZE, "%s%s", prefix, first);
}

void
vf_disk_target_name (unsigned index, char name[VF_DISK_NAME_SIZE])
{
  vf_disk_name ("vd", index, name);
}
