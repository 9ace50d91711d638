/* vmferry: which NUMA nodes a guest saw on VMware: the keys, and what follows
 * from the decision in formats/vmx/vmx-numa-rule.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-numa.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

enum {
  /* numa.vcpu.min: smaller machines have one node. */
  DEFAULT_MIN_VCPUS = 9,
  /* Less memory per node is no node that a guest could use. */
  MIN_NODE_BYTES = 2 << 20,
};

#define MEMBER(name) offsetof (struct vf_vmx_numa_keys, name)

static const char of_once[] = "nodes do not change on the target";
static const char of_placing[] = "how the source's host placed vCPUs";

const struct vf_vmx_row vf_vmx_rows_numa[] = {
  { "numa.vcpu.min", VF_VMX_COUNT, MEMBER (min_vcpus), 0, NULL },
  { "numa.vcpu.corespernode", VF_VMX_COUNT, MEMBER (cores_per_node), 0, NULL },
  { "numa.vcpu.maxpervirtualnode", VF_VMX_COUNT, MEMBER (max_per_node), 0,
    NULL },
  { "numa.vcpu.maxpermachinenode", VF_VMX_COUNT, MEMBER (max_per_machine), 0,
    NULL },
  { "numa.vcpu.followcorespersocket", VF_VMX_TRISTATE,
    MEMBER (follow_cores_per_socket), 0, NULL },
  { "numa.vcpu.enable", VF_VMX_TRISTATE, MEMBER (enabled), 0, NULL },
  { "numa.allowhotadd", VF_VMX_TRISTATE, MEMBER (shown_on_hot_add), 0, NULL },
  { "numa.autosize.vcpu.maxpervirtualnode", VF_VMX_COUNT,
    MEMBER (auto_max_per_node), 0, NULL },
  { "numa.autosize.cookie", VF_VMX_COUNT, MEMBER (auto_cookie), 0, NULL },
  { "numa.autosize.once", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_once },
  { "numa.autosize", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_once },
  { "numa.vcpu.preferht", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_placing },
  { "numa.vcpu.maxperclient", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    of_placing },
  { "numa.mem.interleave", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "how the source's host placed memory" },
  { "numa.nodeaffinity", VF_VMX_TEXT, MEMBER (node_affinity), VF_FATE_LOSS,
    "nodes are not bound: the host's were the source's" },
  { .key = NULL },
};

/* The size of nodes that hold at most MOST vCPUs: as even as can be, and of
 * whole sockets when they cannot be even. */
static unsigned
node_size (const struct vf_machine_cpu *cpu, unsigned most)
{
  struct vf_topology topology = vf_cpu_topology (cpu);
  unsigned socket = topology.cores * topology.threads;
  unsigned nodes = (unsigned)vf_div_up (cpu->vcpus, most);
  unsigned size = (unsigned)vf_div_up (cpu->vcpus, nodes), whole;

  whole = (unsigned)vf_div_up (size, socket) * socket;
  if (cpu->vcpus % nodes == 0 || vf_div_up (cpu->vcpus, whole) != nodes)
    return size;
  return whole;
}

static int
apply (struct vf_machine *machine, const struct vf_vmx_numa_decision *decision,
       struct vf_error *err)
{
  struct vf_machine_cpu *cpu = &machine->cpu;
  unsigned size;

  cpu->numa_reason = strdup (decision->reason);
  if (!cpu->numa_reason)
    return vf_error_nomem (err, "a reason");
  if (!decision->node_vcpus) {
    cpu->numa_state = VF_NUMA_UNKNOWN;
    return 0;
  }
  size = node_size (cpu, decision->node_vcpus);
  if (size >= cpu->vcpus
      || machine->memory.size_bytes / vf_div_up (cpu->vcpus, size)
             < MIN_NODE_BYTES)
    return 0;
  cpu->numa_state = VF_NUMA_KNOWN;
  if (cpu->auto_cores)
    cpu->cores_per_socket = size;
  return vf_machine_split_nodes (machine, size, err);
}

/* All nodes lay on the host's one node, when there is only one that may be:
 * of several it is not known which lay where. */
static int
bind_nodes (struct vf_vmx *vmx, struct vf_machine *machine,
            const char *affinity, struct vf_error *err)
{
  char *end;
  unsigned long node;
  size_t i;

  if (!affinity || !machine->cpu.nodes.count)
    return 0;
  node = strtoul (affinity, &end, 10);
  if (end == affinity || *end || node >= VF_VMX_MAX_COUNT)
    return 0;
  for (i = 0; i < machine->cpu.nodes.count; i++)
    machine->cpu.nodes.items[i].host_node = (int)node;
  return vf_vmx_judge (vf_vmx_find (vmx, "", "numa.nodeaffinity"),
                       VF_FATE_MAPPED, NULL, err);
}

/* What the host wrote down for another number of vCPUs decides nothing. */
static int
judge_cookie (struct vf_vmx *vmx, const struct vf_machine *machine,
              const struct vf_vmx_numa_keys *keys, struct vf_error *err)
{
  static const char *const stale[]
      = { "numa.autosize.cookie", "numa.autosize.vcpu.maxpervirtualnode" };
  size_t i;

  if (vf_vmx_numa_cookie_matches (keys, machine->cpu.vcpus))
    return 0;
  for (i = 0; i < 2; i++)
    if (vf_vmx_judge (vf_vmx_find (vmx, "", stale[i]), VF_FATE_IRRELEVANT,
                      "written down for another number of vCPUs", err))
      return -1;
  return 0;
}

int
vf_vmx_read_numa (struct vf_vmx *vmx, struct vf_machine *machine,
                  struct vf_error *err)
{
  struct vf_vmx_numa_keys keys = { .min_vcpus = DEFAULT_MIN_VCPUS };
  CLEANUP_FREE char *affinity = NULL;
  struct vf_vmx_numa_decision decision;
  int result;

  result = vf_vmx_read_rows (vmx, "", vf_vmx_rows_numa, &keys, err);
  affinity = keys.node_affinity;
  if (result)
    return -1;
  decision = vf_vmx_decide_numa (machine, &keys);
  if (judge_cookie (vmx, machine, &keys, err)
      || apply (machine, &decision, err))
    return -1;
  return bind_nodes (vmx, machine, affinity, err);
}
