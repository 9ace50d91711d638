/* vmferry: which processor model a VM gets.
 *
 * "host-model" is the default, and never taken on trust where the target's
 * libvirt was asked: one that is older than its host's processor gives the
 * guest a kvm64 without a word, on which today's systems do not even start.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/cpu-choice.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/hardware/cpu-models.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "formats/domain-caps.h"
#include "formats/machine.h"

/* What is being chosen from. */
struct choosing {
  const struct vf_machine *machine;
  const struct vf_resource_choices *choices;
  const struct vf_domain_caps *caps; /* NULL: not asked */
  struct vf_account *report;
  struct vf_cpu_choice *choice;
};

static void
take_mode (struct choosing *choosing, const char *mode)
{
  choosing->choice->mode = mode;
  if (choosing->caps)
    choosing->choice->vendor = choosing->caps->host_vendor;
}

static void
take_model (struct choosing *choosing, const char *name)
{
  const struct vf_cpu_model *model = vf_cpu_model_find (name);

  choosing->choice->mode = "custom";
  choosing->choice->model = name;
  choosing->choice->vendor = model ? model->vendor : NULL;
}

/* Whether the target can give the model NAME; else ERR says why. */
static bool
is_usable (const struct choosing *choosing, const char *name,
           struct vf_error *err)
{
  const struct vf_caps_model *model;

  if (!choosing->caps)
    return true;
  model = vf_domain_caps_model (choosing->caps, name);
  if (!model)
    vf_error_set (err, VF_ERROR_UNSUPPORTED,
                  "the target's libvirt has no processor model \"%s\"", name);
  else if (model->usable != VF_NO)
    return true;
  else if (model->blockers)
    vf_error_set (err, VF_ERROR_UNSUPPORTED,
                  "the target's host cannot be a %s: it lacks %s", name,
                  model->blockers);
  else
    vf_error_set (err, VF_ERROR_UNSUPPORTED,
                  "the target's libvirt calls the processor model %s not "
                  "usable",
                  name);
  return false;
}

/* The newest model of the host's vendor that the target calls usable, or not
 * usable; NULL for none. */
static const struct vf_cpu_model *
newest (const struct vf_domain_caps *caps, enum vf_tristate usable)
{
  const struct vf_cpu_model *found = NULL, *model;
  const struct vf_caps_model *known;

  for (model = vf_cpu_models; model->name; model++) {
    known = vf_domain_caps_model (caps, model->name);
    if (known && known->usable == usable
        && (!caps->host_vendor
            || strcmp (caps->host_vendor, model->vendor) == 0))
      found = model;
  }
  return found;
}

/* Says why host-model is not to be had, and what is instead. */
static int
refuse_host_model (const struct choosing *choosing, struct vf_error *err)
{
  const struct vf_domain_caps *caps = choosing->caps;
  const struct vf_cpu_model *best = newest (caps, VF_YES);
  const struct vf_cpu_model *next = newest (caps, VF_NO);
  const char *blockers = NULL;

  if (next && (!best || next->year > best->year))
    blockers = vf_domain_caps_model (caps, next->name)->blockers;
  return vf_error_set (
      err, VF_ERROR_UNSUPPORTED,
      "host-model is %s on the target, whose libvirt does not know its "
      "processor%s%s%s%s; %s%s%s",
      caps->host_model_name ? caps->host_model_name : "not supported",
      blockers ? ": for " : "", blockers ? next->name : "",
      blockers ? " it lacks " : "", blockers ? blockers : "",
      best ? "usable is --cpu " : "no model that is known is usable",
      best ? best->name : "",
      !best && caps->host_passthrough == VF_YES ? ", but --cpu host-passthrough"
                                                : "");
}

static bool
is_host_model_sane (const struct choosing *choosing)
{
  const struct vf_domain_caps *caps = choosing->caps;

  return !caps
         || (caps->host_model != VF_NO
             && !(caps->host_model_name
                  && vf_cpu_model_is_fallback (caps->host_model_name)));
}

static int
choose_host_model (struct choosing *choosing, struct vf_error *err)
{
  if (!is_host_model_sane (choosing))
    return refuse_host_model (choosing, err);
  take_mode (choosing, "host-model");
  return 0;
}

static int
choose_passthrough (struct choosing *choosing, struct vf_error *err)
{
  if (choosing->caps && choosing->caps->host_passthrough == VF_NO)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "the target's libvirt does not support "
                         "host-passthrough");
  take_mode (choosing, "host-passthrough");
  return 0;
}

/* Nothing is known of what the guest needs: the host's model, or the newest
 * that it can be. */
static int
choose_any (struct choosing *choosing, struct vf_error *err)
{
  const struct vf_cpu_model *best;

  if (is_host_model_sane (choosing))
    return choose_host_model (choosing, err);
  best = newest (choosing->caps, VF_YES);
  if (!best)
    return refuse_host_model (choosing, err);
  take_model (choosing, best->name);
  return vf_account_add (choosing->report, VF_FATE_MAPPED, "cpu", best->name,
                         "the newest model that the target can be: its "
                         "libvirt does not know its own processor",
                         err);
}

