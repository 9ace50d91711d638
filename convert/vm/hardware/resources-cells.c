/* vmferry: the NUMA nodes that a VM gets on its target, and its sockets, which
 * must not lie across them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "convert/vm/hardware/resource-choices.h"
#include "convert/vm/hardware/resources-priv.h"
#include "convert/vm/hardware/resources.h"
#include "formats/machine.h"

/* Cells of whole huge pages can be backed by them. */
#define CELL_MEMORY_UNIT ((uint64_t)2 << 20)

/* Whether the machine's nodes hold vCPUs in turn, and all those that it has at
 * boot or at most. */
static bool
nodes_hold_vcpus (const struct vf_machine_cpu *cpu)
{
  unsigned vcpus = 0;
  size_t i;

  for (i = 0; i < cpu->nodes.count; i++) {
    const struct vf_machine_node *node = &cpu->nodes.items[i];

    if (!node->vcpus || (!node->vcpu_set && node->first_vcpu != vcpus))
      return false;
    vcpus += node->vcpus;
  }
  return vcpus == cpu->vcpus || vcpus == cpu->max_vcpus;
}

/* Whether their memory is that of the machine, in whole KiB. */
static bool
nodes_hold_memory (const struct vf_resource_plan *plan)
{
  const struct vf_machine_cpu *cpu = &plan->machine->cpu;
  uint64_t memory = 0;
  size_t i;

  for (i = 0; i < cpu->nodes.count; i++) {
    if (!cpu->nodes.items[i].memory_bytes
        || cpu->nodes.items[i].memory_bytes % 1024
        || !vf_add_u64 (memory, cpu->nodes.items[i].memory_bytes, &memory))
      return false;
  }
  return memory == plan->result->memory_bytes;
}

/* Memory in equal parts of whole huge pages, what is left over to the first:
 * for a size that is not the source's any more. */
static void
deal_memory (struct vf_resources *result)
{
  size_t i, n = result->cells.count;
  uint64_t share = vf_round_down (result->memory_bytes / n, CELL_MEMORY_UNIT);

  for (i = 0; i < n; i++)
    result->cells.items[i].memory_bytes
        = i ? share : result->memory_bytes - share * (n - 1);
}

/* vCPUs that may be plugged in, in turn to all cells. */
static void
deal_added (struct vf_resources *result)
{
  size_t i, n = result->cells.count;
  unsigned next = 0, left;

  for (i = 0; i < n; i++)
    next += result->cells.items[i].vcpus;
  left = result->max_vcpus - next;
  for (i = 0; i < n; i++) {
    result->cells.items[i].first_added = next;
    result->cells.items[i].added = left / (n - i);
    next += result->cells.items[i].added;
    left -= result->cells.items[i].added;
  }
}

static int
copy_nodes (struct vf_resource_plan *plan, struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &plan->machine->cpu;
  size_t i;

  for (i = 0; i < cpu->nodes.count; i++) {
    const struct vf_machine_node *node = &cpu->nodes.items[i];
    struct vf_cell cell = { .first_vcpu = node->first_vcpu,
                            .vcpus = node->vcpus,
                            .vcpu_set = node->vcpu_set,
                            .memory_bytes = node->memory_bytes };

    if (vf_vector_push (&plan->result->cells, cell))
      return vf_error_nomem (err, "NUMA nodes");
  }
  if (!nodes_hold_memory (plan))
    deal_memory (plan->result);
  deal_added (plan->result);
  return 0;
}

/* One cell with everything: memory can only be plugged into a cell. */
static int
add_single_cell (struct vf_resources *result, struct vf_error *err)
{
  struct vf_cell cell = { .vcpus = result->max_vcpus,
                          .memory_bytes = result->memory_bytes };

  if (vf_vector_push (&result->cells, cell))
    return vf_error_nomem (err, "NUMA nodes");
  return 0;
}

static int
plan_nodes (struct vf_resource_plan *plan, struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &plan->machine->cpu;
  struct vf_resources *result = plan->result;

  if (cpu->numa_state == VF_NUMA_UNKNOWN
      && vf_account_lose (plan->report, err, "numa",
                          "the guest may have seen several nodes: %s",
                          cpu->numa_reason))
    return -1;
  if (cpu->nodes.count && cpu->numa_state == VF_NUMA_KNOWN) {
    if (nodes_hold_vcpus (cpu)
        && result->memory_bytes / cpu->nodes.count >= CELL_MEMORY_UNIT)
      return copy_nodes (plan, err);
    if (vf_account_lose (plan->report, err, "numa",
                         "the nodes do not add up to the machine: one node "
                         "is given"))
      return -1;
  }
  return result->max_memory_bytes ? add_single_cell (result, err) : 0;
}

/* The source's binding is to a host that stays behind. */
static int
report_binding (struct vf_resource_plan *plan, struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &plan->machine->cpu;
  size_t i;

  if (plan->choices->n_bindings)
    return 0;
  for (i = 0; i < cpu->nodes.count; i++)
    if (cpu->nodes.items[i].host_node >= 0)
      return vf_account_lose (plan->report, err, "numa.binding",
                              "nodes were bound to those of the source's "
                              "host; here --numa-bind does so");
  return 0;
}

int
vf_resources_plan_cells (struct vf_resource_plan *plan, struct vf_error *err)
{
  size_t bindings = plan->choices->n_bindings, cells;

  if (plan_nodes (plan, err) || report_binding (plan, err))
    return -1;
  cells = plan->result->cells.count ? plan->result->cells.count : 1;
  if (bindings && bindings != cells)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "%zu nodes of the host are named, the machine has "
                         "%zu: name one for each",
                         bindings, cells);
  return 0;
}

/* The same where the first vCPUs are a set: *CURSOR is a byte of its text, and
 * one more than it has when the added ones are through. */
static bool
next_in_set (const struct vf_cell *cell, size_t *cursor, unsigned *ret_first,
             unsigned *ret_last)
{
  const char *set = cell->vcpu_set, *at = set + *cursor;
  size_t length = strlen (set);
  char *end;

  if (*cursor > length || (*cursor == length && !cell->added))
    return false;
  if (*cursor == length) {
    *ret_first = cell->first_added;
    *ret_last = *ret_first + cell->added - 1;
    ++*cursor;
    return true;
  }
  *ret_first = *ret_last = (unsigned)strtoul (at, &end, 10);
  if (*end == '-')
    *ret_last = (unsigned)strtoul (end + 1, &end, 10);
  *cursor = (size_t)(end - set) + (*end == ',');
  return true;
}

bool
vf_cell_next_run (const struct vf_cell *cell, size_t *cursor,
                  unsigned *ret_first, unsigned *ret_last)
{
  const struct {
    unsigned first, count;
  } runs[] = { { cell->first_vcpu, cell->vcpus },
               { cell->first_added, cell->added } };

  if (cell->vcpu_set)
    return next_in_set (cell, cursor, ret_first, ret_last);
  while (*cursor < 2 && !runs[*cursor].count)
    ++*cursor;
  if (*cursor == 2)
    return false;
  *ret_first = runs[*cursor].first;
  *ret_last = *ret_first + runs[*cursor].count - 1;
  ++*cursor;
  return true;
}
