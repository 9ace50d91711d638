/* vmferry show: a VM definition as it was read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "common/json.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "tools/command.h"
#include "tools/image-options.h"
#include "tools/machine-text.h"
#include "tools/output.h"
#include "tools/vm-commands.h"

struct show_options {
  struct vf_common_options common;
  const char *format;
  bool account;
};

static int
run_show (struct vf_tool *tool __attribute__ ((unused)), const void *values,
          struct vf_error *err)
{
  const struct show_options *options = values;
  const struct vf_machine_format *format = NULL;
  CLEANUP_MACHINE struct vf_machine *machine = NULL;
  CLEANUP_JSON struct vf_json *json = NULL;

  if (options->format
      && !(format = vf_machine_format_find (options->format, err)))
    return VF_EXIT_USAGE;
  machine = vf_machine_read_file (options->common.operands[0], format, err);
  if (!machine)
    return VF_EXIT_FAILED;
  if (options->common.json) {
    json = vf_machine_to_json (machine, true);
    return vf_output_json (json, err) ? VF_EXIT_FAILED : VF_EXIT_OK;
  }
  vf_machine_print (machine, stdout);
  vf_account_print (&machine->account, options->account, stdout);
  return VF_EXIT_OK;
}

static const struct vf_option show_options[] = {
  { "format", 'f', VF_OPTION_TEXT, "FORMAT",
    offsetof (struct show_options, format),
    "format of the definition; found by content without it", NULL, false },
  { "account", 'a', VF_OPTION_FLAG, NULL,
    offsetof (struct show_options, account),
    "list every key of the definition, not just those that are lost", NULL,
    false },
  VF_OPTIONS_END,
};

const struct vf_command vf_cmd_show = {
  .name = "show",
  .operands = "VM",
  .min_operands = 1,
  .max_operands = 1,
  .summary = "Show a VM definition as it was read",
  .options = show_options,
  .options_size = sizeof (struct show_options),
  .run = run_show,
};