/* The first of MODELS that the target can be; where it was not asked, the
 * plainest, which is the last. */
static const char *
pick (const struct choosing *choosing, const char *const *models,
      struct vf_error *err)
{
  const char *last = NULL;

  for (; *models; models++) {
    if (choosing->caps && is_usable (choosing, *models, err))
      return *models;
    last = *models;
  }
  return choosing->caps ? NULL : last;
}

/* The model of a baseline that all hosts of the source had in common. */
static int
choose_baseline (struct choosing *choosing, const char *baseline,
                 const char *const *models, struct vf_error *err)
{
  struct vf_error reason = { 0 };
  const char *model = pick (choosing, models, &reason);

  if (model) {
    take_model (choosing, model);
    return vf_account_add (choosing->report, VF_FATE_MAPPED, "cpu.baseline",
                           baseline, model, err);
  }
  if (vf_account_lose (choosing->report, err, "cpu.baseline",
                       "%s is not kept: %s", baseline, reason.text))
    return -1;
  return choose_any (choosing, err);
}

/* What libvirt's own source says of its model. */
static int
choose_source (struct choosing *choosing, struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &choosing->machine->cpu;
  struct vf_error reason = { 0 };

  if (cpu->mode && strcmp (cpu->mode, "host-passthrough") == 0)
    return choose_passthrough (choosing, err);
  if (!cpu->model || vf_cpu_model_is_fallback (cpu->model)
      || (cpu->mode && strcmp (cpu->mode, "custom") != 0))
    return choose_any (choosing, err);
  if (is_usable (choosing, cpu->model, &reason)) {
    take_model (choosing, cpu->model);
    return 0;
  }
  if (vf_account_lose (choosing->report, err, "cpu.model",
                       "%s is not kept: %s", cpu->model, reason.text))
    return -1;
  return choose_any (choosing, err);
}

/* Hyper-V's "migrate to a host with an older processor". */
static int
choose_compatible (struct choosing *choosing, struct vf_error *err)
{
  static const char *const of_intel[] = { "Nehalem-IBRS", "Nehalem", NULL };
  static const char *const of_amd[] = { "Opteron_G3", NULL };
  const char *vendor = choosing->caps ? choosing->caps->host_vendor : NULL;

  if (vendor)
    return choose_baseline (choosing, "compatible with older hosts",
                            strcmp (vendor, "AMD") == 0 ? of_amd : of_intel,
                            err);
  if (vf_account_lose (choosing->report, err, "cpu.compatible",
                       "the guest saw only what older processors have; here "
                       "it sees the host's: --cpu Nehalem or Opteron_G3 is "
                       "near to what it was"))
    return -1;
  return choose_any (choosing, err);
}

static int
choose_auto (struct choosing *choosing, struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &choosing->machine->cpu;
  const char *const *models
      = cpu->baseline ? vf_cpu_baseline_models (cpu->baseline) : NULL;

  if (models)
    return choose_baseline (choosing, cpu->baseline, models, err);
  if (choosing->machine->platform == VF_PLATFORM_QEMU)
    return choose_source (choosing, err);
  if (cpu->compatible == VF_YES)
    return choose_compatible (choosing, err);
  return choose_any (choosing, err);
}

static int
choose_named (struct choosing *choosing, struct vf_error *err)
{
  if (!is_usable (choosing, choosing->choices->cpu_model, err))
    return -1;
  take_model (choosing, choosing->choices->cpu_model);
  return 0;
}

int
vf_cpu_choose (const struct vf_machine *machine,
               const struct vf_emit_options *options,
               struct vf_account *report, struct vf_cpu_choice *ret,
               struct vf_error *err)
{
  const struct vf_host *target = options->target;
  struct choosing choosing = { machine, &options->resources, target->caps,
                               report, ret };

  if (choosing.caps && choosing.caps->has_kvm != target->has_kvm)
    choosing.caps = NULL; /* of another way to run it */
  switch (options->resources.cpu_policy) {
  case VF_CPU_NAMED:
    return choose_named (&choosing, err);
  case VF_CPU_HOST_MODEL:
  case VF_CPU_HOST_PASSTHROUGH:
  case VF_CPU_AUTO:
    break;
  }
  if (!target->has_kvm) {
    ret->mode = "maximum"; /* all that emulation has */
    return 0;
  }
  if (options->resources.cpu_policy == VF_CPU_HOST_MODEL)
    return choose_host_model (&choosing, err);
  if (options->resources.cpu_policy == VF_CPU_HOST_PASSTHROUGH)
    return choose_passthrough (&choosing, err);
  return choose_auto (&choosing, err);
}
