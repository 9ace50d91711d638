/* vmferry: the NUMA nodes of a libvirt domain: where <numa> is written.
 *
 * libvirt replaces <memory> by the sum of the cells without a word, so the sum
 * is checked here before anything is written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit-libvirt.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* Whether the cells hold all vCPUs in turn and all memory, in whole KiB. */
static bool
nodes_add_up (const struct vf_domain_out *domain)
{
  const struct vf_machine_cpu *cpu = &domain->machine->cpu;
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
  return vcpus == cpu->max_vcpus && memory == domain->memory_bytes;
}

static void
write_cell (struct vf_domain_out *domain, size_t id)
{
  const struct vf_machine_node *node = &domain->machine->cpu.nodes.items[id];
  unsigned last = node->first_vcpu + node->vcpus - 1;

  vf_xml_open (domain->xml, "cell", NULL);
  vf_xml_attribute (domain->xml, "id", "%zu", id);
  if (last == node->first_vcpu)
    vf_xml_attribute (domain->xml, "cpus", "%u", last);
  else
    vf_xml_attribute (domain->xml, "cpus", "%u-%u", node->first_vcpu, last);
  vf_xml_attribute (domain->xml, "memory", "%llu",
                    (unsigned long long)(node->memory_bytes >> 10));
  vf_xml_attribute (domain->xml, "unit", "KiB");
  vf_xml_close (domain->xml);
}

int
vf_domain_write_numa (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &domain->machine->cpu;
  size_t i;

  if (cpu->numa_state == VF_NUMA_UNKNOWN)
    return vf_account_lose (domain->report, err, "numa",
                            "the guest may have seen several nodes: %s",
                            cpu->numa_reason);
  if (!cpu->nodes.count)
    return 0;
  if (!nodes_add_up (domain))
    return vf_account_lose (domain->report, err, "numa",
                            "the nodes do not add up to the machine: one "
                            "node is given");
  vf_xml_open (domain->xml, "numa", NULL);
  for (i = 0; i < cpu->nodes.count; i++)
    write_cell (domain, i);
  vf_xml_close (domain->xml);
  return 0;
}
