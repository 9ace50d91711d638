/* vmferry: in which topology the vCPUs of a libvirt domain are, and which model
 * they are.
 *
 * The topology is always written: without it every vCPU is a socket, of which
 * Windows uses one or two, and licences count them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "convert/vm/emit/libvirt.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* Opens <cpu> with the model that was chosen. */
static void
open_model (struct vf_domain_out *domain, const struct vf_cpu_choice *choice)
{
  bool is_checked = choice->model || strcmp (choice->mode, "host-model") == 0;

  vf_xml_open (domain->xml, "cpu", "mode", choice->mode, NULL);
  if (choice->model)
    vf_xml_attribute (domain->xml, "match", "exact");
  vf_xml_attribute (domain->xml, "check", is_checked ? "partial" : "none");
  if (!is_checked)
    vf_xml_attribute (domain->xml, "migratable", "on");
  if (!choice->model)
    return;
  vf_xml_open (domain->xml, "model", "fallback", "forbid", NULL);
  vf_xml_content (domain->xml, choice->model);
  vf_xml_close (domain->xml);
}

static void
write_topology (struct vf_domain_out *domain)
{
  const struct vf_topology topology = domain->hardware->resources.topology;

  vf_xml_open (domain->xml, "topology", NULL);
  vf_xml_attribute (domain->xml, "sockets", "%u", topology.sockets);
  vf_xml_attribute (domain->xml, "dies", "%u", topology.dies);
  vf_xml_attribute (domain->xml, "cores", "%u", topology.cores);
  vf_xml_attribute (domain->xml, "threads", "%u", topology.threads);
  vf_xml_close (domain->xml);
}

static void
write_features (struct vf_domain_out *domain,
                const struct vf_cpu_choice *choice)
{
  size_t i;

  for (i = 0; i < choice->features.count; i++)
    vf_xml_leaf (domain->xml, "feature", "policy",
                 choice->features.items[i].policy, "name",
                 choice->features.items[i].name, NULL);
}

void
vf_domain_write_cpu (struct vf_domain_out *domain)
{
  const struct vf_cpu_choice *choice = &domain->hardware->cpu;

  open_model (domain, choice);
  write_topology (domain);
  write_features (domain, choice);
  vf_domain_write_numa (domain);
  vf_xml_close (domain->xml);
}
