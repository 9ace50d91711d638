/* vmferry: a machine and its account as text for a person.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/machine-text.h"

#include "common/text.h"
#include "formats/machine.h"
#include "tools/machine-text-item.h"

#define CPU(member) offsetof (struct vf_machine_cpu, member)
#define MEMORY(member) offsetof (struct vf_machine_memory, member)

static const struct vf_flag cpu_flags[] = {
  { CPU (hot_add), VF_YES, "hot-add" },
  { CPU (nested), VF_YES, "may run VMs itself" },
  { CPU (pmu), VF_YES, "performance counters" },
  { CPU (iommu), VF_YES, "IOMMU" },
  { CPU (hidden), VF_YES, "hypervisor hidden" },
  { CPU (compatible), VF_YES, "features of older hosts only" },
  { 0, VF_UNSET, NULL },
};

static const struct vf_flag memory_flags[] = {
  { MEMORY (hot_add), VF_YES, "hot-add" },
  { MEMORY (dynamic), VF_YES, "dynamic" },
  { MEMORY (balloon), VF_NO, "no balloon" },
  { MEMORY (locked), VF_YES, "locked" },
  { 0, VF_UNSET, NULL },
};

/* A line "LABEL: TEXT", nothing for NULL. */
static void
print_text (const char *label, const char *text, FILE *out)
{
  if (!text)
    return;
  fprintf (out, "%s: ", label);
  vf_item_put (text, out);
  fputc ('\n', out);
}

static void
print_source (const struct vf_machine *machine, FILE *out)
{
  print_text ("name", machine->identity.name, out);
  print_text ("title", machine->identity.title, out);
  print_text ("definition", machine->source_path, out);
  print_text ("platform", vf_platform_name (machine->platform), out);
  if (machine->hardware_version)
    fprintf (out, "hardware version: %u\n", machine->hardware_version);
  if (machine->generation)
    fprintf (out, "generation: %u\n", machine->generation);
  if (machine->power == VF_POWER_SUSPENDED)
    fprintf (out, "power: suspended\n");
  if (machine->lifecycle.autostart == VF_YES)
    fprintf (out, "autostart: yes\n");
  if (machine->lifecycle.snapshots)
    fprintf (out, "snapshots: %u\n", machine->lifecycle.snapshots);
}

static void
print_os (const struct vf_machine_os *os, FILE *out)
{
  const char *name = os->name ? os->name : os->source_id;

  if (!name && !os->osinfo_uri)
    return;
  fprintf (out, "guest: ");
  vf_item_put (name ? name : os->osinfo_uri, out);
  fprintf (out, " (%s", vf_os_family_name (os->family));
  if (name)
    vf_item_text ("", os->osinfo_uri, out);
  fprintf (out, ")\n");
}

/* Reservation, limit and weight; nothing where there is none. */
static void
print_schedule (const struct vf_machine_cpu *cpu, FILE *out)
{
  if (cpu->mhz.reservation <= 0 && cpu->mhz.limit <= 0 && cpu->mhz.shares <= 0
      && !cpu->reservation_percent && !cpu->limit_percent && !cpu->affinity
      && !cpu->latency_sensitivity)
    return;
  fprintf (out, "CPU time: by its host");
  vf_item_number ("reserved ", cpu->mhz.reservation, " MHz", out);
  vf_item_number ("at most ", cpu->mhz.limit, " MHz", out);
  vf_item_number ("reserved ", cpu->reservation_percent, "% of a core", out);
  vf_item_number ("at most ", cpu->limit_percent, "% of a core", out);
  vf_item_number ("shares ", cpu->mhz.shares, "", out);
  vf_item_text ("bound to CPUs ", cpu->affinity, out);
  vf_item_text ("latency sensitivity ", cpu->latency_sensitivity, out);
  fputc ('\n', out);
}

static void
print_model (const struct vf_machine_cpu *cpu, FILE *out)
{
  const char *model = cpu->model ? cpu->model : cpu->mode;
  size_t i;

  if (!model)
    model = cpu->baseline;
  if (!model && !cpu->features.count)
    return;
  fprintf (out, "CPU model: ");
  vf_item_put (model, out);
  if (cpu->baseline && model != cpu->baseline)
    vf_item_text ("baseline ", cpu->baseline, out);
  for (i = 0; i < cpu->features.count; i++) {
    vf_item_text ("", cpu->features.items[i].name, out);
    fputc (' ', out);
    vf_item_put (cpu->features.items[i].policy, out);
  }
  fputc ('\n', out);
}

static void
print_vcpus (const struct vf_machine_cpu *cpu, FILE *out)
{
  struct vf_topology topology = vf_cpu_topology (cpu);

  fprintf (out, "vCPUs: %u (%u sockets, ", cpu->vcpus, topology.sockets);
  if (topology.dies > 1)
    fprintf (out, "%u dies, ", topology.dies);
  fprintf (out, "%u cores, %u threads)", topology.cores, topology.threads);
  if (cpu->max_vcpus > cpu->vcpus)
    fprintf (out, ", at most %u", cpu->max_vcpus);
  vf_item_flags (cpu_flags, cpu, out);
  fputc ('\n', out);
}

