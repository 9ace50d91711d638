/* vmferry: processor models by libvirt's names: how old they are, and which
 * of them a cluster's baseline means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_CPU_MODELS_H
#define VF_CONVERT_VM_HARDWARE_CPU_MODELS_H

#include <stdbool.h>

struct vf_cpu_model {
  const char *name;
  const char *vendor; /* "Intel", "AMD"; NULL of none */
  unsigned year;      /* of the processor */
};

/* The models that a server's processor may be, oldest first; ends with a NULL
 * name. */
extern const struct vf_cpu_model vf_cpu_models[];

/* The model called NAME; NULL for one that is not in the list. */
const struct vf_cpu_model *vf_cpu_model_find (const char *name);

/* Whether NAME is a model that libvirt falls back to when it does not know a
 * processor: with little more than 64 bits. */
bool vf_cpu_model_is_fallback (const char *name);

/* The models that the EVC mode BASELINE ("intel-haswell") stands for, the best
 * first and the plainest last, NULL at the end.
 * Returns: NULL for a mode that is not known. */
const char *const *vf_cpu_baseline_models (const char *baseline);

#endif
