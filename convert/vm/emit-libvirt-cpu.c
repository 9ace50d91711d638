/* vmferry: in which topology the vCPUs of a libvirt domain are, and which model
 * they are.
 * The topology is always written: without it every vCPU is a socket, of which
 * Windows uses one or two, and licences count them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "convert/vm/emit-libvirt.h"
#include "convert/vm/emit.h"
#include "convert/vm/hardware.h"
#include "convert/vm/host.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* Opens <cpu> with the model that the target's policy says. */
static void
open_model (struct vf_domain_out *domain)
{
  const struct vf_host *target = domain->target;
  const struct vf_resource_choices *choices = &domain->options->resources;
  enum vf_cpu_policy policy = choices->cpu_policy;

  if (policy == VF_CPU_NAMED) {
    vf_xml_open (domain->xml, "cpu", "mode", "custom", "match", "exact",
                 "check", "partial", NULL);
    vf_xml_open (domain->xml, "model", "fallback", "forbid", NULL);
    vf_xml_content (domain->xml, choices->cpu_model);
    vf_xml_close (domain->xml);
  } else if (!target->has_kvm)
    vf_xml_open (domain->xml, "cpu", "mode", "maximum", "check", "none",
                 "migratable", "on", NULL);
  else if (policy == VF_CPU_HOST_PASSTHROUGH)
    vf_xml_open (domain->xml, "cpu", "mode", "host-passthrough", "check",
                 "none", "migratable", "on", NULL);
  else
    vf_xml_open (domain->xml, "cpu", "mode", "host-model", "check", "partial",
                 NULL);
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

int
vf_domain_write_cpu (struct vf_domain_out *domain, struct vf_error *err)
{
  open_model (domain);
  write_topology (domain);
  if (domain->machine->cpu.hidden == VF_YES)
    vf_xml_leaf (domain->xml, "feature", "policy", "disable", "name",
                 "hypervisor", NULL);
  vf_domain_write_numa (domain);
  vf_xml_close (domain->xml);
  if (domain->machine->cpu.nested == VF_YES)
    return vf_account_add (domain->report, VF_FATE_MAPPED, "vhv.enable",
                           "TRUE",
                           "virtual machines inside run if the target's host "
                           "allows nesting",
                           err);
  return 0;
}
