/* vmferry: how many vCPUs a libvirt domain has, in which topology, and which
 * model they are.
 *
 * The topology is always written: without it every vCPU is a socket, of which
 * Windows uses one or two, and licences count them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "common/error.h"
#include "convert/vm/emit-libvirt.h"
#include "convert/vm/hardware.h"
#include "convert/vm/host.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

enum {
  /* The largest q35 machine before QEMU 8.0. */
  MAX_OLD_Q35_VCPUS = 288,
  QEMU_8 = 8000000,
};

static int
report_size (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine *machine = domain->machine;

  if (machine->cpu.hot_add == VF_YES
      && vf_account_lose (domain->report, err, "vcpu.hotadd",
                          "vCPUs cannot be added to the running guest: how "
                          "many there may be is not in the definition"))
    return -1;
  if (machine->memory.hot_add == VF_YES
      && vf_account_lose (domain->report, err, "mem.hotadd",
                          "memory cannot be added to the running guest: how "
                          "much there may be is not in the definition"))
    return -1;
  if ((machine->cpu.mhz.reservation > 0 || machine->cpu.mhz.limit > 0)
      && vf_account_lose (domain->report, err, "sched.cpu",
                          "reservation and limit in MHz are not set: they "
                          "depend on the host's clock"))
    return -1;
  if ((machine->memory.bytes.reservation > 0 || machine->memory.bytes.limit > 0
       || machine->memory.locked == VF_YES)
      && vf_account_lose (domain->report, err, "sched.mem",
                          "reservation and limit of memory are not set"))
    return -1;
  return 0;
}

int
vf_domain_write_size (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &domain->machine->cpu;
  char text[32];

  if (cpu->max_vcpus > MAX_OLD_Q35_VCPUS
      && domain->target->qemu_version < QEMU_8)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "%u vCPUs: QEMU before 8.0 has at most %d",
                         cpu->max_vcpus, MAX_OLD_Q35_VCPUS);
  vf_xml_open (domain->xml, "memory", "unit", "KiB", NULL);
  snprintf (text, sizeof text, "%llu",
            (unsigned long long)(domain->hardware->memory_bytes >> 10));
  vf_xml_content (domain->xml, text);
  vf_xml_close (domain->xml);
  vf_xml_open (domain->xml, "vcpu", "placement", "static", NULL);
  if (cpu->vcpus != cpu->max_vcpus)
    vf_xml_attribute (domain->xml, "current", "%u", cpu->vcpus);
  snprintf (text, sizeof text, "%u", cpu->max_vcpus);
  vf_xml_content (domain->xml, text);
  vf_xml_close (domain->xml);
  return report_size (domain, err);
}

/* Opens <cpu> with the model that the target's policy says. */
static void
open_model (struct vf_domain_out *domain)
{
  const struct vf_host *target = domain->target;
  enum vf_cpu_policy policy = target->cpu_policy;

  if (policy == VF_CPU_NAMED && target->cpu_model) {
    vf_xml_open (domain->xml, "cpu", "mode", "custom", "match", "exact",
                 "check", "partial", NULL);
    vf_xml_open (domain->xml, "model", "fallback", "forbid", NULL);
    vf_xml_content (domain->xml, target->cpu_model);
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
  const struct vf_topology topology = domain->hardware->topology;

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
