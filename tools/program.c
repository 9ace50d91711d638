/* vmferry: finding the command that was asked for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tools/command.h"
#include "tools/commands.h"
#include "tools/output.h"

static const char program_name[] = "vmferry";

#define HELP_LINE(name, summary) { #name, summary },

static const struct {
  const char *name;
  const char *summary;
} disk_help[] = { VF_DISK_COMMANDS (HELP_LINE) },
  vm_help[]
  = { VF_DEFINITION_COMMANDS (HELP_LINE) VF_VM_COMMANDS (HELP_LINE) };

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

/* A descriptor of 0 to 2 that is closed would become that of a disk, and what
 * is printed would go there.  It is opened the wrong way round, so that using
 * it still fails. */
static void
fill_standard_descriptors (void)
{
  int fd;

  for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF)
      open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* A disk may be split into thousands of files; by default a process may open
 * 1024, and more when it asks. */
static void
raise_file_limit (void)
{
  enum { MAX_FILES = 65536 };
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) || limit.rlim_cur >= MAX_FILES)
    return;
  limit.rlim_cur = limit.rlim_max < MAX_FILES ? limit.rlim_max : MAX_FILES;
  setrlimit (RLIMIT_NOFILE, &limit);
}

/* The status for what was printed on standard output. */
static int
printed_status (void)
{
  struct vf_error err;

  if (vf_output_flush (&err) == 0)
    return VF_EXIT_OK;
  fprintf (stderr, "%s: %s\n", program_name, err.text);
  return VF_EXIT_FAILED;
}

/* "help" alone is --help, "help info" is "info --help".
 * Returns: false for the former. */
static bool
turn_help_around (int *argc, char *argv[])
{
  static char help[] = "--help";

  if (*argc < 3)
    return false;
  argv[1] = argv[2];
  argv[2] = help;
  argv[3] = NULL;
  *argc = 3;
  return true;
}

/* What is asked of the program itself.
 * Returns: an exit status, or -1 when ARGV[1] is a command. */
static int
answer (int *argc, char *argv[])
{
  if (*argc < 2) {
    print_help (stderr);
    return VF_EXIT_USAGE;
  }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0
      || (strcmp (argv[1], "help") == 0 && !turn_help_around (argc, argv))) {
    print_help (stdout);
    return printed_status ();
  }
  if (strcmp (argv[1], "--version") == 0) {
    printf ("%s %s\n", program_name, PACKAGE_VERSION);
    return printed_status ();
  }
  if (argv[1][0] != '-')
    return -1;
  fprintf (stderr, "%s: %s: options come after the command\nTry: %s --help\n",
           program_name, argv[1], program_name);
  return VF_EXIT_USAGE;
}

int
vf_program_main (const struct vf_command *const commands[],
                 void (*fallback) (char *argv[]), int argc, char *argv[])
{
  struct vf_tool tool = { .name = program_name };
  const struct vf_command *command;
  int status;

  fill_standard_descriptors ();
  raise_file_limit ();
  status = answer (&argc, argv);
  if (status >= 0)
    return status;
  command = find_command (commands, argv[1]);
  if (command)
    return vf_command_main (&tool, command, argc - 1, argv + 1);
  if (fallback)
    fallback (argv);
  fprintf (stderr, "%s: no command \"%s\"\nTry: %s --help\n", program_name,
           argv[1], program_name);
  return VF_EXIT_USAGE;
}
