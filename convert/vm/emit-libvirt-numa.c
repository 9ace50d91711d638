/* vmferry: the NUMA nodes of a libvirt domain: where <numa> is written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit-libvirt.h"
#include "convert/vm/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

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

void
vf_domain_write_numa (struct vf_domain_out *domain)
{
  size_t i;

  if (!domain->hardware->has_nodes)
    return;
  vf_xml_open (domain->xml, "numa", NULL);
  for (i = 0; i < domain->machine->cpu.nodes.count; i++)
    write_cell (domain, i);
  vf_xml_close (domain->xml);
}
