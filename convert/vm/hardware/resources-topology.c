/* vmferry: the sockets, dies, cores and threads that a VM gets on its target.
 *
 * The source's own are kept, for licences count them, unless a socket would
 * lie across NUMA nodes: a guest's scheduler takes a socket's cache for one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "convert/vm/hardware/resource-choices.h"
#include "convert/vm/hardware/resources-priv.h"
#include "convert/vm/hardware/resources.h"
#include "formats/machine.h"

/* The greatest number of vCPUs, of which WANTED is a multiple, that fills all
 * cells and the whole machine. */
static unsigned
fitting_socket (const struct vf_resources *result, unsigned wanted)
{
  unsigned size = vf_greatest_common_divisor (wanted, result->max_vcpus);
  size_t i;

  for (i = 0; i < result->cells.count; i++) {
    size = vf_greatest_common_divisor (result->cells.items[i].vcpus, size);
    size = vf_greatest_common_divisor (result->cells.items[i].added, size);
  }
  return size;
}

static unsigned
socket_size (const struct vf_resource_plan *plan)
{
  const struct vf_resources *result = plan->result;
  unsigned own = plan->machine->cpu.cores_per_socket;

  switch (plan->choices->topology) {
  case VF_TOPOLOGY_ONE_SOCKET:
    return result->max_vcpus;
  case VF_TOPOLOGY_SOCKET_PER_NODE:
    return fitting_socket (result, result->max_vcpus);
  case VF_TOPOLOGY_PRESERVE:
    break;
  }
  return fitting_socket (result, own ? own : 1);
}

/* What differs from the source's own count.  A guess is no count. */
static int
report_change (struct vf_resource_plan *plan, unsigned size,
               struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &plan->machine->cpu;
  const struct vf_topology *topology = &plan->result->topology;
  unsigned own = cpu->cores_per_socket ? cpu->cores_per_socket : 1;

  if (size == own || cpu->auto_cores
      || plan->choices->topology != VF_TOPOLOGY_PRESERVE)
    return 0;
  return vf_account_lose (
      plan->report, err, "cpu.topology",
      "%u vCPUs in a socket do not fit %u vCPUs%s: the guest sees %u sockets "
      "of %u; licences may count them",
      own, plan->result->max_vcpus,
      plan->result->cells.count > 1 ? " in these NUMA nodes" : "",
      topology->sockets, size);
}

int
vf_resources_plan_topology (struct vf_resource_plan *plan,
                            struct vf_error *err)
{
  struct vf_machine_cpu cpu = plan->machine->cpu;
  unsigned size = socket_size (plan);

  cpu.max_vcpus = plan->result->max_vcpus;
  cpu.cores_per_socket = size;
  plan->result->topology = vf_cpu_topology (&cpu);
  if (plan->result->cells.count > 1
      && fitting_socket (plan->result, size) != size
      && vf_account_lose (plan->report, err, "cpu.topology",
                          "a socket lies across NUMA nodes, as was asked for: "
                          "the guest may take them for one cache"))
    return -1;
  return report_change (plan, size, err);
}
