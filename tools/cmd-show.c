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
#include "tools/disk-commands.h"
#include "tools/image-options.h"
#include "tools/machine-options.h"
#include "tools/machine-text.h"
#include "tools/output.h"

struct show_options {
  struct vf_common_options common;
  struct vf_machine_params machine;
  const char *format;
  bool account;
};

static int
status_of (const struct vf_error *err)
{
  return err->code == VF_ERROR_USAGE ? VF_EXIT_USAGE : VF_EXIT_FAILED;
}

/* Reads one machine, and prints it.
 * Params:  list - gets it as JSON instead; NULL: none */
static int
show_one (const struct show_options *options,
          const struct vf_machine_format *format,
          const struct vf_machine_params *params, struct vf_json *list,
          struct vf_error *err)
{
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_read_file (
      options->common.operands[0], format, params, err);
  CLEANUP_JSON struct vf_json *json = NULL;

  if (!machine)
    return -1;
  if (!options->common.json) {
    vf_machine_print (machine, stdout);
    vf_account_print (&machine->account, options->account, stdout);
    return 0;
  }
  json = vf_machine_to_json (machine, true);
  if (!list)
    return vf_output_json (json, err);
  vf_json_add (list, TAKE (json));
  return 0;
}

/* Reads all machines of a source that has several. */
static int
show_all (const struct show_options *options,
          const struct vf_machine_format *format,
          const struct vf_machine_names *names, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = vf_json_object ();
  CLEANUP_JSON struct vf_json *list = vf_json_array ();
  struct vf_machine_params params = options->machine;
  size_t i;

  for (i = 0; i < names->list.count; i++) {
    params.vm = names->list.items[i].id;
    if (i && !options->common.json)
      putchar ('\n');
    if (show_one (options, format, &params, list, err))
      return -1;
  }
  vf_json_put (json, "machines", TAKE (list));
  return options->common.json ? vf_output_json (json, err) : 0;
}

static int
run_show (struct vf_tool *tool __attribute__ ((unused)), const void *values,
          struct vf_error *err)
{
  const struct show_options *options = values;
  const struct vf_machine_format *format = NULL;
  CLEANUP_MACHINE_NAMES struct vf_machine_names names = { 0 };
  int result;

  if (options->format
      && !(format = vf_machine_format_find (options->format, err)))
    return VF_EXIT_USAGE;
  if (!options->machine.vm
      && vf_machine_list_file (options->common.operands[0], format, &names,
                               err))
    return status_of (err);
  result = names.list.count > 1
               ? show_all (options, format, &names, err)
               : show_one (options, format, &options->machine, NULL, err);
  return result ? status_of (err) : VF_EXIT_OK;
}

static const struct vf_option show_options[] = {
  { "format", 'f', VF_OPTION_TEXT, "FORMAT",
    offsetof (struct show_options, format),
    "format of the definition; found by content without it", NULL, false },
  { "account", 'a', VF_OPTION_FLAG, NULL,
    offsetof (struct show_options, account),
    "list every key of the definition, not just those that are lost", NULL,
    false },
  VF_MACHINE_OPTION_ROWS (struct show_options, machine),
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
