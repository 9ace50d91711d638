/* vmferry: the helper that runs the VM commands.  It is a program of its own
 * because it loads libguestfs and libvirt, which the others must not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stddef.h>

#include "tools/command.h"
#include "tools/program.h"
#include "tools/vm-commands.h"

/* In the order of tools/commands.h. */
static const struct vf_command *const commands[] = {
  &vf_cmd_emit,
  &vf_cmd_inspect,
  &vf_cmd_convert,
  &vf_cmd_boot,
  NULL,
};

int
main (int argc, char *argv[])
{
  return vf_program_main (commands, NULL, argc, argv);
}
