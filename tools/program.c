/* vmferry: finding the command that was asked for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/program.h"

#include <stdio.h>
#include <string.h>

#include "tools/command.h"
#include "tools/commands.h"

static const char program_name[] = "vmferry";

#define HELP_LINE(name, summary) { #name, summary },

static const struct {
  const char *name;
  const char *summary;
} disk_help[] = { VF_DISK_COMMANDS (HELP_LINE) },
  vm_help[] = { VF_VM_COMMANDS (HELP_LINE) };

static void
print_help (FILE *out)
{
  size_t i;

  fprintf (out, "usage: vmferry COMMAND [OPTION]... [OPERAND]...\n\n"
                "vmferry moves virtual machines from VMware and Hyper-V to "
                "KVM, and proves that\nthey boot.\n\nVMs:\n");
  for (i = 0; i < sizeof vm_help / sizeof vm_help[0]; i++)
    fprintf (out, "  %-8s  %s\n", vm_help[i].name, vm_help[i].summary);
  fprintf (out, "\nDisks:\n");
  for (i = 0; i < sizeof disk_help / sizeof disk_help[0]; i++)
    fprintf (out, "  %-8s  %s\n", disk_help[i].name, disk_help[i].summary);
  fprintf (out, "\nEach has --help and a manual: man vmferry-convert\n");
}

static const struct vf_command *
find_command (const struct vf_command *const commands[], const char *name)
{
  for (; *commands; commands++)
    if (strcmp ((*commands)->name, name) == 0)
      return *commands;
  return NULL;
}

int
vf_program_main (const struct vf_command *const commands[],
                 void (*fallback) (char *argv[]), int argc, char *argv[])
{
  struct vf_tool tool = { .name = program_name };
  const struct vf_command *command;

  if (argc < 2) {
    print_help (stderr);
    return VF_EXIT_USAGE;
  }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0) {
    print_help (stdout);
    return VF_EXIT_OK;
  }
  if (strcmp (argv[1], "--version") == 0) {
    printf ("%s %s\n", program_name, PACKAGE_VERSION);
    return VF_EXIT_OK;
  }
  command = find_command (commands, argv[1]);
  if (command)
    return vf_command_main (&tool, command, argc - 1, argv + 1);
  if (fallback)
    fallback (argv);
  fprintf (stderr, "%s: no command \"%s\"\nTry: %s --help\n", program_name,
           argv[1], program_name);
  return VF_EXIT_USAGE;
}
