/* vmferry: which NUMA nodes and sockets a guest saw on Hyper-V.
 *
 * A definition says how much a node may have at most; Hyper-V makes as many
 * nodes as that needs, by vCPUs and by memory, and deals out both evenly.  A
 * socket holds whole nodes, so that without several nodes there is one socket.
 * Dynamic memory excludes nodes.
 *
 * Source: "Hyper-V Virtual NUMA Overview", Windows Server documentation
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/machine.h"

/* More than Windows Server gives a VM. */
enum { MAX_NODES = 64 };

/* Hosts with huge pages can back nodes of whole ones. */
#define NODE_MEMORY_UNIT ((uint64_t)2 << 20)

struct decision {
  unsigned nodes;
  const char *reason;
};

static struct decision
decide (const struct vf_machine *machine, const struct vf_hyperv_numa *numa)
{
  uint64_t vcpus = machine->cpu.vcpus, by_vcpus = 1, by_memory = 1;
  uint64_t most = vf_min_u64 (vcpus, MAX_NODES);

  if (machine->memory.dynamic == VF_YES)
    return (struct decision){ 1, "dynamic memory: Hyper-V shows one node" };
  if (numa->is_enabled == VF_NO)
    return (struct decision){ 1, "virtual NUMA is off" };
  if (numa->vcpus_per_node)
    by_vcpus = vf_div_up (vcpus, numa->vcpus_per_node);
  if (numa->bytes_per_node)
    by_memory = vf_div_up (machine->memory.size_bytes, numa->bytes_per_node);
  if (by_memory > by_vcpus)
    return (struct decision){ (unsigned)vf_min_u64 (by_memory, most),
                              "the most memory that a node may have" };
  return (struct decision){ (unsigned)vf_min_u64 (by_vcpus, most),
                            "the most vCPUs that a node may have" };
}

/* Deals vCPUs and memory to COUNT nodes; what does not divide goes to the
 * first ones. */
static int
split (struct vf_machine *machine, unsigned count, struct vf_error *err)
{
  struct vf_machine_cpu *cpu = &machine->cpu;
  uint64_t memory = machine->memory.size_bytes;
  uint64_t share = vf_round_down (memory / count, NODE_MEMORY_UNIT);
  unsigned i, first = 0;

  for (i = 0; i < count; i++) {
    struct vf_machine_node node = {
      .first_vcpu = first,
      .vcpus = cpu->vcpus / count + (i < cpu->vcpus % count),
      .memory_bytes = i ? share : memory - share * (count - 1),
      .host_node = -1,
    };

    first += node.vcpus;
    if (vf_vector_push (&cpu->nodes, node))
      return vf_error_nomem (err, "NUMA nodes");
  }
  return 0;
}

int
vf_hyperv_decide_numa (struct vf_machine *machine,
                       const struct vf_hyperv_numa *numa,
                       struct vf_error *err)
{
  struct vf_machine_cpu *cpu = &machine->cpu;
  struct decision decision = decide (machine, numa);
  unsigned per_socket = numa->nodes_per_socket ? numa->nodes_per_socket : 1;
  unsigned sockets = (unsigned)vf_div_up (decision.nodes, per_socket);

  cpu->numa_reason = strdup (decision.reason);
  if (!cpu->numa_reason)
    return vf_error_nomem (err, "a reason");
  cpu->cores_per_socket = (unsigned)vf_div_up (cpu->vcpus, sockets);
  if (decision.nodes < 2
      || machine->memory.size_bytes / decision.nodes < NODE_MEMORY_UNIT)
    return 0;
  cpu->numa_state = VF_NUMA_KNOWN;
  return split (machine, decision.nodes, err);
}
