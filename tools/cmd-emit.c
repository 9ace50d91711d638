/* vmferry emit: a VM definition for KVM, without touching a disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "common/json.h"
#include "convert/vm/hardware/map-unused.h"
#include "convert/vm/vm-list.h"
#include "formats/machine.h"
#include "tools/emit-all.h"
#include "tools/emit-options.h"
#include "tools/emitted.h"
#include "tools/output.h"
#include "tools/vm-commands.h"

/* The text or JSON on standard output. */
static int
print (const struct vf_emit_values *values, const struct vf_emitted *emitted,
       struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = NULL;

  if (values->common.json) {
    json = vf_emitted_json (emitted, err);
    return json ? vf_output_json (json, err) : -1;
  }
  if (!values->output && !values->define)
    fputs (emitted->text, stdout);
  return 0;
}

/* The status of what was made, in which LOSSES are. */
static int
judge (const struct vf_emit_values *values, size_t losses,
       struct vf_error *err)
{
  if (!values->strict || !losses)
    return VF_EXIT_OK;
  vf_error_set (err, VF_ERROR_UNSUPPORTED,
                "--strict: %zu %s lost, as warnings or --json say", losses,
                losses == 1 ? "thing is" : "things are");
  return VF_EXIT_LOSSES;
}

/* Emits MACHINE as WISH says, and delivers the text.
 * Returns: an exit status. */
static int
emit (struct vf_tool *tool, const struct vf_emit_values *values,
      const struct vf_emit_wish *wish, const struct vf_machine *machine,
      struct vf_error *err)
{
  CLEANUP_EMITTED struct vf_emitted emitted
      = { .machine = machine, .options = &wish->options };

  if (vf_emitted_make (&emitted, wish->emitter, err))
    return VF_EXIT_FAILED;
  if (!values->common.json)
    vf_emitted_warn (&emitted, &tool->job);
  if (vf_emitted_deliver (&emitted, values->output, values->define, err)
      || print (values, &emitted, err))
    return VF_EXIT_FAILED;
  return judge (values, vf_emitted_loss_count (&emitted), err);
}

/* The same of every VM. */
static int
emit_all (struct vf_tool *tool, const struct vf_emit_values *values,
          struct vf_emit_wish *wish, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = NULL;
  CLEANUP_VM_LIST struct vf_vm_list list = { 0 };
  size_t losses = 0;

  if (vf_vm_list_read (values->common.operands[0], wish->format,
                       &values->machine, &list, err)
      || vf_vm_list_warn_of_maps (&list, &wish->options, &tool->job, err)
      || vf_emit_wish_ask_host (values, wish, err))
    return VF_EXIT_FAILED;
  json = vf_emit_all (tool, values, wish, &list, &losses, err);
  if (!json || (values->common.json && vf_output_json (json, err))
      || vf_vm_list_verdict (&list, err))
    return VF_EXIT_FAILED;
  return judge (values, losses, err);
}

/* Statuses of FAILED are of wrong usage where the error says so. */
static int
run_emit (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct vf_emit_values *chosen = values;
  CLEANUP_EMIT_WISH struct vf_emit_wish wish = { 0 };
  CLEANUP_MACHINE struct vf_machine *machine = NULL;

  if (vf_emit_options_parse (chosen, &wish, err))
    return VF_EXIT_FAILED;
  if (chosen->all_vms)
    return emit_all (tool, chosen, &wish, err);
  machine = vf_machine_read_file (chosen->common.operands[0], wish.format,
                                  &chosen->machine, err);
  if (!machine || vf_emit_wish_ask_host (chosen, &wish, err))
    return VF_EXIT_FAILED;
  vf_warn_unused_maps (&tool->job, (const struct vf_machine *[]){ machine }, 1,
                       &wish.options);
  return emit (tool, chosen, &wish, machine, err);
}

const struct vf_command vf_cmd_emit = {
  .name = "emit",
  .operands = "VM",
  .min_operands = 1,
  .max_operands = 1,
  .summary = "Write a VM definition for KVM, without touching disks",
  .options = vf_emit_option_rows,
  .options_size = sizeof (struct vf_emit_values),
  .run = run_emit,
};
