/* vmferry: what the stages of a conversion share while it runs: the overlays
 * and the outputs that are not finished yet.  Goes away with the run; what is
 * to be told afterwards is in struct vf_conversion.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_WORK_H
#define VF_CONVERT_VM_WORK_H


#include "common/cleanup.h"
#include "common/vector.h"

struct vf_appliance;
struct vf_conversion;
struct vf_convert_options;
struct vf_error;
struct vf_domain_caps;
struct vf_job;
struct vf_outfile;
struct vf_overlay;
struct vf_tempdir;

struct vf_work {
  const struct vf_convert_options *options;
  struct vf_job *job;
  struct vf_conversion *conversion;
  struct vf_domain_caps *caps; /* of the target; NULL: not asked */
  struct vf_tempdir *folder; /* of overlays and sockets */
  VF_VECTOR (struct vf_overlay *) overlays; /* in the order of the disks */
  struct vf_appliance *appliance; /* while the guest stages run */
  VF_VECTOR (struct vf_outfile *) outputs; /* written, not yet named */
  struct vf_tempdir *made_folder; /* of the target; NULL: it was there */
  size_t n_finished; /* of outputs, the first ones, that have their names */
};

/* Drops everything that is left: outputs vanish, servers end. */
void vf_work_clear (struct vf_work *work);

#define CLEANUP_WORK VF_CLEANUP (vf_work_clear)

/* Reads the definition, and decides on names and paths of the target. */
int vf_stage_definition (struct vf_work *work, struct vf_error *err);

/* Opens and serves each disk, and lays an overlay over it. */
int vf_stage_disks (struct vf_work *work, struct vf_error *err);

/* Launches the appliance on the overlays. */
int vf_stage_appliance (struct vf_work *work, struct vf_error *err);

/* Inspects the guest. */
int vf_stage_inspect (struct vf_work *work, struct vf_error *err);

/* Makes the plan.
 * Errors:  UNSUPPORTED when a step that the guest needs is impossible */
int vf_stage_plan (struct vf_work *work, struct vf_error *err);

/* Applies the steps to the overlays. */
int vf_stage_steps (struct vf_work *work, struct vf_error *err);

/* Inspects the changed guest again, proves that it will boot, and ends the
 * appliance. */
int vf_stage_proof (struct vf_work *work, struct vf_error *err);

/* Copies overlay and source of each disk to its target. */
int vf_stage_copy (struct vf_work *work, struct vf_error *err);

/* Whether the source's firmware variables go to the target, and where.
 * Errors:  NOMEM */
int vf_stage_nvram_plan (struct vf_work *work, struct vf_error *err);

/* Writes them, when they do. */
int vf_stage_nvram_out (struct vf_work *work, struct vf_error *err);

/* Writes the definition. */
int vf_stage_definition_out (struct vf_work *work, struct vf_error *err);

/* Whether the definition could be written: what the target cannot have is
 * found before the disks are copied.
 * Errors:  those of the emitter */
int vf_stage_definition_check (struct vf_work *work, struct vf_error *err);

/* Gives all outputs their names. */
int vf_stage_finish (struct vf_work *work, struct vf_error *err);

/* Boots the result on throw-away overlays. */
int vf_stage_boot (struct vf_work *work, struct vf_error *err);

/* Defines the result in libvirt. */
int vf_stage_define (struct vf_work *work, struct vf_error *err);

#endif
