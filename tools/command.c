/* vmferry: running one command: options in, exit status out, the error as one
 * sentence on standard error.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/command.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "tools/options.h"
#include "tools/output.h"
#include "tools/report.h"
#include "tools/signals.h"

static int
run_parsed (struct vf_tool *tool, const struct vf_command *command,
            const void *values, struct vf_error *err)
{
  struct vf_reporter reporter = { 0 };
  int status;

  if (vf_reporter_attach (&reporter, tool, values, err))
    return VF_EXIT_USAGE;
  vf_signals_install (&tool->job);
  status = command->run (tool, values, err);
  vf_reporter_detach (&reporter);
  if (status == VF_EXIT_FAILED && err->code == VF_ERROR_USAGE)
    status = VF_EXIT_USAGE;
  return status;
}

static void
print_error (const struct vf_tool *tool, const struct vf_command *command,
             const struct vf_error *err)
{
  if (err->code == VF_ERROR_NONE)
    return;
  fprintf (stderr, "%s: ", tool->name);
  vf_output_text (stderr, err->text);
  putc ('\n', stderr);
  if (err->code == VF_ERROR_USAGE)
    fprintf (stderr, "Try: vmferry %s --help\n", command->name);
}

/* A signal that ends the process further down would take with it what is not
 * written yet, such as the report of what it cancelled.
 * Returns: STATUS, or that of a failure to write, unless it is one already. */
static int
flush (int status, struct vf_error *err)
{
  struct vf_error flush_err;

  if (vf_output_flush (&flush_err) == 0 || status != VF_EXIT_OK)
    return status;
  *err = flush_err;
  return VF_EXIT_FAILED;
}

int
vf_command_main (struct vf_tool *tool, const struct vf_command *command,
                 int argc, char *argv[])
{
  CLEANUP_FREE void *values = calloc (1, command->options_size);
  struct vf_error err = { 0 };
  int status = VF_EXIT_OK;

  if (!values) {
    vf_error_nomem (&err, "options");
    print_error (tool, command, &err);
    return VF_EXIT_FAILED;
  }
  switch (vf_options_parse (command, argc, argv, values, &err)) {
  case VF_PARSE_ERROR:
    status = VF_EXIT_USAGE;
    break;
  case VF_PARSE_HELP:
    vf_options_print_help (command, stdout);
    break;
  case VF_PARSE_VERSION:
    printf ("%s %s\n", tool->name, PACKAGE_VERSION);
    break;
  case VF_PARSE_LONG_OPTIONS:
    vf_options_print_long (command, stdout);
    break;
  case VF_PARSE_RUN:
    status = run_parsed (tool, command, values, &err);
    break;
  }
  status = flush (status, &err);
  if (status != VF_EXIT_OK) /* else it is what was tried first */
    print_error (tool, command, &err);
  vf_options_clear (command, values);
  vf_signals_finish ();
  return status;
}
