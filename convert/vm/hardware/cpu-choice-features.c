/* vmferry: the CPU features that a VM's definition names, masks or needs.
 *
 * A mask of VMware is "Val:0", "Max:0", "Min:1", or 32 symbols for the bits of
 * a register, from bit 31 down; only a forced 0 takes something away from what
 * the model has.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "convert/vm/hardware/cpu-choice.h"
#include "convert/vm/hardware/cpu-feature.h"
#include "convert/vm/emit/emit.h"
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
  if (i < MAX_FEATURES && vf_vector_push (&choice->features, feature))
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

/* The policy of "Val:0" and its like; NULL when nothing has to be said. */
static const char *
mask_policy (const char *mask)
{
  if (strcasecmp (mask, "Val:0") == 0 || strcasecmp (mask, "Max:0") == 0)
    return "disable";
  return strcasecmp (mask, "Min:1") == 0 ? "require" : NULL;
}

/* "1.ecx" as a leaf and a register.  An ending ".amd" is not for all hosts. */
static bool
parse_register (const char *name, uint32_t *leaf, unsigned *reg)
{
  char *end;
  unsigned long value = strtoul (name, &end, 16);

  *reg = end != name && *end == '.' && strlen (end) == 4 ? end[2] - 'a' : 4;
  if (value > UINT32_MAX || *reg > 3 || end[1] != 'e' || end[3] != 'x')
    return false;
  *leaf = (uint32_t)value;
  return true;
}

/* Takes away the features whose bits MASK forces to 0. */
static int
add_bits (struct vf_cpu_choice *choice, uint32_t leaf, unsigned reg,
          const char *mask, struct vf_error *err)
{
  int bit = 31;
  const char *name;

  for (; *mask && bit >= 0; mask++) {
    if (*mask == ':')
      continue;
    name = *mask == '0' ? vf_cpu_feature_by_bit (leaf, reg, bit) : NULL;
    if (name && add (choice, name, "disable", err))
      return -1;
    bit--;
  }
  return 0;
}

/* What stands behind "cpuid." in a key of VMware's, or all of KEY. */
static const char *
mask_name (const char *key)
{
  static const char prefix[] = "featMask.vm.";

  if (strncasecmp (key, prefix, sizeof prefix - 1) == 0)
    key += sizeof prefix - 1;
  return strncasecmp (key, "cpuid.", 6) == 0 ? key + 6 : key;
}

static int
add_mask (struct vf_cpu_choice *choice,
          const struct vf_machine_feature *feature, struct vf_account *report,
          struct vf_error *err)
{
  const char *name = mask_name (feature->name);
  const char *known = vf_cpu_feature_by_name (name);
  const char *policy = mask_policy (feature->policy);
  uint32_t leaf;
  unsigned reg;

  if (strcasecmp (name, "hv.capable") == 0)
    return 0; /* nested virtualization, which the machine tells */
  if (parse_register (name, &leaf, &reg))
    return add_bits (choice, leaf, reg, feature->policy, err);
  if (!policy)
    return 0;
  if (known)
    return add (choice, known, policy, err);
  return vf_account_lose (report, err, feature->name,
                          "libvirt has no name for this CPU feature");
}

static int
add_source (const struct vf_machine *machine, struct vf_account *report,
            struct vf_cpu_choice *choice, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < machine->cpu.features.count; i++) {
    const struct vf_machine_feature *feature
        = &machine->cpu.features.items[i];
    const char *policy
        = feature->policy ? libvirt_policy (feature->policy) : NULL;

    if (!feature->name || !feature->policy)
      continue;
    if (policy ? add (choice, feature->name, policy, err)
               : add_mask (choice, feature, report, err))
      return -1;
  }
  return 0;
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
  if (machine->cpu.hidden == VF_YES
      && add (ret, "hypervisor", "disable", err))
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
