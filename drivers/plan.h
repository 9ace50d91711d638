/* vmferry: the plan: for each step whether it is needed, and why.  A pure
 * function of guest and target, made and printed before anything is written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_PLAN_H
#define VF_DRIVERS_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "inspect/textlist.h"

struct vf_error;
struct vf_guest;
struct vf_json;
struct vf_step;
struct vf_target;

enum vf_plan_need {
  VF_PLAN_NOT_NEEDED,
  VF_PLAN_NEEDED,
  VF_PLAN_IMPOSSIBLE, /* the guest will not boot, and this cannot mend it */
};

struct vf_plan_item {
  const struct vf_step *step;
  enum vf_plan_need need;
  char *reason;                /* one sentence */
  struct vf_text_list changes; /* what will be done, a line each */
  struct vf_text_list losses;  /* what cannot be kept, a line each */
};

struct vf_plan {
  struct vf_plan_item *items; /* in the order of the steps */
  size_t count;
};

/* Asks every step.
 * Owner:   the caller frees it with vf_plan_free.
 * Errors:  NOMEM */
struct vf_plan *vf_plan_make (const struct vf_guest *guest,
                              const struct vf_target *target,
                              struct vf_error *err);

/* Frees PLAN and all in it; NULL is allowed. */
void vf_plan_free (struct vf_plan *plan);

/* The first step that is impossible.
 * Returns: a part of PLAN, or NULL when all can be done. */
const struct vf_plan_item *vf_plan_obstacle (const struct vf_plan *plan);

/* Whether any step is needed. */
bool vf_plan_has_work (const struct vf_plan *plan);

/* A need as it stands in JSON: "not-needed", "needed", "impossible". */
const char *vf_plan_need_name (enum vf_plan_need need);

/* PLAN for a person: a line per step, and one per change.
 * Returns: a malloc'd string, or NULL when memory is out. */
char *vf_plan_text (const struct vf_plan *plan);

/* PLAN as a JSON array of {step, summary, need, reason, changes, losses}.
 * Owner: the caller. */
struct vf_json *vf_plan_json (const struct vf_plan *plan);

VF_DEFINE_CLEANUP (plan, struct vf_plan, vf_plan_free)
#define CLEANUP_PLAN VF_CLEANUP (vf_cleanup_plan)

#endif
