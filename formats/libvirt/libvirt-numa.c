/* vmferry: the NUMA cells of a libvirt domain.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/libvirt/libvirt-vcpus.h"
#include "formats/machine.h"

enum {
  MAX_CELLS = 128,
  /* What firmware tells when nobody says. */
  LOCAL_DISTANCE = 10,
  REMOTE_DISTANCE = 20,
};

/* No host has a pebibyte; the sum of all cells is a number, too. */
#define MAX_CELL_BYTES ((uint64_t)1 << 50)

static const char of_host_nodes[] = "names nodes of the source's host";

/* As seen from the domain. */
const struct vf_libvirt_row vf_libvirt_rows_numa[] = {
  TAKEN_ROW ("cpu/numa/cell@id"),
  TAKEN_ROW ("cpu/numa/cell@cpus"),
  TAKEN_ROW ("cpu/numa/cell@memory"),
  TAKEN_ROW ("cpu/numa/cell@unit"),
  VOID_ROW ("cpu/numa/cell@memAccess", "follows what shares the memory"),
  VOID_ROW ("cpu/numa/cell@discard", "of the source's host"),
  TAKEN_ROW ("cpu/numa/cell/distances/sibling@id"),
  TAKEN_ROW ("cpu/numa/cell/distances/sibling@value"),
  LOST_ROW ("cpu/numa/*",
            "the guest is told no latencies and caches of nodes"),
  TAKEN_ROW ("numatune/memnode@cellid"),
  TAKEN_ROW ("numatune/memnode@nodeset"),
  VOID_ROW ("numatune/memnode@mode", of_host_nodes),
  LOST_ROW ("numatune/*", of_host_nodes),
  END_ROW,
};

/* Number ID of the cells, by its attribute or by its place. */
static const struct vf_libvirt_element *
find_cell (const struct vf_libvirt_tree *tree, unsigned id)
{
  const struct vf_libvirt_element *numa
      = vf_libvirt_descend (tree, "cpu/numa");
  const struct vf_libvirt_element *cell = NULL;
  uint64_t number, place = 0;

  while ((cell = vf_libvirt_child (tree, numa, "cell", cell))) {
    if (!vf_libvirt_get_number (tree, cell, "@id", MAX_CELLS, &number))
      number = place;
    if (number == id)
      return cell;
    place++;
  }
  return NULL;
}

static unsigned
count_cells (const struct vf_libvirt_tree *tree)
{
  const struct vf_libvirt_element *numa
      = vf_libvirt_descend (tree, "cpu/numa");
  const struct vf_libvirt_element *cell = NULL;
  unsigned n = 0;

  while ((cell = vf_libvirt_child (tree, numa, "cell", cell)))
    n++;
  return n;
}

/* A node from the cell with its number.  Returns: why not, or NULL. */
static const char *
make_node (const struct vf_libvirt_tree *tree, unsigned id,
           struct vf_libvirt_vcpus *taken, struct vf_libvirt_vcpus *vcpus,
           struct vf_machine_node *node)
{
  const struct vf_libvirt_element *element = find_cell (tree, id);
  const char *list = vf_libvirt_get (tree, element, "@cpus");

  if (!element)
    return "its cells are not numbered in turn";
  if (!list || !vf_libvirt_parse_vcpus (list, vcpus) || !vcpus->count)
    return "a cell has no vCPUs";
  if (!vf_libvirt_join_vcpus (taken, vcpus))
    return "a vCPU is in two cells";
  if (!vf_libvirt_get_bytes (tree, element, "@memory", &node->memory_bytes)
      || !node->memory_bytes || node->memory_bytes > MAX_CELL_BYTES)
    return "a cell has no memory, or more than a host";
  node->first_vcpu = vcpus->first;
  node->vcpus = vcpus->count;
  return NULL;
}

static int
read_nodes (const struct vf_libvirt_tree *tree, unsigned n,
            struct vf_machine_cpu *cpu, const char **ret_fault,
            struct vf_error *err)
{
  struct vf_libvirt_vcpus taken = { .count = 0 }, vcpus;
  unsigned id;

  *ret_fault = NULL;
  for (id = 0; id < n; id++) {
    struct vf_machine_node node = { .host_node = -1 };

    *ret_fault = make_node (tree, id, &taken, &vcpus, &node);
    if (*ret_fault)
      break;
    node.vcpu_set = vf_libvirt_format_vcpus (&vcpus);
    if (!node.vcpu_set || vf_vector_push (&cpu->nodes, node)) {
      free (node.vcpu_set);
      return vf_error_nomem (err, "NUMA nodes");
    }
  }
  if (!*ret_fault
      && (taken.count != cpu->max_vcpus || taken.first
          || taken.last != cpu->max_vcpus - 1))
    *ret_fault = "the cells do not have all vCPUs";
  return 0;
}

