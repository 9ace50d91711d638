/* vmferry: how VMware decides which NUMA nodes a guest sees: a list of rules,
 * of which the first that applies holds.
 *
 * The host decides at power-on, from its own cores per node, which a .vmx does
 * not hold; but it writes its decision down (numa.autosize.*), and the
 * administrator may have decided instead.  Where neither is there the answer
 * is unknown, and a machine of one node with a note.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>

#include "formats/machine.h"
#include "formats/vmx/vmx-numa.h"

enum {
  /* Virtual NUMA came with ESXi 5.0. */
  FIRST_HARDWARE = 8,
  /* Up to vSphere 6.0, cores per socket set the size of a node. */
  LAST_COUPLED_HARDWARE = 11,
  /* From vSphere 8 on, nodes can be shown in spite of hot-add. */
  FIRST_HOT_ADD_HARDWARE = 20,
};

/* A rule: how many vCPUs a node has at most; 0 when it does not apply. */
typedef unsigned rule (const struct vf_machine *machine,
                       const struct vf_vmx_numa_keys *keys);

/* "Virtual NUMA is available from hardware version 8 on" (Using Virtual NUMA).
 */
static unsigned
old_hardware (const struct vf_machine *machine,
              const struct vf_vmx_numa_keys *keys)
{
  unsigned version = machine->hardware_version;

  (void)keys;
  return version && version < FIRST_HARDWARE ? machine->cpu.vcpus : 0;
}

/* numa.vcpu.enable = FALSE turns it off. */
static unsigned
turned_off (const struct vf_machine *machine,
            const struct vf_vmx_numa_keys *keys)
{
  return keys->enabled == VF_NO ? machine->cpu.vcpus : 0;
}

/* KB 2040375: CPU hot-add turns virtual NUMA off; from hardware version 20 on
 * not when numa.allowHotadd says so ("ExposeVnumaOnCpuHotadd" in the API). */
static unsigned
hot_add (const struct vf_machine *machine, const struct vf_vmx_numa_keys *keys)
{
  if (machine->cpu.hot_add != VF_YES)
    return 0;
  if (machine->hardware_version >= FIRST_HOT_ADD_HARDWARE
      && keys->shown_on_hot_add == VF_YES)
    return 0;
  return machine->cpu.vcpus;
}

/* vSphere 8: the administrator's number, for nodes of whole cores. */
static unsigned
cores_per_node (const struct vf_machine *machine,
                const struct vf_vmx_numa_keys *keys)
{
  (void)machine;
  return keys->cores_per_node;
}

/* Virtual NUMA Controls: the administrator's number holds before any other,
 * whatever numa.vcpu.min is. */
static unsigned
max_per_virtual_node (const struct vf_machine *machine,
                      const struct vf_vmx_numa_keys *keys)
{
  (void)machine;
  return keys->max_per_node;
}

/* Virtual NUMA Controls: "minimum number of virtual CPUs in a virtual machine
 * that are required in order to generate a virtual NUMA topology", 9. */
static unsigned
too_few (const struct vf_machine *machine, const struct vf_vmx_numa_keys *keys)
{
  return machine->cpu.vcpus < keys->min_vcpus ? machine->cpu.vcpus : 0;
}

/* Before vSphere 6.5 a node is a socket when sockets have several cores; later
 * only with numa.vcpu.followcorespersocket. */
static unsigned
cores_per_socket (const struct vf_machine *machine,
                  const struct vf_vmx_numa_keys *keys)
{
  unsigned cores = machine->cpu.cores_per_socket;
  bool is_old = machine->hardware_version
                && machine->hardware_version <= LAST_COUPLED_HARDWARE;

  if (machine->cpu.auto_cores || cores <= 1)
    return 0;
  return is_old || keys->follow_cores_per_socket == VF_YES ? cores : 0;
}

bool
vf_vmx_numa_cookie_matches (const struct vf_vmx_numa_keys *keys,
                            unsigned vcpus)
{
  return !keys->auto_cookie || keys->auto_cookie / 10000 == vcpus;
}

/* What the host decided and wrote down, at the first power-on or, with
 * numa.autosize.once = FALSE, at the last. */
static unsigned
written_down (const struct vf_machine *machine,
              const struct vf_vmx_numa_keys *keys)
{
  return vf_vmx_numa_cookie_matches (keys, machine->cpu.vcpus)
             ? keys->auto_max_per_node
             : 0;
}

/* Virtual NUMA Controls: at most so many vCPUs on one of the host's nodes,
 * from which automatic sizing takes the size of the guest's. */
static unsigned
max_per_machine_node (const struct vf_machine *machine,
                      const struct vf_vmx_numa_keys *keys)
{
  (void)machine;
  return keys->max_per_machine;
}

static const struct {
  rule *applies;
  const char *reason;
} rules[] = {
  { old_hardware, "virtualHW.version: there is no virtual NUMA before 8" },
  { turned_off, "numa.vcpu.enable" },
  { hot_add, "vcpu.hotadd: VMware shows one node" },
  { cores_per_node, "numa.vcpu.coresPerNode" },
  { max_per_virtual_node, "numa.vcpu.maxPerVirtualNode" },
  { too_few, "fewer vCPUs than numa.vcpu.min" },
  { cores_per_socket, "cpuid.coresPerSocket" },
  { written_down, "numa.autosize.vcpu.maxPerVirtualNode" },
  { max_per_machine_node, "numa.vcpu.maxPerMachineNode" },
};

struct vf_vmx_numa_decision
vf_vmx_decide_numa (const struct vf_machine *machine,
                    const struct vf_vmx_numa_keys *keys)
{
  unsigned node_vcpus;
  size_t i;

  for (i = 0; i < sizeof rules / sizeof *rules; i++) {
    node_vcpus = rules[i].applies (machine, keys);
    if (node_vcpus)
      return (struct vf_vmx_numa_decision){ node_vcpus, rules[i].reason };
  }
  return (struct vf_vmx_numa_decision){
    0, "the source's host decided and left no word: taken as one node"
  };
}
