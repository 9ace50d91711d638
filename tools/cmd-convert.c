/* vmferry convert: the main job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/json.h"
#include "convert/vm/conversion-set.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert-all.h"
#include "convert/vm/convert.h"
#include "convert/vm/report.h"
#include "drivers/plan.h"
#include "tools/convert-options.h"
#include "tools/output.h"
#include "tools/vm-commands.h"

static int
print_plan (const struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_FREE char *text = vf_plan_text (conversion->plan);

  if (!text)
    return vf_error_nomem (err, "the plan");
  vf_output_lines (stdout, text);
  return 0;
}

static void
print_files (const struct vf_conversion *conversion)
{
  size_t i;

  for (i = 0; i < conversion->disks.count; i++)
    printf ("%s\n", conversion->disks.items[i].target_path);
  if (conversion->nvram_path)
    printf ("%s\n", conversion->nvram_path);
  printf ("%s\n", conversion->xml_path);
  printf ("%s/%s.report.json\n", conversion->folder, conversion->name);
  printf ("%s/%s.report.html\n", conversion->folder, conversion->name);
}

/* The plan, or the files that were made. */
static int
print_text (const struct vf_convert_values *values,
            const struct vf_conversion *conversion, struct vf_error *err)
{
  if (values->plan)
    return conversion->plan ? print_plan (conversion, err) : 0;
  if (conversion->is_complete)
    print_files (conversion);
  return 0;
}

/* The result on standard output: JSON, also of a failure; else text. */
static int
print_one (const struct vf_convert_values *values,
           const struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = NULL;

  if (!values->common.json)
    return print_text (values, conversion, err);
  json = vf_conversion_json (conversion);
  return vf_output_json (json, err);
}

/* The same of all VMs; each plan is under the name of its VM. */
static int
print_all (const struct vf_convert_values *values,
           const struct vf_conversion_set *set, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = NULL;
  size_t i;

  if (values->common.json) {
    json = vf_conversion_set_json (set);
    return vf_output_json (json, err);
  }
  for (i = 0; i < set->items.count; i++) {
    if (set->items.items[i]->plan && values->plan)
      printf ("%s%s:\n", i ? "\n" : "", set->items.items[i]->name);
    if (print_text (values, set->items.items[i], err))
      return -1;
  }
  if (set->is_written)
    printf ("%s/%s.report.json\n%s/%s.report.html\n", set->folder, set->name,
            set->folder, set->name);
  return 0;
}

/* The status of what succeeded. */
static int
judge_losses (const struct vf_convert_values *values, size_t losses,
              struct vf_error *err)
{
  if (!values->strict || !losses)
    return VF_EXIT_OK;
  vf_error_set (err, VF_ERROR_UNSUPPORTED,
                "--strict: %zu %s lost, which the report names", losses,
                losses == 1 ? "thing is" : "things are");
  return VF_EXIT_LOSSES;
}

/* Converts as WHAT says, and reports. */
static int
convert (struct vf_tool *tool, const struct vf_convert_values *values,
         const struct vf_convert_options *what, struct vf_error *err)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion
      = calloc (1, sizeof *conversion);
  struct vf_error print_err = { 0 };

  if (!conversion) {
    vf_error_nomem (err, "the conversion");
    return VF_EXIT_FAILED;
  }
  if (vf_convert (what, &tool->job, conversion, err)) {
    print_one (values, conversion, &print_err);
    return VF_EXIT_FAILED; /* or wrong usage, as the error says */
  }
  if (print_one (values, conversion, err))
    return VF_EXIT_FAILED;
  if (conversion->failure) { /* a plan that cannot be carried out */
    vf_error_set (err, VF_ERROR_UNSUPPORTED, "%s", conversion->failure);
    return VF_EXIT_FAILED;
  }
  vf_report_log (conversion, &tool->job);
  return judge_losses (values, vf_conversion_loss_count (conversion), err);
}

/* The same of every VM. */
static int
convert_all (struct vf_tool *tool, const struct vf_convert_values *values,
             const struct vf_convert_options *what, struct vf_error *err)
{
  CLEANUP_CONVERSION_SET struct vf_conversion_set set = { 0 };
  struct vf_error print_err = { 0 };

  if (vf_convert_all (what, &tool->job, &set, err)) {
    if (set.n_vms)
      print_all (values, &set, &print_err);
    return VF_EXIT_FAILED;
  }
  if (print_all (values, &set, err))
    return VF_EXIT_FAILED;
  return judge_losses (values, vf_conversion_set_loss_count (&set), err);
}

static int
run_convert (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct vf_convert_values *chosen = values;
  CLEANUP_CONVERT_WISH struct vf_convert_wish wish = { 0 };

  if (vf_convert_options_parse (chosen, &wish, err))
    return VF_EXIT_FAILED; /* or wrong usage, as the error says */
  return chosen->all_vms ? convert_all (tool, chosen, &wish.options, err)
                         : convert (tool, chosen, &wish.options, err);
}

const struct vf_command vf_cmd_convert = {
  .name = "convert",
  .operands = "VM",
  .min_operands = 1,
  .max_operands = 1,
  .summary = "Convert a VM: its disks, the guest in them and its definition",
  .options = vf_convert_option_rows,
  .options_size = sizeof (struct vf_convert_values),
  .run = run_convert,
};
