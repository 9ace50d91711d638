/* vmferry: the guest stages: inspect, plan, steps and proof, all in the one
 * appliance.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "common/job.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
#include "convert/vm/hardware/guest-support.h"
#include "convert/vm/hardware/guest-target.h"
#include "convert/vm/work.h"
#include "drivers/plan.h"
#include "drivers/proof.h"
#include "drivers/step.h"
#include "drivers/steps.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"
#include "inspect/inspect.h"

int
vf_stage_inspect (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;

  conversion->guest = vf_inspect (work->appliance, work->job, err);
  if (!conversion->guest)
    return -1;
  conversion->support
      = vf_guest_support_of (conversion->guest, conversion->machine);
  return vf_guest_support_name_disks (conversion, &work->options->devices,
                                      err);
}

int
vf_stage_plan (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;
  CLEANUP_GUEST_TARGET struct vf_guest_target *target
      = vf_guest_target_new (conversion, err);
  const struct vf_plan_item *obstacle;

  if (!target)
    return -1;
  conversion->plan = vf_plan_make (conversion->guest,
                                   vf_guest_target_get (target), err);
  if (!conversion->plan)
    return -1;
  obstacle = vf_plan_obstacle (conversion->plan);
  if (!obstacle)
    return 0;
  vf_error_set (err, VF_ERROR_UNSUPPORTED,
                "%s: the guest would not boot: %s: %s",
                conversion->source_path, obstacle->step->name,
                obstacle->reason);
  if (!work->options->plan_only)
    return -1;
  /* The plan itself is what was asked for; its reader is to be told. */
  conversion->failure = strdup (err->text);
  *err = (struct vf_error){ 0 };
  return 0;
}

int
vf_stage_steps (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;
  CLEANUP_GUEST_TARGET struct vf_guest_target *target
      = vf_guest_target_new (conversion, err);
  struct vf_step_context context = {
    .appliance = work->appliance,
    .guest = conversion->guest,
    .job = work->job,
  };

  if (!target)
    return -1;
  context.target = vf_guest_target_get (target);
  conversion->steps = vf_steps_apply (&context, conversion->plan, err);
  return conversion->steps ? 0 : -1;
}

/* Looks at the guest afresh, so that the proof rests on what is on the disks
 * and not on what the steps meant to do. */
int
vf_stage_proof (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;
  CLEANUP_GUEST_TARGET struct vf_guest_target *target
      = vf_guest_target_new (conversion, err);
  struct vf_appliance *appliance;

  if (!target)
    return -1;
  vf_guest_free (conversion->guest);
  conversion->guest = vf_inspect (work->appliance, work->job, err);
  if (!conversion->guest)
    return -1;
  conversion->proof = vf_proof_make (conversion->guest,
                                     vf_guest_target_get (target), err);
  if (!conversion->proof || vf_proof_verdict (conversion->proof, err))
    return -1;
  appliance = TAKE (work->appliance);
  return vf_appliance_finish (appliance, err);
}
