/* vmferry: tests of the vCPUs, the memory and the NUMA nodes that a VM gets,
 * and of what is checked of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/resources.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "convert/vm/hardware/host.h"
#include "convert/vm/hardware/resource-choices.h"
#include "formats/machine.h"
#include "tests/unit.h"

#define MIB ((uint64_t)1 << 20)

static struct vf_error err;
static struct vf_account report;
static struct vf_resources resources;

/* A machine, choices, and what comes of them: "sockets/dies/cores/threads",
 * then each cell as "first+vcpus+added:MiB". */
struct row {
  unsigned vcpus, per_socket, threads, node_vcpus;
  uint64_t memory_mib;
  struct vf_resource_choices choices;
  const char *expected;
};

static struct vf_machine *
machine_of (const struct row *row)
{
  struct vf_machine *machine = vf_machine_new (&err);

  ck_assert_ptr_nonnull (machine);
  machine->cpu.vcpus = machine->cpu.max_vcpus = row->vcpus;
  machine->cpu.cores_per_socket = row->per_socket;
  machine->cpu.threads_per_core = row->threads;
  machine->memory.size_bytes = row->memory_mib * MIB;
  if (row->node_vcpus) {
    ck_assert_int_eq (vf_machine_split_nodes (machine, row->node_vcpus, &err),
                      0);
    machine->cpu.numa_state = VF_NUMA_KNOWN;
  }
  return machine;
}

static void
describe (char text[256])
{
  const struct vf_topology *topology = &resources.topology;
  size_t i, used;

  used = (size_t)snprintf (text, 256, "%u/%u/%u/%u", topology->sockets,
                           topology->dies, topology->cores, topology->threads);
  for (i = 0; i < resources.cells.count; i++) {
    const struct vf_cell *cell = &resources.cells.items[i];

    used += (size_t)snprintf (text + used, 256 - used, " %u+%u+%u:%llu",
                              cell->first_vcpu, cell->vcpus, cell->added,
                              (unsigned long long)(cell->memory_bytes / MIB));
  }
}

static void
plan (const struct row *row, char text[256])
{
  CLEANUP_MACHINE struct vf_machine *machine = machine_of (row);
  struct vf_host host;

  vf_host_init (&host, false);
  if (vf_resources_plan (machine, &row->choices, &report, &resources, &err)
      || vf_resources_check (&resources, &host, true, &err))
    snprintf (text, 256, "%.250s", err.text);
  else
    describe (text);
  vf_resources_clear (&resources);
  vf_account_clear (&report);
}

START_TEST (resources_are_planned)
{
  static const struct vf_numa_binding two[] = { { 0, NULL }, { 1, NULL } };
  static const struct row rows[] = {
    { 6, 4, 0, 0, 1024, { 0 }, "3/1/2/1" },
    { 8, 4, 2, 0, 1024, { 0 }, "2/1/2/2" },
    { 4, 0, 0, 0, 1024, { 0 }, "4/1/1/1" },
    { 24, 12, 0, 12, 65536, { 0 }, "2/1/12/1 0+12+0:32768 12+12+0:32768" },
    /* A socket across nodes is cut. */
    { 24, 24, 0, 12, 65536, { 0 }, "2/1/12/1 0+12+0:32768 12+12+0:32768" },
    { 24, 24, 0, 12, 65536, { .topology = VF_TOPOLOGY_ONE_SOCKET },
      "1/1/24/1 0+12+0:32768 12+12+0:32768" },
    { 24, 1, 0, 12, 65536, { .topology = VF_TOPOLOGY_SOCKET_PER_NODE },
      "2/1/12/1 0+12+0:32768 12+12+0:32768" },
    { 10, 2, 0, 4, 1024, { 0 },
      "5/1/2/1 0+4+0:344 4+4+0:340 8+2+0:340" },
    { 10, 5, 0, 5, 1001, { 0 }, "2/1/5/1 0+5+0:501 5+5+0:500" },
    /* Hot-plug. */
    { 4, 2, 0, 0, 1024, { .max_vcpus = 8 }, "4/1/2/1" },
    { 8, 4, 0, 4, 1024, { .max_vcpus = 16 },
      "4/1/4/1 0+4+4:512 4+4+4:512" },
    { 8, 4, 0, 4, 1024, { .max_vcpus = 11 },
      "11/1/1/1 0+4+1:512 4+4+2:512" },
    { 8, 4, 0, 0, 1024, { .max_vcpus = 4 },
      "--max-vcpus: 4 must be at least the machine's 8" },
    { 2, 0, 0, 0, 1024, { .max_memory_bytes = 4096 * MIB },
      "2/1/1/1 0+2+0:1024" },
    { 2, 0, 0, 0, 1024, { .max_memory_bytes = 512 * MIB },
      "--max-memory: 512 MiB must be more than the memory of 1 GiB" },
    /* Pages. */
    { 2, 0, 0, 0, 1024, { .hugepage_bytes = 1024 * MIB }, "2/1/1/1" },
    { 2, 0, 0, 0, 1025, { .hugepage_bytes = 2 * MIB },
      "memory: 1074790400 bytes, must be whole huge pages of 2 MiB "
      "(--hugepages)" },
    { 8, 4, 0, 4, 3072, { .hugepage_bytes = 1024 * MIB },
      "a NUMA node: 1610612736 bytes, must be whole huge pages of 1 GiB "
      "(--hugepages)" },
    { 2, 0, 0, 0, 1024, { .hugepage_bytes = 3 * MIB },
      "huge pages of 3145728 bytes, must be a power of two of at least "
      "4096" },
    /* Binding. */
    { 8, 4, 0, 4, 1024, { .bindings = two, .n_bindings = 2 },
      "2/1/4/1 0+4+0:512 4+4+0:512" },
    { 8, 4, 0, 0, 1024, { .bindings = two, .n_bindings = 2 },
      "2 nodes of the host are named, the machine has 1: name one for each" },
    { 300, 1, 0, 0, 1024, { 0 },
      "300 vCPUs: q35 of QEMU 7.2 has at most 288" },
  };
  char text[256];
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    plan (&rows[i], text);
    ck_assert_msg (strcmp (text, rows[i].expected) == 0, "row %zu: %s", i,
                   text);
  }
}
END_TEST

