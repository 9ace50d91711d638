/* vmferry: vCPUs of a libvirt domain, their topology, model and features.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

/* More than any host has. */
enum { MAX_VCPUS = 4096 };

#define MEMBER(name) offsetof (struct vf_machine_cpu, name)

static const char of_host_cpus[] = "names CPUs of the source's host";
static const char of_compare[] = "how strictly libvirt compares CPUs";
static const char of_board[] = "every target machine has it";
static const char of_time[] = "the share of the host's time is not set";

const struct vf_libvirt_row vf_libvirt_rows_cpu[] = {
  TAKEN_ROW ("vcpu"),
  TAKEN_ROW ("vcpu@current"),
  VOID_ROW ("vcpu@placement", of_host_cpus),
  { "vcpu@cpuset", VF_LIBVIRT_TEXT, MEMBER (affinity), VF_FATE_LOSS,
    "vCPUs are not pinned: the host CPUs were the source's" },
  TAKEN_ROW ("vcpus/vcpu@enabled"),
  TAKEN_ROW ("vcpus/vcpu@hotpluggable"),
  VOID_ROW ("vcpus/vcpu@*", "the order in which vCPUs were added"),
  { "cpu@mode", VF_LIBVIRT_TEXT, MEMBER (mode), 0, NULL },
  VOID_ROW ("cpu@match", of_compare),
  VOID_ROW ("cpu@check", of_compare),
  VOID_ROW ("cpu@migratable", of_compare),
  VOID_ROW ("cpu@deprecated_features", of_compare),
  { "cpu/model", VF_LIBVIRT_TEXT, MEMBER (model), 0, NULL },
  VOID_ROW ("cpu/model@fallback", of_compare),
  LOST_ROW ("cpu/model@vendor_id", "the vendor is that of the target's host"),
  LOST_ROW ("cpu/vendor", "the vendor is that of the target's host"),
  TAKEN_ROW ("cpu/topology@*"),
  LOST_ROW ("cpu/cache*", "caches are those of the CPU model"),
  LOST_ROW ("cpu/maxphysaddr*", "the width is that of the target's host"),
  TAKEN_ROW ("cpu/feature@name"),
  TAKEN_ROW ("cpu/feature@policy"),
  { "features/pmu@state", VF_LIBVIRT_SWITCH, MEMBER (pmu), 0, NULL },
  { "features/kvm/hidden@state", VF_LIBVIRT_SWITCH, MEMBER (hidden), 0, NULL },
  LOST_ROW ("features/kvm/*", "a service of KVM that is not switched"),
  LOST_ROW ("features/hyperv/vendor_id@value",
            "the hypervisor goes by its own name"),
  VOID_ROW ("features/hyperv*", "enlightenments follow the guest system"),
  VOID_ROW ("features/viridian", "enlightenments follow the guest system"),
  VOID_ROW ("features/xen*", "services of Xen"),
  VOID_ROW ("features/acpi", of_board),
  VOID_ROW ("features/apic*", of_board),
  VOID_ROW ("features/pae", of_board),
  VOID_ROW ("features/hap*", "the host uses what it has"),
  VOID_ROW ("features/privnet", "of containers"),
  VOID_ROW ("features/capabilities*", "of containers"),
  VOID_ROW ("features/smm*", "follows secure boot"),
  VOID_ROW ("features/ioapic*", "follows the number of vCPUs"),
  VOID_ROW ("features/vmport*", "a channel of VMware's"),
  VOID_ROW ("features/vmcoreinfo*", "a help for dumps"),
  VOID_ROW ("features/ps2*", "the target's board has it"),
  LOST_ROW ("features/tcg*", "emulation is not tuned"),
  LOST_ROW ("features/async-teardown*", "the target's host frees as usual"),
  LOST_ROW ("features/msrs*", "unknown registers are the host's to answer"),
  VOID_ROW ("features/gic*", "of another architecture"),
  VOID_ROW ("features/htm*", "of another architecture"),
  VOID_ROW ("features/hpt*", "of another architecture"),
  TAKEN_ROW ("cputune/shares"),
  TAKEN_ROW ("cputune/period"),
  TAKEN_ROW ("cputune/quota"),
  LOST_ROW ("cputune/global_*", of_time),
  LOST_ROW ("cputune/emulator_*", of_time),
  LOST_ROW ("cputune/iothread_*", of_time),
  LOST_ROW ("cputune/vcpupin*", of_host_cpus),
  LOST_ROW ("cputune/emulatorpin*", of_host_cpus),
  LOST_ROW ("cputune/iothreadpin*", of_host_cpus),
  LOST_ROW ("cputune/*", "the target's scheduler is not told"),
  END_ROW,
};

static int
read_count (const struct vf_libvirt_tree *tree, const char *path,
            unsigned *count, struct vf_error *err)
{
  const char *value = vf_libvirt_get (tree, tree->elements.items, path);
  uint64_t number;

  if (!value)
    return 0;
  if (!vf_libvirt_parse_number (value, MAX_VCPUS, &number) || !number)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "<%s> is \"%.40s\", must be 1 to %d", path, value,
                         MAX_VCPUS);
  *count = (unsigned)number;
  return 0;
}

