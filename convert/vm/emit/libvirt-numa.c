/* vmferry: the NUMA nodes of a libvirt domain, and what they are bound to.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* What the guest assumes where nothing is said. */
enum { LOCAL_DISTANCE = 10, REMOTE_DISTANCE = 20 };

/* "0-3,8-9" or "5". */
static void
write_cpus (struct vf_domain_out *domain, const struct vf_cell *cell)
{
  char cpus[64] = "";
  unsigned first, last;
  size_t cursor = 0, used = 0;

  while (!cell->vcpu_set && vf_cell_next_run (cell, &cursor, &first, &last))
    used += (size_t)snprintf (cpus + used, sizeof cpus - used,
                              last > first ? "%s%u-%u" : "%s%u",
                              used ? "," : "", first, last);
  if (cell->vcpu_set && cell->added)
    vf_xml_attribute (domain->xml, "cpus", "%s,%u-%u", cell->vcpu_set,
                      cell->first_added, cell->first_added + cell->added - 1);
  else
    vf_xml_attribute (domain->xml, "cpus", "%s",
                      cell->vcpu_set ? cell->vcpu_set : cpus);
}

/* Whether the distances are not those that the guest assumes anyway. */
static bool
has_distances (const struct vf_domain_out *domain)
{
  const struct vf_machine_cpu *cpu = &domain->machine->cpu;
  size_t i, n = domain->hardware->resources.cells.count;

  if (cpu->distances.count != n * n)
    return false;
  for (i = 0; i < n * n; i++)
    if (cpu->distances.items[i]
        != (i / n == i % n ? LOCAL_DISTANCE : REMOTE_DISTANCE))
      return true;
  return false;
}

static void
write_distances (struct vf_domain_out *domain, size_t id)
{
  size_t i, n = domain->hardware->resources.cells.count;

  vf_xml_open (domain->xml, "distances", NULL);
  for (i = 0; i < n; i++) {
    vf_xml_open (domain->xml, "sibling", NULL);
    vf_xml_attribute (domain->xml, "id", "%zu", i);
    vf_xml_attribute (domain->xml, "value", "%u",
                      domain->machine->cpu.distances.items[id * n + i]);
    vf_xml_close (domain->xml);
  }
  vf_xml_close (domain->xml);
}

static void
write_cell (struct vf_domain_out *domain, size_t id)
{
  const struct vf_cell *cell = &domain->hardware->resources.cells.items[id];

  vf_xml_open (domain->xml, "cell", NULL);
  vf_xml_attribute (domain->xml, "id", "%zu", id);
  write_cpus (domain, cell);
  vf_xml_attribute (domain->xml, "memory", "%llu",
                    (unsigned long long)(cell->memory_bytes >> 10));
  vf_xml_attribute (domain->xml, "unit", "KiB");
  if (has_distances (domain))
    write_distances (domain, id);
  vf_xml_close (domain->xml);
}

void
vf_domain_write_numa (struct vf_domain_out *domain)
{
  size_t i, n = domain->hardware->resources.cells.count;

  if (!n)
    return;
  vf_xml_open (domain->xml, "numa", NULL);
  for (i = 0; i < n; i++)
    write_cell (domain, i);
  vf_xml_close (domain->xml);
}

/* One node is preferred, for the VM may outgrow it; several are strict, for
 * they are what the guest believes. */
void
vf_domain_write_numatune (struct vf_domain_out *domain)
{
  const struct vf_resource_choices *choices = &domain->options->resources;
  size_t i;

  if (!choices->n_bindings)
    return;
  vf_xml_open (domain->xml, "numatune", NULL);
  if (choices->n_bindings == 1) {
    vf_xml_open (domain->xml, "memory", "mode", "preferred", NULL);
    vf_xml_attribute (domain->xml, "nodeset", "%u",
                      choices->bindings[0].host_node);
    vf_xml_close (domain->xml);
  }
  for (i = 0; choices->n_bindings > 1 && i < choices->n_bindings; i++) {
    vf_xml_open (domain->xml, "memnode", NULL);
    vf_xml_attribute (domain->xml, "cellid", "%zu", i);
    vf_xml_attribute (domain->xml, "mode", "strict");
    vf_xml_attribute (domain->xml, "nodeset", "%u",
                      choices->bindings[i].host_node);
    vf_xml_close (domain->xml);
  }
  vf_xml_close (domain->xml);
}