static void
print_node (const struct vf_machine_cpu *cpu, size_t i, FILE *out)
{
  const struct vf_machine_node *node = &cpu->nodes.items[i];
  size_t to;
  char size[32];

  fprintf (out, "NUMA node %zu: vCPUs ", i);
  if (node->vcpu_set)
    fputs (node->vcpu_set, out);
  else
    fprintf (out, "%u to %u", node->first_vcpu,
             node->first_vcpu + node->vcpus - 1);
  fprintf (out, ", %s", vf_text_human_size (node->memory_bytes, size));
  if (node->host_node >= 0)
    fprintf (out, ", on the host's node %d", node->host_node);
  for (to = 0; to < cpu->nodes.count && cpu->distances.count; to++)
    fprintf (out, "%s%u", to ? " " : ", distances ",
             cpu->distances.items[i * cpu->nodes.count + to]);
  fputc ('\n', out);
}

static void
print_memory (const struct vf_machine_memory *memory, FILE *out)
{
  char size[32];

  fprintf (out, "memory: %s",
           memory->size_bytes ? vf_text_human_size (memory->size_bytes, size)
                              : "unknown");
  vf_item_flags (memory_flags, memory, out);
  vf_item_size ("at least ", memory->min_bytes, out);
  vf_item_size ("at most ", memory->max_bytes, out);
  vf_item_number ("", memory->slots, " slots", out);
  vf_item_number ("buffer ", memory->buffer_percent, "%", out);
  vf_item_size ("in pages of ", memory->hugepage_bytes, out);
  if (memory->bytes.reservation > 0)
    vf_item_size ("reserved ", (uint64_t)memory->bytes.reservation, out);
  if (memory->bytes.limit > 0)
    vf_item_size ("limited to ", (uint64_t)memory->bytes.limit, out);
  fputc ('\n', out);
}

static void
print_cpu (const struct vf_machine *machine, FILE *out)
{
  const struct vf_machine_cpu *cpu = &machine->cpu;
  size_t i;

  print_vcpus (cpu, out);
  print_model (cpu, out);
  print_schedule (cpu, out);
  for (i = 0; i < cpu->nodes.count; i++)
    print_node (cpu, i, out);
  if (cpu->numa_state != VF_NUMA_NONE)
    print_text ("NUMA by", cpu->numa_reason, out);
  print_memory (&machine->memory, out);
}

static void
print_firmware (const struct vf_machine *machine, FILE *out)
{
  const struct vf_machine_firmware *firmware = &machine->firmware;
  const char *secure = vf_tristate_name (firmware->secure_boot);

  if (firmware->kind == VF_FIRMWARE_EFI)
    fprintf (out, "firmware: EFI, secure boot: %s",
             secure ? secure : "not said");
  else
    fprintf (out, "firmware: BIOS");
  vf_item_text ("template ", firmware->secure_boot_template, out);
  if (vf_machine_find_device (machine, VF_DEVICE_TPM))
    fprintf (out, ", TPM");
  vf_item_text ("variables in ", firmware->nvram_name, out);
  vf_item_number ("waits ", firmware->boot_delay_ms, " ms", out);
  vf_item_number ("tries again after ", firmware->boot_retry_ms, " ms", out);
  if (firmware->enter_setup == VF_YES)
    fprintf (out, ", enters its setup");
  fputc ('\n', out);
}

static void
print_clock (const struct vf_machine_clock *clock, FILE *out)
{
  if (clock->is_localtime == VF_YES)
    fprintf (out, "clock: local time\n");
  else if (clock->has_offset && clock->offset_seconds)
    fprintf (out, "clock: UTC%+lld s\n", (long long)clock->offset_seconds);
}

void
vf_machine_print (const struct vf_machine *machine, FILE *out)
{
  print_source (machine, out);
  print_os (&machine->os, out);
  print_text ("uuid", machine->identity.bios_uuid_text, out);
  print_cpu (machine, out);
  print_firmware (machine, out);
  print_clock (&machine->clock, out);
  vf_machine_print_devices (machine, out);
  vf_machine_print_rest (machine, out);
}

void
vf_account_print (const struct vf_account *account, bool all, FILE *out)
{
  size_t i;

  fprintf (out,
           "keys: %zu mapped, %zu with loss, %zu irrelevant, %zu unknown\n",
           vf_account_count (account, VF_FATE_MAPPED),
           vf_account_count (account, VF_FATE_LOSS),
           vf_account_count (account, VF_FATE_IRRELEVANT),
           vf_account_count (account, VF_FATE_UNKNOWN));
  for (i = 0; i < account->entries.count; i++) {
    const struct vf_account_entry *entry = &account->entries.items[i];

    if (!all && entry->fate != VF_FATE_LOSS && entry->fate != VF_FATE_UNKNOWN)
      continue;
    fprintf (out, "%s ", vf_fate_name (entry->fate));
    vf_item_put (entry->key, out);
    if (entry->value) {
      fprintf (out, " = \"");
      vf_item_put (entry->value, out);
      fputc ('"', out);
    }
    if (entry->note)
      fprintf (out, ": %s", entry->note);
    fputc ('\n', out);
  }
}
