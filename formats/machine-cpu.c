/* vmferry: topology and NUMA arithmetic: how many sockets and cores vCPUs make
 * when the source's numbers do not divide, and how memory is dealt to nodes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-cpu.h"

#include <stdlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/machine.h"

/* Huge pages of a host are 2 MiB: nodes of whole ones can use them. */
#define NODE_MEMORY_UNIT ((uint64_t) 2 << 20)

unsigned
vf_greatest_common_divisor (unsigned a, unsigned b)
{
  while (b) {
    unsigned rest = a % b;

    a = b;
    b = rest;
  }
  return a;
}

struct vf_topology
vf_cpu_topology (const struct vf_machine_cpu *cpu)
{
  struct vf_topology topology = {1, 1, 1, 1};
  unsigned per_socket;

  per_socket = cpu->cores_per_socket ? cpu->cores_per_socket : 1;
  per_socket = vf_greatest_common_divisor (cpu->max_vcpus, per_socket);
  if (cpu->threads_per_core)
    topology.threads =
      vf_greatest_common_divisor (per_socket, cpu->threads_per_core);
  topology.cores = per_socket / topology.threads;
  if (cpu->dies_per_socket)
    topology.dies =
      vf_greatest_common_divisor (topology.cores, cpu->dies_per_socket);
  topology.cores /= topology.dies;
  topology.sockets = cpu->max_vcpus / per_socket;
  return topology;
}

int
vf_machine_split_nodes (struct vf_machine *machine, unsigned node_vcpus,
                        struct vf_error *err)
{
  struct vf_machine_cpu *cpu = &machine->cpu;
  uint64_t memory = machine->memory.size_bytes, share;
  unsigned first, count = (unsigned) vf_div_up (cpu->vcpus, node_vcpus);

  free (cpu->nodes.items);
  cpu->nodes.items = NULL;
  cpu->nodes.count = cpu->nodes.capacity = 0;
  share = vf_round_down (memory / count, NODE_MEMORY_UNIT);
  for (first = 0; first < cpu->vcpus; first += node_vcpus) {
    struct vf_machine_node node = { .first_vcpu = first, .host_node = -1 };

    node.vcpus = (unsigned) vf_min_u64 (node_vcpus, cpu->vcpus - first);
    node.memory_bytes = first ? share : memory - share * (count - 1);
    if (vf_vector_push (&cpu->nodes, node))
      return vf_error_nomem (err, "NUMA nodes");
  }
  return 0;
}

const char *
vf_tristate_name (enum vf_tristate value)
{
  static const char *const names[] = {
    [VF_NO] = "no",
    [VF_YES] = "yes",
  };

  return names[value];
}
