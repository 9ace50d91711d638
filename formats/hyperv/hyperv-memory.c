/* vmferry: the memory of a VM of Hyper-V, fixed or dynamic, and what a NUMA
 * node may have of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/machine.h"

#define MIB ((uint64_t)1 << 20)

/* Windows Server 2025 gives a VM up to 240 TiB. */
#define MAX_MEMORY_MIB ((int64_t)1 << 30)

struct sgx {
  enum vf_tristate is_enabled;
  uint64_t bytes;
};

#define MEMORY(name) offsetof (struct vf_machine_memory, name)
#define SGX(name) offsetof (struct sgx, name)
#define NUMA(name) offsetof (struct vf_hyperv_numa, name)

static const struct vf_hyperv_row bank_rows[] = {
  { "size", VF_HYPERV_SIZE, MEMORY (size_bytes), MIB, 0, NULL, NULL, NULL },
  { "reservation", VF_HYPERV_SIZE, MEMORY (min_bytes), MIB, 0, NULL, NULL,
    NULL },
  { "limit", VF_HYPERV_SIZE, MEMORY (max_bytes), MIB, 0, NULL, NULL, NULL },
  { "target_memory_buffer", VF_HYPERV_COUNT, MEMORY (buffer_percent), 0, 0,
    NULL, NULL, NULL },
  { "dynamic_memory_enabled", VF_HYPERV_TRISTATE, MEMORY (dynamic), 0, 0,
    NULL, NULL, NULL },
  { "priority", VF_HYPERV_LOST, 0, 0, 0,
    "which VM gets memory first when the host has little", "5000", NULL },
  { "backing_type", VF_HYPERV_LOST, 0, 0, 0,
    "how the source's host backed the memory", "0", NULL },
  { "huge_pages_enabled", VF_HYPERV_LOST, 0, 0, 0,
    "whether the memory is backed by large pages", "False", NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row sgx_rows[] = {
  { "enabled", VF_HYPERV_TRISTATE, SGX (is_enabled), 0, 0, NULL, NULL, NULL },
  { "size", VF_HYPERV_SIZE, SGX (bytes), MIB, 0, NULL, NULL, NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row numa_rows[] = {
  { "vnuma/enabled", VF_HYPERV_TRISTATE, NUMA (is_enabled), 0, 0, NULL, NULL,
    NULL },
  { "processors/vnuma/count_per_node/max", VF_HYPERV_COUNT,
    NUMA (vcpus_per_node), 0, 0, NULL, NULL, NULL },
  { "processors/vnuma/node_per_socket/max", VF_HYPERV_COUNT,
    NUMA (nodes_per_socket), 0, 0, NULL, NULL, NULL },
  { "memory/vnuma/max_size_per_node", VF_HYPERV_SIZE, NUMA (bytes_per_node),
    MIB, 0, NULL, NULL, NULL },
  { .path = NULL },
};

void
vf_hyperv_settle_memory (struct vf_machine *machine)
{
  struct vf_machine_memory *memory = &machine->memory;

  if (memory->dynamic == VF_YES)
    return;
  memory->min_bytes = memory->max_bytes = 0;
  memory->buffer_percent = 0;
}

/* Minimum, maximum and buffer are there, but mean nothing, without dynamic
 * memory. */
static int
judge_dynamic (struct vf_hyperv_key *bank, const struct vf_machine *machine,
               struct vf_error *err)
{
  static const char *const names[]
      = { "reservation", "limit", "target_memory_buffer" };
  size_t i;

  if (machine->memory.dynamic == VF_YES)
    return 0;
  for (i = 0; i < sizeof names / sizeof *names; i++)
    if (vf_hyperv_judge (vf_hyperv_find (bank, names[i]), VF_FATE_IRRELEVANT,
                         "only dynamic memory has it", err))
      return -1;
  return 0;
}

static int
check_size (struct vf_hyperv_key *bank, struct vf_error *err)
{
  const struct vf_hyperv_key *key = vf_hyperv_find (bank, "size");

  if (key && key->kind == VF_HYPERV_NUMBER && key->number >= 1
      && key->number <= MAX_MEMORY_MIB)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "settings/memory/bank/size: is %.40s, must be 1 to "
                       "%lld MiB",
                       key && key->text ? key->text : "not there",
                       (long long)MAX_MEMORY_MIB);
}

static int
read_sgx (struct vf_hyperv_key *config, struct vf_machine *machine,
          struct vf_error *err)
{
  struct sgx sgx = { .bytes = 0 };

  if (vf_hyperv_read_rows (vf_hyperv_find (config, "settings/memory/sgx"),
                           sgx_rows, &sgx, err))
    return -1;
  if (sgx.is_enabled == VF_YES)
    machine->security.sgx_bytes = sgx.bytes;
  return 0;
}

int
vf_hyperv_read_memory (struct vf_hyperv_key *config,
                       struct vf_machine *machine, struct vf_error *err)
{
  struct vf_hyperv_key *settings = vf_hyperv_find (config, "settings");
  struct vf_hyperv_key *bank = vf_hyperv_find (settings, "memory/bank");
  struct vf_hyperv_numa numa = { .vcpus_per_node = 0 };

  if (check_size (bank, err)
      || vf_hyperv_read_rows (bank, bank_rows, &machine->memory, err)
      || judge_dynamic (bank, machine, err)
      || read_sgx (config, machine, err)
      || vf_hyperv_read_rows (settings, numa_rows, &numa, err))
    return -1;
  vf_hyperv_settle_memory (machine);
  return vf_hyperv_decide_numa (machine, &numa, err);
}
