/* vmferry: the table of texts by which a console is understood.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_BOOT_CONSOLE_SIGNS_H
#define VF_CONVERT_VM_BOOT_CONSOLE_SIGNS_H

#include <stdbool.h>

#include "convert/vm/boot/console.h"

struct vf_console_sign {
  const char *pattern; /* POSIX extended, without sub-matches */
  enum vf_boot_reason reason;
  bool is_hint; /* decides nothing, but is the detail of that reason */
};

/* All signs; ends with a NULL pattern.  The first that matches a line holds.
 */
extern const struct vf_console_sign vf_console_signs[];

/* Lines that firmware writes before any guest. */
extern const char vf_console_firmware_pattern[];

#endif
