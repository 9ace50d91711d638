/* vmferry: the list of steps, and doing them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/steps.h"

#include <stdlib.h>
#include <time.h>

#include "common/error.h"
#include "common/job.h"
#include "common/json.h"
#include "drivers/device-names.h"
#include "drivers/initramfs.h"
#include "drivers/network-names.h"
#include "drivers/plan.h"
#include "drivers/remove-tools.h"
#include "drivers/step.h"

/* Names of disks go first, since they are known by their lines.  The
 * initramfs goes last: it takes up what the others did. */
const struct vf_step *const vf_steps[] = {
  &vf_step_device_names, &vf_step_network_names, &vf_step_remove_tools,
  &vf_step_initramfs,    NULL,
};

static double
now_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
apply_one (const struct vf_step_context *context,
           const struct vf_plan_item *item, struct vf_step_result *result,
           struct vf_error *err)
{
  double start = now_seconds ();

  result->step = item->step;
  if (vf_job_check (context->job, err) == -1)
    return -1;
  if (item->need == VF_PLAN_IMPOSSIBLE)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED, "%s: %s", item->step->name,
                         item->reason);
  if (item->need == VF_PLAN_NOT_NEEDED)
    return 0;
  vf_job_log (context->job, VF_LOG_STAGE, "guest: %s", item->step->summary);
  result->outcome = VF_STEP_FAILED;
  if (item->step->apply (context, &result->done, err) == -1)
    return vf_error_prefix (err, "%s", item->step->name);
  result->outcome = VF_STEP_DONE;
  result->seconds = now_seconds () - start;
  return 0;
}

struct vf_step_results *
vf_steps_apply (const struct vf_step_context *context,
                const struct vf_plan *plan, struct vf_error *err)
{
  CLEANUP_STEP_RESULTS struct vf_step_results *results
      = calloc (1, sizeof *results);

  if (results)
    results->items = calloc (plan->count, sizeof *results->items);
  if (!results || !results->items) {
    vf_error_nomem (err, "the steps");
    return NULL;
  }
  for (size_t i = 0; i < plan->count; i++) {
    results->count++;
    if (apply_one (context, &plan->items[i], &results->items[i], err) == -1)
      return NULL;
  }
  return TAKE (results);
}

void
vf_step_results_free (struct vf_step_results *results)
{
  if (!results)
    return;
  for (size_t i = 0; i < results->count; i++)
    vf_text_list_clear (&results->items[i].done);
  free (results->items);
  free (results);
}

const char *
vf_step_outcome_name (enum vf_step_outcome outcome)
{
  switch (outcome) {
  case VF_STEP_DONE:
    return "done";
  case VF_STEP_FAILED:
    return "failed";
  default:
    return "not-needed";
  }
}

struct vf_json *
vf_step_results_json (const struct vf_step_results *results)
{
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < results->count; i++) {
    const struct vf_step_result *result = &results->items[i];
    struct vf_json *object = vf_json_object ();

    vf_json_put_text (object, "step", result->step->name);
    vf_json_put_text (object, "outcome",
                      vf_step_outcome_name (result->outcome));
    vf_json_put_u64 (object, "milliseconds",
                     (uint64_t)(result->seconds * 1000));
    vf_json_put (object, "done", vf_text_list_json (&result->done));
    vf_json_add (array, object);
  }
  return array;
}
