/* vmferry: the order in which a VM's resources are planned, and its vCPUs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/resources.h"

#include <stdlib.h>

#include "common/error.h"
#include "convert/vm/hardware/resource-choices.h"
#include "convert/vm/hardware/resources-priv.h"
#include "formats/machine.h"

static int
plan_vcpus (struct vf_resource_plan *plan, struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &plan->machine->cpu;
  struct vf_resources *result = plan->result;
  unsigned wanted = plan->choices->max_vcpus;

  result->vcpus = cpu->vcpus;
  result->max_vcpus = wanted ? wanted : cpu->max_vcpus;
  if (result->max_vcpus < result->vcpus)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--max-vcpus: %u must be at least the machine's %u",
                         result->max_vcpus, result->vcpus);
  if (cpu->hot_add == VF_YES && result->max_vcpus == result->vcpus)
    return vf_account_lose (plan->report, err, "vcpu.hotadd",
                            "vCPUs cannot be added to the running guest: how "
                            "many there may be is not in the definition; "
                            "--max-vcpus says it");
  return 0;
}

int
vf_resources_plan (const struct vf_machine *machine,
                   const struct vf_resource_choices *choices,
                   struct vf_account *report, struct vf_resources *ret,
                   struct vf_error *err)
{
  struct vf_resource_plan plan = { machine, choices, report, ret };

  if (plan_vcpus (&plan, err) || vf_resources_plan_memory (&plan, err)
      || vf_resources_plan_cells (&plan, err))
    return -1;
  return vf_resources_plan_topology (&plan, err);
}

void
vf_resources_clear (struct vf_resources *resources)
{
  free (resources->cells.items);
  *resources = (struct vf_resources){ 0 };
}
