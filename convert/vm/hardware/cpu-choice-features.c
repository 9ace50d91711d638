/* vmferry: the CPU features that a VM's definition names or needs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "convert/vm/hardware/cpu-choice.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/text-out.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine.h"

enum { MAX_FEATURES = 512 }; /* libvirt knows some 250 */

/* The first word about a feature stands. */
static int
add (struct vf_cpu_choice *choice, const char *name, const char *policy,
     struct vf_error *err)
{
  struct vf_cpu_feature feature = { name, policy };
  size_t i;

  for (i = 0; i < choice->features.count; i++)
    if (strcmp (choice->features.items[i].name, name) == 0)
      return 0;
  if (i == MAX_FEATURES)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "%s: more than %d CPU features are named", name,
                         MAX_FEATURES);
  if (vf_vector_push (&choice->features, feature))
    return vf_error_nomem (err, "CPU features");
  return 0;
}

/* libvirt's own word for a policy, or NULL. */
static const char *
libvirt_policy (const char *text)
{
  static const char *const policies[]
      = { "force", "require", "optional", "disable", "forbid" };
  size_t i;

  for (i = 0; i < sizeof policies / sizeof *policies; i++)
    if (strcmp (policies[i], text) == 0)
      return policies[i];
  return NULL;
}

/* Whether FEATURE is one by name, not a mask that its reader could not put into
 * such. */
static bool
is_named (const struct vf_machine_feature *feature)
{
  return feature->policy && libvirt_policy (feature->policy);
}

/* Says which masks are lost, in one line for all. */
static int
report_masks (const struct vf_machine *machine, struct vf_account *report,
              struct vf_error *err)
{
  CLEANUP_TEXT_OUT struct vf_text_out list = { 0 };
  CLEANUP_FREE char *text = NULL;
  size_t i, count = 0;

  if (vf_text_out_open (&list, err))
    return -1;
  for (i = 0; i < machine->cpu.features.count; i++) {
    const struct vf_machine_feature *feature = &machine->cpu.features.items[i];

    if (feature->name && feature->policy && !is_named (feature))
      fprintf (list.file, "%s%s", count++ ? ", " : "", feature->name);
  }
  text = vf_text_out_finish (&list, err);
  if (!text)
    return -1;
  return count ? vf_account_lose (report, err, "cpu.masks",
                                  "bits of %s that are no features by name: "
                                  "the guest sees those of its model",
                                  text)
               : 0;
}

/* Those of the source. */
static int
add_source (const struct vf_machine *machine, struct vf_account *report,
            struct vf_cpu_choice *choice, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < machine->cpu.features.count; i++) {
    const struct vf_machine_feature *feature = &machine->cpu.features.items[i];

    if (feature->name && is_named (feature)
        && add (choice, feature->name, libvirt_policy (feature->policy), err))
      return -1;
  }
  return report_masks (machine, report, err);
}

/* Virtual machines inside.  Where the vendor is not known, libvirt takes the
 * one of the two that there is. */
static int
add_nested (const struct vf_machine *machine, struct vf_account *report,
            struct vf_cpu_choice *choice, struct vf_error *err)
{
  const char *vendor = choice->vendor;
  const char *policy = vendor ? "require" : "optional";

  if (machine->cpu.nested != VF_YES && machine->security.vbs != VF_YES)
    return 0;
  if ((!vendor || strcmp (vendor, "Intel") == 0)
      && add (choice, "vmx", policy, err))
    return -1;
  if ((!vendor || strcmp (vendor, "AMD") == 0)
      && add (choice, "svm", policy, err))
    return -1;
  return vf_account_add (report, VF_FATE_MAPPED, "cpu.nested", vendor,
                         "virtual machines inside run if the target's host "
                         "allows nesting",
                         err);
}

/* On AMD a guest sees threads only by this feature. */
static int
add_threads (const struct vf_machine *machine, struct vf_cpu_choice *choice,
             struct vf_error *err)
{
  if (machine->cpu.threads_per_core <= 1)
    return 0;
  if (!choice->vendor)
    return add (choice, "topoext", "optional", err);
  return strcmp (choice->vendor, "AMD") == 0
             ? add (choice, "topoext", "require", err)
             : 0;
}

int
vf_cpu_choose_features (const struct vf_machine *machine,
                        const struct vf_emit_options *options,
                        struct vf_account *report, struct vf_cpu_choice *ret,
                        struct vf_error *err)
{
  if (machine->cpu.hidden == VF_YES && add (ret, "hypervisor", "disable", err))
    return -1;
  if (!options->target->has_kvm && !ret->model)
    return machine->cpu.features.count || machine->cpu.nested == VF_YES
               ? vf_account_lose (report, err, "cpu.features",
                                  "emulation has the features that it has")
               : 0;
  if (add_source (machine, report, ret, err)
      || add_nested (machine, report, ret, err))
    return -1;
  return add_threads (machine, ret, err);
}
