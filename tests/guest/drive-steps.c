/* vmferry: drives the guest road over one disk, for tests:
 *
 *   drive-steps plan|apply FORMAT DISK TARGET-NAME MAC SLOT
 *
 * Inspects the guest on DISK, plans for a target that calls it TARGET-NAME
 * and has a card with MAC that was in SLOT, applies the plan (apply), and
 * inspects and proves again.  Prints one JSON object with what came out, and
 * timings on standard error.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "common/job.h"
#include "common/json.h"
#include "drivers/plan.h"
#include "drivers/proof.h"
#include "drivers/step.h"
#include "drivers/steps.h"
#include "drivers/target.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"
#include "inspect/inspect.h"

struct drive {
  struct vf_job job;
  struct vf_appliance *appliance;
  struct vf_target target;
  struct vf_json *out;
  bool apply;
  double last;
};

static double
now_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
say_time (struct drive *drive, const char *what)
{
  double now = now_seconds ();

  fprintf (stderr, "%s: %.2f s\n", what, now - drive->last);
  drive->last = now;
}

static void
print_log (void *data, enum vf_log_level level, const char *text)
{
  (void)data, (void)level;
  fprintf (stderr, "%s\n", text);
}

/* Applies PLAN, and puts into OUT what was done. */
static int
apply_plan (struct drive *drive, const struct vf_guest *guest,
            const struct vf_plan *plan, struct vf_error *err)
{
  struct vf_step_context context
      = { drive->appliance, guest, &drive->target, &drive->job };
  CLEANUP_STEP_RESULTS struct vf_step_results *results
      = vf_steps_apply (&context, plan, err);

  if (!results)
    return -1;
  say_time (drive, "steps");
  vf_json_put (drive->out, "steps", vf_step_results_json (results));
  return 0;
}

/* Inspects, plans, and either applies or proves. */
static int
do_round (struct drive *drive, bool apply, struct vf_error *err)
{
  CLEANUP_GUEST struct vf_guest *guest
      = vf_inspect (drive->appliance, &drive->job, err);
  CLEANUP_PLAN struct vf_plan *plan = NULL;
  CLEANUP_PROOF struct vf_proof *proof = NULL;

  if (!guest)
    return -1;
  say_time (drive, "inspect");
  plan = vf_plan_make (guest, &drive->target, err);
  if (!plan)
    return -1;
  if (apply) {
    vf_json_put (drive->out, "plan", vf_plan_json (plan));
    return apply_plan (drive, guest, plan, err);
  }
  proof = vf_proof_make (guest, &drive->target, err);
  if (!proof)
    return -1;
  vf_json_put (drive->out, "guest", vf_guest_json (guest));
  vf_json_put (drive->out, "last_plan", vf_plan_json (plan));
  vf_json_put (drive->out, "proof", vf_proof_json (proof));
  vf_json_put_bool (drive->out, "proven", vf_proof_verdict (proof, err) == 0);
  return 0;
}

static int
run (struct drive *drive, const struct vf_appliance_disk *disk,
     struct vf_error *err)
{
  drive->appliance
      = vf_appliance_launch (disk, 1, !drive->apply, &drive->job, err);
  if (!drive->appliance)
    return -1;
  say_time (drive, "launch");
  if ((drive->apply && do_round (drive, true, err) == -1)
      || do_round (drive, false, err) == -1) {
    vf_appliance_abandon (drive->appliance);
    return -1;
  }
  if (vf_appliance_finish (drive->appliance, err) == -1)
    return -1;
  say_time (drive, "finish");
  return 0;
}

int
main (int argc, char **argv)
{
  struct vf_error err = { 0 };
  struct drive drive = { .job = { .log = print_log } };
  struct vf_appliance_disk disk;
  struct vf_target_nic nic;
  const char *name;
  char *text;

  if (argc != 7) {
    fprintf (stderr, "usage: drive-steps plan|apply FORMAT DISK TARGET-NAME "
                     "MAC SLOT\n");
    return 2;
  }
  drive.apply = strcmp (argv[1], "apply") == 0;
  disk = (struct vf_appliance_disk){ argv[3], argv[2] };
  name = argv[4];
  nic = (struct vf_target_nic){ argv[5], (unsigned)atoi (argv[6]) };
  drive.target = (struct vf_target){ &name, 1, &nic, 1, false, 0, false };
  drive.out = vf_json_object ();
  drive.last = now_seconds ();
  if (run (&drive, &disk, &err) == -1) {
    fprintf (stderr, "drive-steps: %s\n", err.text);
    vf_json_free (drive.out);
    return 1;
  }
  text = vf_json_text (drive.out, false, &err);
  vf_json_free (drive.out);
  puts (text ? text : err.text);
  free (text);
  return 0;
}