/* Each rule of the check, broken by hand. */
START_TEST (sums_are_checked)
{
  struct vf_cell cells[2]
      = { { .vcpus = 2, .memory_bytes = 512 * MIB },
          { .first_vcpu = 2, .vcpus = 2, .memory_bytes = 512 * MIB } };
  struct vf_resources good = {
    .vcpus = 4,
    .max_vcpus = 4,
    .topology = { 2, 1, 2, 1 },
    .memory_bytes = 1024 * MIB,
    .current_bytes = 1024 * MIB,
    .cells = { cells, 2, 2 },
  };
  struct vf_resources bad;
  struct vf_host host;

  vf_host_init (&host, false);
  ck_assert_int_eq (vf_resources_check (&good, &host, true, &err), 0);
  bad = good;
  bad.vcpus = bad.max_vcpus = 255;
  bad.topology = (struct vf_topology){ 17, 1, 15, 1 };
  bad.cells.count = 0;
  ck_assert_uint_eq (vf_resources_apic_ids (&bad), 271);
  ck_assert_int_eq (vf_resources_check (&bad, &host, true, &err), 0);
  host.has_kvm = false;
  ck_assert_int_eq (vf_resources_check (&bad, &host, true, &err), -1);
  ck_assert_str_eq (err.text, "255 vCPUs in 17 sockets: they take 271 APIC "
                              "ids, and QEMU 7.2 has at most 255 of them "
                              "without KVM");
  host.has_kvm = true;
  bad = good;
  bad.topology.cores = 3;
  ck_assert_int_eq (vf_resources_check (&bad, &host, true, &err), -1);
  ck_assert_str_eq (err.text, "topology: 2 sockets of 1 dies of 3 cores of 1 "
                              "threads are not 4 vCPUs");
  bad = good;
  bad.memory_bytes += MIB;
  ck_assert_int_eq (vf_resources_check (&bad, &host, true, &err), -1);
  ck_assert_str_eq (err.text, "the NUMA nodes do not add up to the machine");
  bad = good;
  bad.vcpus = 5;
  ck_assert_int_eq (vf_resources_check (&bad, &host, true, &err), -1);
  bad = good;
  bad.max_memory_bytes = 2048 * MIB;
  ck_assert_int_eq (vf_resources_check (&bad, &host, true, &err), -1);
  ck_assert_str_eq (err.text, "0 memory slots, must be 1 to 256");
  cells[1].first_vcpu = 3;
  ck_assert_int_eq (vf_resources_check (&good, &host, true, &err), -1);
  ck_assert_str_eq (err.text, "NUMA node 1 starts at vCPU 3, must be 2");
}
END_TEST

START_TEST (dynamic_memory_is_a_balloon)
{
  static const struct vf_resource_choices choices = { 0 };
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (&err);

  machine->platform = VF_PLATFORM_HYPERV;
  machine->memory.size_bytes = 1024 * MIB;
  machine->memory.max_bytes = 4096 * MIB;
  machine->memory.dynamic = VF_YES;
  ck_assert_int_eq (
      vf_resources_plan (machine, &choices, &report, &resources, &err), 0);
  ck_assert_uint_eq (resources.memory_bytes, 4096 * MIB);
  ck_assert_uint_eq (resources.current_bytes, 1024 * MIB);
  ck_assert_uint_eq (resources.max_memory_bytes, 0);
  vf_resources_clear (&resources);

  /* 1 TiB is what Hyper-V says when nobody said anything. */
  machine->memory.max_bytes = (uint64_t)1 << 40;
  ck_assert_int_eq (
      vf_resources_plan (machine, &choices, &report, &resources, &err), 0);
  ck_assert_uint_eq (resources.memory_bytes, 1024 * MIB);
  vf_resources_clear (&resources);
  ck_assert_uint_eq (vf_account_count (&report, VF_FATE_LOSS), 0);
}
END_TEST

UNIT_MAIN ("convert/vm/resources", resources_are_planned, sums_are_checked,
           dynamic_memory_is_a_balloon)