/* <vcpus> says of each whether it is there at boot; a list of some is none. */
static void
count_enabled (const struct vf_libvirt_tree *tree, struct vf_machine_cpu *cpu)
{
  const struct vf_libvirt_element *list = vf_libvirt_descend (tree, "vcpus");
  const struct vf_libvirt_element *vcpu = NULL;
  unsigned listed = 0, enabled = 0;

  while ((vcpu = vf_libvirt_child (tree, list, "vcpu", vcpu))) {
    listed++;
    enabled += vf_libvirt_has (tree, vcpu, "@enabled", "yes");
  }
  if (enabled > 0 && listed == cpu->max_vcpus)
    cpu->vcpus = enabled;
}

/* The factor NAME of <topology>; 1 where it is not said or cannot be. */
static unsigned
factor (const struct vf_libvirt_tree *tree, const char *name)
{
  const struct vf_libvirt_element *topology
      = vf_libvirt_descend (tree, "cpu/topology");
  uint64_t number;

  return vf_libvirt_get_number (tree, topology, name, MAX_VCPUS, &number)
                 && number
             ? (unsigned)number
             : 1;
}

/* The vCPUs of one socket; 0 when there are too many. */
static unsigned
count_per_socket (const struct vf_libvirt_tree *tree)
{
  static const char *const names[]
      = { "@dies", "@clusters", "@cores", "@threads" };
  uint64_t n = 1;
  size_t i;

  for (i = 0; i < sizeof names / sizeof *names; i++) {
    n *= factor (tree, names[i]);
    if (n > MAX_VCPUS)
      return 0;
  }
  return (unsigned)n;
}

static int
judge_topology (struct vf_libvirt_tree *tree, const char *note,
                struct vf_error *err)
{
  return vf_libvirt_judge_rest (tree,
                                vf_libvirt_descend (tree, "cpu/topology"),
                                VF_FATE_LOSS, note, err);
}

/* Without <vcpu> the topology says how many there are, as virt-v2v has it;
 * with one it has the last word. */
static int
read_topology (struct vf_libvirt_tree *tree, struct vf_machine_cpu *cpu,
               struct vf_error *err)
{
  unsigned per_socket = count_per_socket (tree);
  unsigned sockets = factor (tree, "@sockets");
  bool has_count = vf_libvirt_get (tree, tree->elements.items, "vcpu") != NULL;

  if (!vf_libvirt_descend (tree, "cpu/topology"))
    return 0;
  if (!per_socket || (uint64_t)per_socket * sockets > MAX_VCPUS)
    return judge_topology (tree, "more vCPUs than a host has", err);
  if (!has_count)
    cpu->vcpus = cpu->max_vcpus = per_socket * sockets;
  cpu->cores_per_socket = per_socket;
  cpu->dies_per_socket = factor (tree, "@dies");
  cpu->threads_per_core = factor (tree, "@threads");
  if (per_socket * sockets != cpu->max_vcpus
      && judge_topology (tree, "does not multiply to the number of vCPUs",
                         err))
    return -1;
  return 0;
}

/* What some features mean beyond their name. */
static void
note_feature (struct vf_machine_cpu *cpu, const char *name, bool is_on)
{
  if (strcmp (name, "vmx") == 0 || strcmp (name, "svm") == 0)
    cpu->nested = is_on ? VF_YES : VF_NO;
  if (strcmp (name, "hypervisor") == 0)
    cpu->hidden = is_on ? VF_NO : VF_YES;
}

static int
read_feature (const struct vf_libvirt_tree *tree,
              const struct vf_libvirt_element *element,
              struct vf_machine_cpu *cpu, struct vf_error *err)
{
  const char *name = vf_libvirt_get (tree, element, "@name");
  const char *policy = vf_libvirt_get (tree, element, "@policy");
  struct vf_machine_feature feature = { 0 };

  if (!name)
    return 0;
  if (!policy)
    policy = "require";
  note_feature (cpu, name,
                strcmp (policy, "disable") != 0
                    && strcmp (policy, "forbid") != 0);
  feature.name = strdup (name);
  feature.policy = strdup (policy);
  if (feature.name && feature.policy
      && vf_vector_push (&cpu->features, feature) == 0)
    return 0;
  free (feature.name);
  free (feature.policy);
  return vf_error_nomem (err, "CPU features");
}

int
vf_libvirt_read_cpu (struct vf_libvirt_tree *tree, struct vf_machine *machine,
                     struct vf_error *err)
{
  const struct vf_libvirt_element *cpu = vf_libvirt_descend (tree, "cpu");
  const struct vf_libvirt_element *feature = NULL;

  if (read_count (tree, "vcpu", &machine->cpu.max_vcpus, err))
    return -1;
  machine->cpu.vcpus = machine->cpu.max_vcpus;
  if (read_topology (tree, &machine->cpu, err)
      || read_count (tree, "vcpu@current", &machine->cpu.vcpus, err))
    return -1;
  count_enabled (tree, &machine->cpu);
  if (machine->cpu.vcpus > machine->cpu.max_vcpus)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "<vcpu> current is %u, must be at most %u",
                         machine->cpu.vcpus, machine->cpu.max_vcpus);
  if (machine->cpu.vcpus < machine->cpu.max_vcpus)
    machine->cpu.hot_add = VF_YES;
  while ((feature = vf_libvirt_child (tree, cpu, "feature", feature)))
    if (read_feature (tree, feature, &machine->cpu, err))
      return -1;
  return vf_libvirt_read_tune (tree, machine, err)
                 || vf_libvirt_read_rows (tree, tree->elements.items,
                                          vf_libvirt_rows_cpu, &machine->cpu,
                                          err)
             ? -1
             : 0;
}
