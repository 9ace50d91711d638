/* vmferry: the list of stages, and the clock on them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/convert.h"

#include <string.h>
#include <time.h>

#include "common/error.h"
#include "common/job.h"
#include "common/outfile.h"
#include "common/tempdir.h"
#include "convert/vm/conversion.h"
#include "convert/vm/overlay.h"
#include "convert/vm/report.h"
#include "convert/vm/target-folder.h"
#include "convert/vm/work.h"
#include "formats/domain-caps.h"
#include "inspect/appliance.h"

struct stage {
  const char *name;
  const char *announcement;
  int (*run) (struct vf_work *work, struct vf_error *err);
};

/* The road of a VM, up to the first write. */
static const struct stage looking[] = {
  { "definition", "reading the definition", vf_stage_definition },
  { "disks", "opening the disks", vf_stage_disks },
  { "appliance", "starting the appliance", vf_stage_appliance },
  { "inspect", "looking into the guest", vf_stage_inspect },
  { "plan", "planning", vf_stage_plan },
  { NULL, NULL, NULL },
};

/* And from there.  Nothing has its name before "finish". */
static const struct stage doing[] = {
  { "steps", "changing the guest", vf_stage_steps },
  { "proof", "proving that it will boot", vf_stage_proof },
  { "copy", "copying the disks", vf_stage_copy },
  { "emit", "writing the definition", vf_stage_definition_out },
  { "finish", "finishing", vf_stage_finish },
  { NULL, NULL, NULL },
};

static const struct stage boot_stage
    = { "boot", "booting the result", vf_stage_boot };
static const struct stage define_stage
    = { "define", "defining it in libvirt", vf_stage_define };

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
run_stage (const struct stage *stage, struct vf_work *work,
           struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;
  struct vf_stage_time time = { .name = stage->name };
  double start = now ();
  int r;

  if (vf_job_check (work->job, err))
    return -1;
  vf_job_log (work->job, VF_LOG_STAGE, "%s", stage->announcement);
  r = stage->run (work, err);
  time.seconds = now () - start;
  conversion->seconds += time.seconds;
  if (vf_vector_push (&conversion->times, time))
    return vf_error_nomem (err, "timings");
  return r;
}

static int
run_stages (const struct stage *stage, struct vf_work *work,
            struct vf_error *err)
{
  for (; stage->name; stage++)
    if (run_stage (stage, work, err))
      return -1;
  return 0;
}

static int
run_all (struct vf_work *work, struct vf_error *err)
{
  const struct vf_convert_options *options = work->options;

  if (run_stages (looking, work, err))
    return -1;
  if (options->plan_only)
    return 0;
  if (run_stages (doing, work, err))
    return -1;
  if (options->boot_check && run_stage (&boot_stage, work, err))
    return -1;
  if (options->define_uri && run_stage (&define_stage, work, err))
    return -1;
  return 0;
}

void
vf_work_clear (struct vf_work *work)
{
  size_t i;

  vf_appliance_abandon (work->appliance);
  for (i = 0; i < work->outputs.count; i++)
    vf_outfile_abandon (work->outputs.items[i]);
  for (i = 0; i < work->overlays.count; i++)
    vf_overlay_drop (work->overlays.items[i]);
  vf_domain_caps_free (work->caps);
  vf_tempdir_remove (work->folder);
  vf_target_folder_drop (work);
  free (work->outputs.items);
  free (work->overlays.items);
}

int
vf_convert (const struct vf_convert_options *options, struct vf_job *job,
            struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_WORK struct vf_work work
      = { .options = options, .job = job, .conversion = conversion };
  struct vf_error report_err;
  int r = run_all (&work, err);

  if (r)
    conversion->failure = strdup (err->text);
  if (!conversion->is_complete
      || vf_report_write (conversion, &report_err) == 0 || r)
    return r;
  *err = report_err;
  conversion->failure = strdup (err->text);
  return -1;
}
