/* vmferry: vCPUs, their topology and how they are scheduled, as the keys of a
 * .vmx say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

enum {
  /* Hardware version 21 allows 960. */
  MAX_VCPUS = 4096,
  /* From here on VMware chooses cores per socket itself when the key is not
   * there (vSphere 8). */
  AUTO_CORES_HARDWARE = 20,
  /* sched.cpu.shares, of each vCPU. */
  NORMAL_SHARES = 1000,
};

#define MEMBER(name) offsetof (struct vf_machine_cpu, name)

const struct vf_vmx_row vf_vmx_rows_cpu[] = {
  { "numvcpus", VF_VMX_COUNT, MEMBER (vcpus), 0, NULL },
  { "cpuid.corespersocket", VF_VMX_COUNT, MEMBER (cores_per_socket), 0, NULL },
  { "cpuid.corespersocket.cookie", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "a note of VMware's to itself" },
  { "cpuid.numsmt", VF_VMX_COUNT, MEMBER (threads_per_core), 0, NULL },
  { "vcpu.hotadd", VF_VMX_TRISTATE, MEMBER (hot_add), 0, NULL },
  { "vcpu.hotremove", VF_VMX_TRISTATE, MEMBER (hot_remove), 0, NULL },
  { "vhv.enable", VF_VMX_TRISTATE, MEMBER (nested), 0, NULL },
  { "vpmc.enable", VF_VMX_TRISTATE, MEMBER (pmu), 0, NULL },
  { "vvtd.enable", VF_VMX_TRISTATE, MEMBER (iommu), 0, NULL },
  { "hypervisor.cpuid.v0", VF_VMX_NEGATED, MEMBER (hidden), 0, NULL },
  { "evccompatibilitymode", VF_VMX_TEXT, MEMBER (baseline), 0, NULL },
  { "sched.cpu.units", VF_VMX_NOTHING, 0, 0, NULL },
  { "sched.cpu.min", VF_VMX_LIMIT_MHZ, MEMBER (mhz.reservation), 0, NULL },
  { "sched.cpu.max", VF_VMX_LIMIT_MHZ, MEMBER (mhz.limit), 0, NULL },
  { "sched.cpu.shares", VF_VMX_SHARES, MEMBER (mhz.shares), 0, NULL },
  { "sched.cpu.affinity", VF_VMX_TEXT, MEMBER (affinity), 0, NULL },
  { "sched.cpu.latencysensitivity", VF_VMX_TEXT, MEMBER (latency_sensitivity),
    0, NULL },
  { "sched.cpu.htsharing", VF_VMX_LOST, 0, 0,
    "how cores are shared is the host's to say" },
  { .key = NULL },
};

/* EVC is on or off, or a mode by its name: what is on without a name is only
 * known to be old enough for some other host. */
static int
settle_baseline (struct vf_vmx *vmx, struct vf_machine_cpu *cpu,
                 struct vf_error *err)
{
  bool is_on;

  if (!cpu->baseline || !vf_vmx_parse_bool (cpu->baseline, &is_on))
    return 0;
  free (cpu->baseline);
  cpu->baseline = NULL;
  cpu->compatible = is_on ? VF_YES : VF_NO;
  if (!is_on)
    return 0;
  return vf_vmx_judge (vf_vmx_find (vmx, "", "evccompatibilitymode"),
                       VF_FATE_LOSS,
                       "which CPUs it is compatible with is not said", err);
}

/* "all" CPUs of the host and a "normal" sensitivity are no wishes. */
static void
drop_default (char **text)
{
  if (!*text || !vf_vmx_is_default (*text))
    return;
  free (*text);
  *text = NULL;
}

/* Old versions counted percents of a core, which need the source's clock. */
static int
settle_schedule (struct vf_vmx *vmx, struct vf_machine_cpu *cpu,
                 struct vf_error *err)
{
  static const char note[] = "in percent of one of the source's cores, whose "
                             "clock is not known";
  struct vf_vmx_entry *units = vf_vmx_find (vmx, "", "sched.cpu.units");

  vf_vmx_settle_shares (&cpu->mhz.shares, (int64_t)NORMAL_SHARES * cpu->vcpus);
  drop_default (&cpu->affinity);
  drop_default (&cpu->latency_sensitivity);
  if (!units || strcasecmp (units->value, "mhz") == 0)
    return 0;
  if ((cpu->mhz.limit >= 0
       && vf_vmx_judge (vf_vmx_find (vmx, "", "sched.cpu.max"), VF_FATE_LOSS,
                        note, err))
      || (cpu->mhz.reservation >= 0
          && vf_vmx_judge (vf_vmx_find (vmx, "", "sched.cpu.min"),
                           VF_FATE_LOSS, note, err)))
    return -1;
  cpu->mhz.limit = cpu->mhz.reservation = -1;
  return 0;
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

  if (vf_vmx_read_rows (vmx, "", vf_vmx_rows_cpu, cpu, err))
    return -1;
  if (count
      && (count->fate != VF_FATE_MAPPED || !cpu->vcpus
          || cpu->vcpus > MAX_VCPUS))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "line %u: numvcpus is \"%.40s\", must be 1 to %d",
                         count->line, count->value, MAX_VCPUS);
  cpu->max_vcpus = cpu->vcpus;
  if (settle_baseline (vmx, cpu, err) || settle_schedule (vmx, cpu, err))
    return -1;
  return settle_topology (vmx, machine, err);
}
