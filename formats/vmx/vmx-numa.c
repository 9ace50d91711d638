/* vmferry: which NUMA nodes a guest saw on VMware.
 *
 * The host decides at power-on, from its own cores per node, which a .vmx does
 * not hold; but it writes its decision down (numa.autosize.*), and the
 * administrator may have decided instead.  Where neither is there the answer
 * is unknown, and a machine of one node with a note.
 *
 * Source: "Using Virtual NUMA", vSphere 6.5 to 8.0 resource management
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-row.h"

enum {
  /* numa.vcpu.min: smaller machines have one node. */
  DEFAULT_MIN_VCPUS = 9,
  /* Up to vSphere 6.0, cores per socket set the size of a node. */
  LAST_COUPLED_HARDWARE = 11,
  /* Less memory per node is no node that a guest could use. */
  MIN_NODE_BYTES = 2 << 20,
};

struct numa_keys {
  unsigned min_vcpus;
  unsigned cores_per_node;
  unsigned max_per_node;
  unsigned auto_max_per_node;
  unsigned auto_cookie;
  enum vf_tristate follow_cores_per_socket;
};

/* What was decided: at most so many vCPUs in a node (0 unknown), and why. */
struct decision {
  unsigned node_vcpus;
  const char *reason;
};

#define MEMBER(name) offsetof (struct numa_keys, name)

static const struct vf_vmx_row rows[] = {
  {"numa.vcpu.min", VF_VMX_COUNT, MEMBER (min_vcpus), 0, NULL},
  {"numa.vcpu.corespernode", VF_VMX_COUNT, MEMBER (cores_per_node), 0, NULL},
  {"numa.vcpu.maxpervirtualnode", VF_VMX_COUNT, MEMBER (max_per_node), 0, NULL},
  {"numa.autosize.vcpu.maxpervirtualnode", VF_VMX_COUNT,
   MEMBER (auto_max_per_node), 0, NULL},
  {"numa.autosize.cookie", VF_VMX_COUNT, MEMBER (auto_cookie), 0, NULL},
  {"numa.autosize.once", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "nodes do not change on the target"},
  {"numa.autosize", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "nodes do not change on the target"},
  {"numa.vcpu.followcorespersocket", VF_VMX_TRISTATE,
   MEMBER (follow_cores_per_socket), 0, NULL},
  {"numa.vcpu.preferht", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "how the source's host placed vCPUs"},
  {"numa.nodeaffinity", VF_VMX_LOST, 0, 0,
   "nodes are not bound: the host's were the source's"},
  {.key = NULL},
};

/* Whether the stored size is for this number of vCPUs: the cookie is
 * vcpus * 10000 + cores per socket * 10 + 2, or vcpus * 10000 + 1.
 * Source: seen in three files; a guess */
static bool
cookie_matches (const struct numa_keys *keys, unsigned vcpus)
{
  return keys->auto_cookie / 10000 == vcpus;
}

static bool
is_coupled (const struct vf_machine *machine, const struct numa_keys *keys)
{
  unsigned cores = machine->cpu.cores_per_socket;

  return cores > 1
         && (keys->follow_cores_per_socket == VF_YES
             || (machine->hardware_version
                 && machine->hardware_version <= LAST_COUPLED_HARDWARE));
}

static struct decision
decide (const struct vf_machine *machine, const struct numa_keys *keys)
{
  unsigned vcpus = machine->cpu.vcpus;

  if (machine->cpu.hot_add == VF_YES)
    return (struct decision){vcpus, "vcpu.hotadd: VMware shows one node"};
  if (keys->cores_per_node)
    return (struct decision){keys->cores_per_node, "numa.vcpu.coresPerNode"};
  if (keys->max_per_node)
    return (struct decision){keys->max_per_node, "numa.vcpu.maxPerVirtualNode"};
  if (vcpus < keys->min_vcpus)
    return (struct decision){vcpus, "fewer vCPUs than numa.vcpu.min"};
  if (is_coupled (machine, keys))
    return (struct decision){machine->cpu.cores_per_socket,
                             "cpuid.coresPerSocket"};
  if (keys->auto_max_per_node && cookie_matches (keys, vcpus))
    return (struct decision){keys->auto_max_per_node,
                             "numa.autosize.vcpu.maxPerVirtualNode"};
  return (struct decision){0, "the source's host decided and left no word: "
                              "taken as one node"};
}

/* The size of nodes that hold at most MOST vCPUs: as even as can be, and of
 * whole sockets when they cannot be even. */
static unsigned
node_size (const struct vf_machine_cpu *cpu, unsigned most)
{
  struct vf_topology topology = vf_cpu_topology (cpu);
  unsigned socket = topology.cores * topology.threads;
  unsigned nodes = (unsigned) vf_div_up (cpu->vcpus, most);
  unsigned size = (unsigned) vf_div_up (cpu->vcpus, nodes), whole;

  whole = (unsigned) vf_div_up (size, socket) * socket;
  if (cpu->vcpus % nodes == 0 || vf_div_up (cpu->vcpus, whole) != nodes)
    return size;
  return whole;
}

static int
apply (struct vf_machine *machine, const struct decision *decision,
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

int
vf_vmx_read_numa (struct vf_vmx *vmx, struct vf_machine *machine,
                  struct vf_error *err)
{
  struct numa_keys keys = {.min_vcpus = DEFAULT_MIN_VCPUS};
  struct decision decision;

  if (vf_vmx_read_rows (vmx, "", rows, &keys, err))
    return -1;
  decision = decide (machine, &keys);
  return apply (machine, &decision, err);
}
