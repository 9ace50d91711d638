/* vmferry: whether a machine's NUMA nodes hold on KVM.  libvirt replaces the
 * memory by the sum of the nodes without a word, and QEMU wants each vCPU in
 * one, so both are checked before anything is written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware-priv.h"
#include "formats/machine.h"

/* Whether the nodes hold all vCPUs in turn and all memory, in whole KiB. */
static bool
nodes_add_up (const struct vf_hardware *hardware)
{
  const struct vf_machine_cpu *cpu = &hardware->machine->cpu;
  uint64_t memory = 0;
  unsigned vcpus = 0;
  size_t i;

  for (i = 0; i < cpu->nodes.count; i++) {
    const struct vf_machine_node *node = &cpu->nodes.items[i];

    if (node->first_vcpu != vcpus || !node->memory_bytes
        || node->memory_bytes % 1024)
      return false;
    vcpus += node->vcpus;
    memory += node->memory_bytes;
  }
  return vcpus == cpu->max_vcpus && memory == hardware->memory_bytes;
}

int
vf_hardware_set_nodes (struct vf_hardware *hardware, struct vf_account *report,
                       struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &hardware->machine->cpu;

  if (cpu->numa_state == VF_NUMA_UNKNOWN)
    return vf_account_lose (report, err, "numa",
                            "the guest may have seen several nodes: %s",
                            cpu->numa_reason);
  if (!cpu->nodes.count)
    return 0;
  hardware->has_nodes = nodes_add_up (hardware);
  if (hardware->has_nodes)
    return 0;
  return vf_account_lose (report, err, "numa",
                          "the nodes do not add up to the machine: one "
                          "node is given");
}
