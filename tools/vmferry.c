/* vmferry: everybody's program: the commands for disks and definitions, and
 * the door to the helper that runs the VM commands.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/text.h"
#include "tools/command.h"
#include "tools/commands.h"
#include "tools/disk-commands.h"
#include "tools/program.h"

/* In the order of tools/commands.h. */
static const struct vf_command *const commands[] = {
  &vf_cmd_info,
  &vf_cmd_map,
  &vf_cmd_check,
  &vf_cmd_copy,
  &vf_cmd_compare,
  &vf_cmd_serve,
  &vf_cmd_show,
  NULL,
};

#define NAME(name, summary) #name,
static const char *const vm_commands[] = { VF_VM_COMMANDS (NAME) NULL };

static bool
is_vm_command (const char *name)
{
  const char *const *command;

  for (command = vm_commands; *command; command++)
    if (strcmp (*command, name) == 0)
      return true;
  return false;
}

/* The helper beside this very program, as it is in a build folder.
 * Returns: malloc'd, or NULL. */
static char *
helper_beside (void)
{
  CLEANUP_FREE char *self = realpath ("/proc/self/exe", NULL);
  char *slash = self ? strrchr (self, '/') : NULL;

  if (!slash)
    return NULL;
  *slash = '\0';
  return vf_text_printf ("%s/vmferry-vm", self);
}

static void
run_helper (char *argv[])
{
  CLEANUP_FREE char *beside = NULL;

  if (!is_vm_command (argv[1]))
    return;
  beside = helper_beside ();
  if (beside)
    execv (beside, argv);
  execv (PKGLIBEXECDIR "/vmferry-vm", argv);
  fprintf (stderr, "vmferry: cannot run %s/vmferry-vm: %s\n", PKGLIBEXECDIR,
           strerror (errno));
  exit (VF_EXIT_FAILED);
}

int
main (int argc, char *argv[])
{
  return vf_program_main (commands, run_helper, argc, argv);
}