/* Whether the nodes hold runs of vCPUs in turn. */
static bool
are_in_turn (const struct vf_machine_cpu *cpu)
{
  unsigned next = 0;
  size_t i;

  for (i = 0; i < cpu->nodes.count; i++) {
    const struct vf_machine_node *node = &cpu->nodes.items[i];

    if (node->first_vcpu != next || strchr (node->vcpu_set, ','))
      return false;
    next += node->vcpus;
  }
  return true;
}

/* Sets are told where they say more than the numbers do. */
static void
drop_sets (struct vf_machine_cpu *cpu)
{
  size_t i;

  for (i = 0; i < cpu->nodes.count; i++) {
    free (cpu->nodes.items[i].vcpu_set);
    cpu->nodes.items[i].vcpu_set = NULL;
  }
}

/* Cells that the model cannot hold: how the guest saw its memory is lost. */
static int
give_up (struct vf_libvirt_tree *tree, const char *fault,
         struct vf_machine_cpu *cpu, struct vf_error *err)
{
  drop_sets (cpu);
  cpu->nodes.count = 0;
  cpu->numa_state = VF_NUMA_UNKNOWN;
  return vf_libvirt_set_text (&cpu->numa_reason, fault, err)
                 || vf_libvirt_judge_rest (
                     tree, vf_libvirt_descend (tree, "cpu/numa"), VF_FATE_LOSS,
                     fault, err)
             ? -1
             : 0;
}

/* Distances from the cell of row ID. */
static void
read_row (const struct vf_libvirt_tree *tree, unsigned id,
          struct vf_machine_cpu *cpu)
{
  const struct vf_libvirt_element *distances
      = vf_libvirt_child (tree, find_cell (tree, id), "distances", NULL);
  const struct vf_libvirt_element *sibling = NULL;
  uint64_t to, value;

  while ((sibling = vf_libvirt_child (tree, distances, "sibling", sibling)))
    if (vf_libvirt_get_number (tree, sibling, "@id", cpu->nodes.count - 1, &to)
        && vf_libvirt_get_number (tree, sibling, "@value", 255, &value))
      cpu->distances.items[id * cpu->nodes.count + to] = (unsigned)value;
}

static int
read_distances (const struct vf_libvirt_tree *tree, struct vf_machine_cpu *cpu,
                struct vf_error *err)
{
  size_t n = cpu->nodes.count, i;

  for (i = 0; i < n * n; i++)
    if (vf_vector_push (&cpu->distances,
                        i % (n + 1) ? REMOTE_DISTANCE : LOCAL_DISTANCE))
      return vf_error_nomem (err, "NUMA distances");
  for (i = 0; i < n; i++)
    read_row (tree, (unsigned)i, cpu);
  return 0;
}

static bool
has_distances (const struct vf_libvirt_tree *tree, unsigned n)
{
  while (n-- > 0)
    if (vf_libvirt_child (tree, find_cell (tree, n), "distances", NULL))
      return true;
  return false;
}

/* Which of the host's nodes a cell was bound to, where it was one. */
static void
read_bindings (const struct vf_libvirt_tree *tree, struct vf_machine_cpu *cpu)
{
  const struct vf_libvirt_element *tune
      = vf_libvirt_descend (tree, "numatune");
  const struct vf_libvirt_element *bound = NULL;
  uint64_t cell, node;

  while ((bound = vf_libvirt_child (tree, tune, "memnode", bound)))
    if (vf_libvirt_get_number (tree, bound, "@cellid", MAX_CELLS, &cell)
        && cell < cpu->nodes.count
        && vf_libvirt_get_number (tree, bound, "@nodeset", INT16_MAX, &node))
      cpu->nodes.items[cell].host_node = (int)node;
}

/* libvirt takes the sum of the cells for the size of the memory. */
static void
sum_memory (struct vf_machine *machine)
{
  uint64_t sum = 0;
  size_t i;

  for (i = 0; i < machine->cpu.nodes.count; i++)
    sum += machine->cpu.nodes.items[i].memory_bytes;
  machine->memory.size_bytes = sum;
}

int
vf_libvirt_read_numa (struct vf_libvirt_tree *tree, struct vf_machine *machine,
                      struct vf_error *err)
{
  struct vf_machine_cpu *cpu = &machine->cpu;
  unsigned n = count_cells (tree);
  const char *fault = NULL;

  if (n > MAX_CELLS)
    return vf_error_set (err, VF_ERROR_LIMIT, "<numa>: %u cells, at most %d",
                         n, MAX_CELLS);
  if (n && read_nodes (tree, n, cpu, &fault, err))
    return -1;
  if (fault && give_up (tree, fault, cpu, err))
    return -1;
  if (are_in_turn (cpu))
    drop_sets (cpu);
  if (cpu->nodes.count) {
    cpu->numa_state = VF_NUMA_KNOWN;
    sum_memory (machine);
    read_bindings (tree, cpu);
    if (vf_libvirt_set_text (&cpu->numa_reason, "the cells of <numa>", err)
        || (has_distances (tree, n) && read_distances (tree, cpu, err)))
      return -1;
  }
  return vf_libvirt_read_rows (tree, tree->elements.items,
                               vf_libvirt_rows_numa, NULL, err);
}
