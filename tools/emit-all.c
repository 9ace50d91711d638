/* vmferry emit: every VM of a definition, one after the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/emit-all.h"

#include <sys/types.h>

#include "common/json.h"
#include "common/tempdir.h"
#include "common/text.h"
#include "convert/vm/target-folder.h"
#include "convert/vm/vm-list.h"
#include "tools/emit-options.h"
#include "tools/emitted.h"

/* What all VMs have in common. */
struct run {
  struct vf_tool *tool;
  const struct vf_emit_values *values;
  const struct vf_emit_wish *wish;
  struct vf_vm_list *list;
  size_t losses;
};

/* Writes and defines the text of the VM called NAME. */
static int
deliver (const struct run *run, const char *name,
         const struct vf_emitted *emitted, struct vf_error *err)
{
  const struct vf_emit_values *values = run->values;
  CLEANUP_FREE char *path
      = values->output ? vf_text_printf ("%s/%s.%s", values->output, name,
                                         run->wish->emitter->extension)
                       : NULL;

  if (values->output && !path)
    return vf_error_nomem (err, "paths");
  return vf_emitted_deliver (emitted, path, values->define, err);
}

/* Emits VM number INDEX.
 * Returns: what was made, as JSON; NULL with an error */
static struct vf_json *
emit_vm (struct run *run, size_t index, struct vf_error *err)
{
  const struct vf_vm *vm = &run->list->vms.items[index];
  struct vf_job *job = &run->tool->job;
  CLEANUP_EMITTED struct vf_emitted emitted
      = { .machine = vm->machine, .options = &run->wish->options };

  vf_job_log (job, VF_LOG_STAGE, "VM %zu of %zu: %s", index + 1,
              run->list->vms.count, vf_vm_label (vm));
  if (vf_vm_list_lose_shared (run->list, index, &emitted.report, err)
      || vf_emitted_make (&emitted, run->wish->emitter, err))
    return NULL;
  if (!run->values->common.json)
    vf_emitted_warn (&emitted, job);
  if (deliver (run, vm->name, &emitted, err))
    return NULL;
  run->losses += vf_emitted_loss_count (&emitted);
  return vf_emitted_json (&emitted, err);
}

/* The same, unless nothing can be made of it.
 * Returns: what is to be told of it, as JSON */
static struct vf_json *
try_vm (struct run *run, size_t index)
{
  struct vf_vm *vm = &run->list->vms.items[index];
  struct vf_json *json = NULL;

  if (!vm->err.code)
    json = emit_vm (run, index, &vm->err);
  if (!json) {
    vf_job_log (&run->tool->job, VF_LOG_WARNING, "%s: %s", vm->name,
                vm->err.text);
    json = vf_json_object ();
  }
  vf_json_put_text (json, "vm", vm->id);
  vf_json_put_text (json, "name", vm->name);
  vf_json_put_text (json, "failure", vm->err.code ? vm->err.text : NULL);
  return json;
}

/* Emits all of them, into JSON.
 * Returns: how many failed, or -1 when it was cancelled */
static ssize_t
try_all (struct run *run, struct vf_json *json, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *definitions = vf_json_array ();
  size_t i, failed = 0, count = run->list->vms.count;

  for (i = 0; i < count; i++) {
    if (vf_job_check (&run->tool->job, err))
      return -1;
    vf_json_add (definitions, try_vm (run, i));
    failed += run->list->vms.items[i].err.code != VF_ERROR_NONE;
  }
  vf_json_put_u64 (json, "vms", count);
  vf_json_put_u64 (json, "failed", failed);
  vf_json_put (json, "definitions", TAKE (definitions));
  return (ssize_t)failed;
}

struct vf_json *
vf_emit_all (struct vf_tool *tool, const struct vf_emit_values *values,
             const struct vf_emit_wish *wish, struct vf_vm_list *list,
             size_t *ret_losses, struct vf_error *err)
{
  struct run run
      = { .tool = tool, .values = values, .wish = wish, .list = list };
  CLEANUP_TEMPDIR struct vf_tempdir *made_folder = NULL;
  CLEANUP_JSON struct vf_json *json = vf_json_object ();
  ssize_t failed;

  if (wish->emitter->name_of
      && vf_vm_list_refuse_same (list, wish->emitter->name_of, err))
    return NULL;
  if (values->output
      && vf_target_folder_make (values->output, &made_folder, err))
    return NULL;
  failed = try_all (&run, json, err);
  *ret_losses = run.losses;
  return failed < 0 ? NULL : TAKE (json);
}
