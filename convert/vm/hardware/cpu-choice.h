/* vmferry: which processor a VM gets on its target, by what its source says,
 * what a person chose, and what the target's libvirt says it can give.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_CPU_CHOICE_H
#define VF_CONVERT_VM_HARDWARE_CPU_CHOICE_H

#include "common/vector.h"

struct vf_account;
struct vf_emit_options;
struct vf_error;
struct vf_machine;

/* Texts belong to the machine, the options, the target's capabilities, or to
 * nobody. */
struct vf_cpu_feature {
  const char *name;   /* libvirt's */
  const char *policy; /* "require", "optional", "disable", ... */
};

struct vf_cpu_choice {
  const char *mode; /* "host-model", "host-passthrough", "custom", "maximum" */
  const char *model;  /* of "custom", else NULL */
  const char *vendor; /* "Intel", "AMD"; NULL unknown */
  VF_VECTOR (struct vf_cpu_feature) features; /* each once */
};

/* Chooses the mode and the model.
 * Params:  report - what of the source is not kept is added
 *          ret - all zeros
 * Errors:  UNSUPPORTED when the target cannot give what was asked for, with
 *          what it lacks; NOMEM */
int vf_cpu_choose (const struct vf_machine *machine,
                   const struct vf_emit_options *options,
                   struct vf_account *report, struct vf_cpu_choice *ret,
                   struct vf_error *err);

/* Adds the features that the source names, masks or needs; after
 * vf_cpu_choose.
 * Owner:   the caller frees ret->features.items, also on error.
 * Errors:  NOMEM */
int vf_cpu_choose_features (const struct vf_machine *machine,
                            const struct vf_emit_options *options,
                            struct vf_account *report,
                            struct vf_cpu_choice *ret, struct vf_error *err);

#endif
