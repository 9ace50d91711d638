/* vmferry: vCPUs, their topology and features, as the keys of a .vmx say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-row.h"

enum {
  /* Hardware version 21 allows 960. */
  MAX_VCPUS = 4096,
  /* From here on VMware chooses cores per socket itself when the key is not
   * there (vSphere 8). */
  AUTO_CORES_HARDWARE = 20,
};

#define MEMBER(name) offsetof (struct vf_machine_cpu, name)

static const struct vf_vmx_row rows[] = {
  {"numvcpus", VF_VMX_COUNT, MEMBER (vcpus), 0, NULL},
  {"cpuid.corespersocket", VF_VMX_COUNT, MEMBER (cores_per_socket), 0, NULL},
  {"cpuid.corespersocket.cookie", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "a note of VMware's to itself"},
  {"cpuid.numsmt", VF_VMX_COUNT, MEMBER (threads_per_core), 0, NULL},
  {"vcpu.hotadd", VF_VMX_TRISTATE, MEMBER (hot_add), 0, NULL},
  {"vcpu.hotremove", VF_VMX_LOST, 0, 0, "vCPUs cannot be unplugged"},
  {"vhv.enable", VF_VMX_TRISTATE, MEMBER (nested), 0, NULL},
  {"vpmc.enable", VF_VMX_TRISTATE, MEMBER (pmu), 0, NULL},
  {"vvtd.enable", VF_VMX_TRISTATE, MEMBER (iommu), 0, NULL},
  {"evccompatibilitymode", VF_VMX_TEXT, MEMBER (baseline), VF_FATE_LOSS,
   "the CPU model follows the target's policy, not the EVC mode"},
  {"sched.cpu.units", VF_VMX_NOTHING, 0, 0, NULL},
  {"sched.cpu.min", VF_VMX_LIMIT, MEMBER (mhz.reservation), 0, NULL},
  {"sched.cpu.max", VF_VMX_LIMIT, MEMBER (mhz.limit), 0, NULL},
  {"sched.cpu.shares", VF_VMX_LOST, 0, 0, "the CPU weight is not set"},
  {"sched.cpu.affinity", VF_VMX_LOST, 0, 0,
   "vCPUs are not pinned: the host CPUs were the source's"},
  {"sched.cpu.latencysensitivity", VF_VMX_LOST, 0, 0,
   "no CPUs are set aside for the VM"},
  {"sched.cpu.htsharing", VF_VMX_LOST, 0, 0,
   "how cores are shared is the host's to say"},
  {.key = NULL},
};

/* "hypervisor.cpuid.v0 = FALSE" hides the hypervisor. */
static int
read_hidden (struct vf_vmx *vmx, struct vf_machine_cpu *cpu,
             struct vf_error *err)
{
  struct vf_vmx_entry *entry = vf_vmx_find (vmx, "", "hypervisor.cpuid.v0");
  bool is_shown;

  if (!entry || !vf_vmx_parse_bool (entry->value, &is_shown))
    return 0;
  cpu->hidden = is_shown ? VF_NO : VF_YES;
  return vf_vmx_judge (entry, VF_FATE_MAPPED, NULL, err);
}

/* What VMware chooses when nothing is said, and a note when the numbers do not
 * divide. */
static int
settle_topology (struct vf_vmx *vmx, struct vf_machine *machine,
                 struct vf_error *err)
{
  struct vf_machine_cpu *cpu = &machine->cpu;
  CLEANUP_FREE char *note = NULL;
  struct vf_topology topology;

  if (!cpu->cores_per_socket
      && machine->hardware_version >= AUTO_CORES_HARDWARE) {
    cpu->auto_cores = true;
    cpu->cores_per_socket = cpu->vcpus;
  }
  if (!cpu->cores_per_socket || cpu->vcpus % cpu->cores_per_socket == 0)
    return 0;
  topology = vf_cpu_topology (cpu);
  note = vf_text_printf ("%u vCPUs are no multiple of it: the guest sees %u "
                         "sockets of %u instead",
                         cpu->vcpus, topology.sockets,
                         topology.cores * topology.threads);
  if (!note)
    return vf_error_nomem (err, "a note");
  return vf_vmx_judge (vf_vmx_find (vmx, "", "cpuid.corespersocket"),
                       VF_FATE_LOSS, note, err);
}

int
vf_vmx_read_cpu (struct vf_vmx *vmx, struct vf_machine *machine,
                 struct vf_error *err)
{
  const struct vf_vmx_entry *count = vf_vmx_find (vmx, "", "numvcpus");
  struct vf_machine_cpu *cpu = &machine->cpu;

  if (vf_vmx_read_rows (vmx, "", rows, cpu, err))
    return -1;
  if (count
      && (count->fate != VF_FATE_MAPPED || !cpu->vcpus
          || cpu->vcpus > MAX_VCPUS))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "line %u: numvcpus is \"%.40s\", must be 1 to %d",
                         count->line, count->value, MAX_VCPUS);
  cpu->max_vcpus = cpu->vcpus;
  if (read_hidden (vmx, cpu, err))
    return -1;
  return settle_topology (vmx, machine, err);
}
