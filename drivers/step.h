/* vmferry: a step: one named thing that is done to a guest.  It says from the
 * facts alone whether it is needed, and does it through the appliance.  Done
 * twice it changes nothing the second time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_STEP_H
#define VF_DRIVERS_STEP_H

struct vf_appliance;
struct vf_error;
struct vf_guest;
struct vf_job;
struct vf_plan_item;
struct vf_target;
struct vf_text_list;

/* What the apply of a step works on; all borrowed. */
struct vf_step_context {
  struct vf_appliance *appliance; /* the guest's filesystems are mounted */
  const struct vf_guest *guest;   /* as it was before the first step */
  const struct vf_target *target;
  struct vf_job *job;
};

struct vf_step {
  const char *name;    /* "initramfs": in plans, reports and tests */
  const char *summary; /* one line for a person */
  /* Fills in ITEM's need, reason, changes and losses; touches nothing else.
   * Errors:  NOMEM */
  int (*plan) (const struct vf_guest *guest, const struct vf_target *target,
               struct vf_plan_item *item, struct vf_error *err);
  /* Does it; is called only when it is needed.  DONE takes a line per change
   * that was made. */
  int (*apply) (const struct vf_step_context *context,
                struct vf_text_list *done, struct vf_error *err);
};

#endif
