/* vmferry convert: the main job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/json.h"
#include "common/text.h"
#include "convert/vm/boot/boot.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
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

/* The result on standard output: JSON, also of a failure; else the plan, or
 * the files that were made. */
static int
print_result (const struct vf_convert_values *values,
              const struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = NULL;

  if (values->common.json) {
    json = vf_conversion_json (conversion);
    return vf_output_json (json, err);
  }
  if (values->plan)
    return conversion->plan ? print_plan (conversion, err) : 0;
  if (conversion->is_complete)
    print_files (conversion);
  return 0;
}

/* What is said at the end of a conversion that succeeded. */
static void
log_summary (struct vf_tool *tool, const struct vf_conversion *conversion)
{
  vf_job_log (&tool->job, VF_LOG_STAGE,
              "converted %s in %.1f s%s; losses in the report: %zu",
              conversion->name, conversion->seconds,
              conversion->boot ? ", and it boots" : "",
              vf_conversion_loss_count (conversion));
}

/* A plan that cannot be carried out is a failure, though it was printed. */
static int
status_of (const struct vf_convert_values *values,
           const struct vf_conversion *conversion, struct vf_error *err)
{
  size_t losses = vf_conversion_loss_count (conversion);

  if (conversion->failure) {
    vf_error_set (err, VF_ERROR_UNSUPPORTED, "%s", conversion->failure);
    return VF_EXIT_FAILED;
  }
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
    print_result (values, conversion, &print_err);
    return err->code == VF_ERROR_USAGE ? VF_EXIT_USAGE : VF_EXIT_FAILED;
  }
  if (print_result (values, conversion, err))
    return VF_EXIT_FAILED;
  if (!values->plan)
    log_summary (tool, conversion);
  return status_of (values, conversion, err);
}

static int
run_convert (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  CLEANUP_CONVERT_WISH struct vf_convert_wish wish = { 0 };

  if (vf_convert_options_parse (values, &wish, err))
    return VF_EXIT_FAILED; /* or wrong usage, as the error says */
  return convert (tool, values, &wish.options, err);
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
