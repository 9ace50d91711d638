/* vmferry: the steps there are, in their order, and the doing of a plan.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_STEPS_H
#define VF_DRIVERS_STEPS_H

#include <stddef.h>

#include "common/cleanup.h"
#include "inspect/textlist.h"

struct vf_error;
struct vf_json;
struct vf_plan;
struct vf_step;
struct vf_step_context;

enum vf_step_outcome {
  VF_STEP_NOT_NEEDED,
  VF_STEP_DONE,
  VF_STEP_FAILED,
};

struct vf_step_result {
  const struct vf_step *step;
  enum vf_step_outcome outcome;
  double seconds;
  struct vf_text_list done; /* a line per change that was made */
};

struct vf_step_results {
  struct vf_step_result *items;
  size_t count;
};

/* All steps, in the order in which they are applied; ends with NULL. */
extern const struct vf_step *const vf_steps[];

/* Applies the steps that PLAN says are needed, and stops at the first that
 * fails.
 * Owner:   the caller frees the results with vf_step_results_free.
 * Errors:  what the step said, with its name in front; EXTERNAL, IO,
 *          CANCELLED.  The guest is then half changed: drop the overlays. */
struct vf_step_results *vf_steps_apply (const struct vf_step_context *context,
                                        const struct vf_plan *plan,
                                        struct vf_error *err);

/* Frees RESULTS and all in it; NULL is allowed. */
void vf_step_results_free (struct vf_step_results *results);

/* An outcome as it stands in JSON: "not-needed", "done", "failed". */
const char *vf_step_outcome_name (enum vf_step_outcome outcome);

/* RESULTS as a JSON array of {step, outcome, milliseconds,
 * done}.
 * Owner: the caller. */
struct vf_json *vf_step_results_json (const struct vf_step_results *results);

VF_DEFINE_CLEANUP (step_results, struct vf_step_results, vf_step_results_free)
#define CLEANUP_STEP_RESULTS VF_CLEANUP (vf_cleanup_step_results)

#endif
