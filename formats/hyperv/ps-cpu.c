/* vmferry: Get-VMProcessor and Get-VMMemory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/hyperv/ps-json.h"
#include "formats/hyperv/ps-parts.h"
#include "formats/machine.h"

enum { MAX_VCPUS = 2048, WHOLE_PERCENT = 100, DEFAULT_WEIGHT = 100 };

#define MIB ((uint64_t)1 << 20)
#define MAX_MEMORY ((uint64_t)1 << 50)

/* What is not a member of the machine as it stands. */
struct raw {
  unsigned count;
  unsigned weight;
  unsigned limit;
  struct vf_hyperv_numa numa;
};

#define CPU(name) offsetof (struct vf_machine_cpu, name)
#define MEMORY(name) offsetof (struct vf_machine_memory, name)
#define RAW(name) offsetof (struct raw, name)

static const struct vf_hyperv_row cpu_rows[] = {
  { "Reserve", VF_HYPERV_COUNT, CPU (reservation_percent), 0, 0, NULL, NULL,
    NULL },
  { "ExposeVirtualizationExtensions", VF_HYPERV_TRISTATE, CPU (nested), 0, 0,
    NULL, NULL, NULL },
  { "CompatibilityForMigrationEnabled", VF_HYPERV_TRISTATE, CPU (compatible),
    0, 0, NULL, NULL, NULL },
  { "CompatibilityForOlderOperatingSystemsEnabled", VF_HYPERV_LOST, 0, 0, 0,
    "CPUID is not cut short for old guests as Windows NT", "False", NULL },
  { "HwThreadCountPerCore", VF_HYPERV_COUNT, CPU (threads_per_core), 0, 0,
    NULL, NULL, NULL },
  { "EnableHostResourceProtection", VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT,
    "how the source's host guards itself", NULL, NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row raw_cpu_rows[] = {
  { "Count", VF_HYPERV_COUNT, RAW (count), 0, 0, NULL, NULL, NULL },
  { "RelativeWeight", VF_HYPERV_COUNT, RAW (weight), 0, 0, NULL, NULL, NULL },
  { "Maximum", VF_HYPERV_COUNT, RAW (limit), 0, 0, NULL, NULL, NULL },
  { "MaximumCountPerNumaNode", VF_HYPERV_COUNT, RAW (numa.vcpus_per_node), 0,
    0, NULL, NULL, NULL },
  { "MaximumCountPerNumaSocket", VF_HYPERV_COUNT, RAW (numa.nodes_per_socket),
    0, 0, NULL, NULL, NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row raw_memory_rows[] = {
  { "MaximumPerNumaNode", VF_HYPERV_SIZE, RAW (numa.bytes_per_node), MIB, 0,
    NULL, NULL, NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row raw_system_rows[] = {
  { "VirtualNumaEnabled", VF_HYPERV_TRISTATE, RAW (numa.is_enabled), 0, 0,
    NULL, NULL, NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row memory_rows[] = {
  { "Startup", VF_HYPERV_SIZE, MEMORY (size_bytes), 0, 0, NULL, NULL, NULL },
  { "Minimum", VF_HYPERV_SIZE, MEMORY (min_bytes), 0, 0, NULL, NULL, NULL },
  { "Maximum", VF_HYPERV_SIZE, MEMORY (max_bytes), 0, 0, NULL, NULL, NULL },
  { "Buffer", VF_HYPERV_COUNT, MEMORY (buffer_percent), 0, 0, NULL, NULL,
    NULL },
  { "DynamicMemoryEnabled", VF_HYPERV_TRISTATE, MEMORY (dynamic), 0, 0, NULL,
    NULL, NULL },
  { "Priority", VF_HYPERV_LOST, 0, 0, 0,
    "which VM gets memory first when the host has little", "50", NULL },
  { .path = NULL },
};

/* What Get-VM has of it itself. */
static const struct vf_hyperv_row vm_rows[] = {
  { "MemoryStartup", VF_HYPERV_SIZE, MEMORY (size_bytes), 0, 0, NULL, NULL,
    NULL },
  { "MemoryMinimum", VF_HYPERV_SIZE, MEMORY (min_bytes), 0, 0, NULL, NULL,
    NULL },
  { "MemoryMaximum", VF_HYPERV_SIZE, MEMORY (max_bytes), 0, 0, NULL, NULL,
    NULL },
  { "DynamicMemoryEnabled", VF_HYPERV_TRISTATE, MEMORY (dynamic), 0, 0, NULL,
    NULL, NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row raw_vm_rows[] = {
  { "ProcessorCount", VF_HYPERV_COUNT, RAW (count), 0, 0, NULL, NULL, NULL },
  { .path = NULL },
};

/* The amount NAME of VM, or else NAME_OF_PART of PART, as it stands. */
static const char *
amount_text (const struct vf_hyperv_key *vm, const char *name,
             const struct vf_hyperv_key *part, const char *name_of_part)
{
  const struct vf_hyperv_key *key = vf_hyperv_find (part, name_of_part);

  if (!key)
    key = vf_hyperv_find (vm, name);
  return key && key->text ? key->text : "not there";
}

static int
check (const struct raw *raw, const struct vf_machine *machine,
       const char *count, const char *startup, struct vf_error *err)
{
  uint64_t size = machine->memory.size_bytes;

  if (raw->count < 1 || raw->count > MAX_VCPUS)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "ProcessorCount: is %.40s, must be 1 to %d", count,
                         MAX_VCPUS);
  if (size < MIB || size > MAX_MEMORY)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "MemoryStartup: is %.40s, must be %llu to %llu "
                         "(bytes)",
                         startup, (unsigned long long)MIB,
                         (unsigned long long)MAX_MEMORY);
  return 0;
}

static void
settle_cpu (const struct raw *raw, struct vf_machine_cpu *cpu)
{
  cpu->vcpus = cpu->max_vcpus = raw->count;
  if (raw->limit < WHOLE_PERCENT)
    cpu->limit_percent = raw->limit;
  if (raw->weight != DEFAULT_WEIGHT)
    cpu->mhz.shares = raw->weight;
}

int
vf_ps_read_cpu (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                struct vf_machine *machine, struct vf_error *err)
{
  struct vf_hyperv_key *cpu
      = vf_ps_item (vf_hyperv_find (item, "Processor"), 0);
  struct vf_hyperv_key *memory
      = vf_ps_item (vf_hyperv_find (item, "Memory"), 0);
  struct vf_hyperv_key *system
      = vf_ps_item (vf_hyperv_find (item, "SystemSettings"), 0);
  struct raw raw = { .weight = DEFAULT_WEIGHT, .limit = WHOLE_PERCENT };

  if (vf_hyperv_read_rows (vm, vm_rows, &machine->memory, err)
      || vf_hyperv_read_rows (vm, raw_vm_rows, &raw, err)
      || vf_hyperv_read_rows (cpu, cpu_rows, &machine->cpu, err)
      || vf_hyperv_read_rows (cpu, raw_cpu_rows, &raw, err)
      || vf_hyperv_read_rows (memory, memory_rows, &machine->memory, err)
      || vf_hyperv_read_rows (memory, raw_memory_rows, &raw, err)
      || vf_hyperv_read_rows (system, raw_system_rows, &raw, err)
      || check (&raw, machine,
                amount_text (vm, "ProcessorCount", cpu, "Count"),
                amount_text (vm, "MemoryStartup", memory, "Startup"), err))
    return -1;
  settle_cpu (&raw, &machine->cpu);
  vf_hyperv_settle_memory (machine);
  return vf_hyperv_decide_numa (machine, &raw.numa, err);
}
