/* vmferry: tests of VMware's decision on NUMA nodes, rule by rule: the vCPUs
 * that a node has at most (0: not known), and the reason's first word.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "formats/machine.h"
#include "formats/vmx/vmx-numa.h"
#include "tests/unit.h"

struct row {
  unsigned hardware, vcpus, cores;
  enum vf_tristate hot_add;
  struct vf_vmx_numa_keys keys;
  unsigned node_vcpus;
  const char *reason;
};

#define KEYS(...)                                                             \
  {                                                                           \
    .min_vcpus = 9, __VA_ARGS__                                               \
  }
#define NO_KEYS                                                               \
  {                                                                           \
    .min_vcpus = 9                                                            \
  }
#define AUTO(N, COOKIE)                                                       \
  KEYS (.auto_max_per_node = (N), .auto_cookie = (COOKIE))

static const char hardware[] = "virtualHW.version:";
static const char few[] = "fewer";
static const char unknown[] = "the source's host";
static const char manual[] = "numa.vcpu.maxPerVirtualNode";
static const char automatic[] = "numa.autosize.vcpu.maxPerVirtualNode";

static void
check_row (const struct row *row)
{
  struct vf_machine machine = { .hardware_version = row->hardware };
  struct vf_vmx_numa_decision decision;

  machine.cpu.vcpus = machine.cpu.max_vcpus = row->vcpus;
  machine.cpu.cores_per_socket = row->cores;
  machine.cpu.hot_add = row->hot_add;
  decision = vf_vmx_decide_numa (&machine, &row->keys);
  ck_assert_msg (
      decision.node_vcpus == row->node_vcpus
          && strncmp (decision.reason, row->reason, strlen (row->reason)) == 0,
      "version %u, %u vCPUs, %u cores: %u (%s), not %u (%s)", row->hardware,
      row->vcpus, row->cores, decision.node_vcpus, decision.reason,
      row->node_vcpus, row->reason);
}

static void
check_rows (const struct row *rows, size_t n)
{
  size_t i;

  for (i = 0; i < n; i++)
    check_row (&rows[i]);
}

#define CHECK(ROWS) check_rows (ROWS, sizeof (ROWS) / sizeof *(ROWS))

START_TEST (old_hardware_has_one_node)
{
  static const struct row rows[] = {
    { 4, 16, 4, 0, NO_KEYS, 16, hardware },
    { 7, 16, 4, 0, KEYS (.max_per_node = 4), 16, hardware },
    { 8, 16, 4, 0, KEYS (.max_per_node = 4), 4, manual },
    { 0, 16, 4, 0, KEYS (.max_per_node = 4), 4, manual },
  };

  CHECK (rows);
}
END_TEST

START_TEST (it_can_be_turned_off)
{
  static const struct row rows[] = {
    { 19, 16, 1, 0, KEYS (.max_per_node = 4, .enabled = VF_NO), 16,
      "numa.vcpu.enable" },
    { 19, 16, 1, 0, KEYS (.max_per_node = 4, .enabled = VF_YES), 4, manual },
  };

  CHECK (rows);
}
END_TEST

START_TEST (hot_add_shows_one_node)
{
  static const struct row rows[] = {
    { 13, 24, 1, VF_YES, AUTO (12, 240012), 24, "vcpu.hotadd" },
    { 13, 24, 1, VF_NO, AUTO (12, 240012), 12, automatic },
    { 19, 24, 1, VF_YES, KEYS (.max_per_node = 6), 24, "vcpu.hotadd" },
    { 20, 24, 1, VF_YES, KEYS (.max_per_node = 6), 24, "vcpu.hotadd" },
    { 19, 24, 1, VF_YES, KEYS (.max_per_node = 6, .shown_on_hot_add = VF_YES),
      24, "vcpu.hotadd" },
    { 20, 24, 1, VF_YES, KEYS (.max_per_node = 6, .shown_on_hot_add = VF_YES),
      6, manual },
  };

  CHECK (rows);
}
END_TEST

START_TEST (the_administrator_decides)
{
  static const struct row rows[] = {
    { 20, 12, 1, 0, KEYS (.cores_per_node = 3), 3, "numa.vcpu.coresPerNode" },
    { 20, 12, 1, 0, KEYS (.cores_per_node = 3, .max_per_node = 4), 3,
      "numa.vcpu.coresPerNode" },
    { 13, 4, 1, 0, KEYS (.max_per_node = 2), 2, manual },
    { 11, 16, 8, 0, KEYS (.max_per_node = 4), 4, manual },
    { 13, 16, 1, 0,
      KEYS (.max_per_node = 4, .auto_max_per_node = 8, .auto_cookie = 160012),
      4, manual },
  };

  CHECK (rows);
}
END_TEST

START_TEST (small_machines_have_one_node)
{
  static const struct row rows[] = {
    { 13, 8, 1, 0, AUTO (4, 80012), 8, few },
    { 13, 9, 1, 0, AUTO (5, 90012), 5, automatic },
    { 9, 8, 4, 0, NO_KEYS, 8, few },
    { 9, 8, 4, 0, { .min_vcpus = 8 }, 4, "cpuid.coresPerSocket" },
    { 13, 12, 1, 0, { .min_vcpus = 16 }, 12, few },
    { 13,
      8,
      1,
      0,
      { .min_vcpus = 4, .max_per_machine = 4 },
      4,
      "numa.vcpu.maxPerMachineNode" },
  };

  CHECK (rows);
}
END_TEST

START_TEST (sockets_are_nodes_before_6_5)
{
  static const struct row rows[] = {
    { 8, 16, 4, 0, NO_KEYS, 4, "cpuid.coresPerSocket" },
    { 11, 16, 8, 0, NO_KEYS, 8, "cpuid.coresPerSocket" },
    { 11, 16, 1, 0, NO_KEYS, 0, unknown },
    { 13, 16, 8, 0, NO_KEYS, 0, unknown },
    { 0, 16, 8, 0, NO_KEYS, 0, unknown },
    { 13, 16, 8, 0, KEYS (.follow_cores_per_socket = VF_YES), 8,
      "cpuid.coresPerSocket" },
    { 13, 16, 8, 0, KEYS (.follow_cores_per_socket = VF_NO), 0, unknown },
    { 13, 16, 1, 0, KEYS (.follow_cores_per_socket = VF_YES), 0, unknown },
  };

  CHECK (rows);
}
END_TEST

START_TEST (what_the_host_wrote_down_holds)
{
  static const struct row rows[] = {
    { 19, 24, 12, 0, AUTO (12, 240122), 12, automatic },
    { 10, 12, 1, 0, AUTO (6, 120001), 6, automatic },
    /* The number of vCPUs was changed since. */
    { 19, 24, 12, 0, AUTO (12, 120122), 0, unknown },
    { 19, 12, 1, 0, AUTO (12, 120012), 12, automatic },
    /* Set by hand. */
    { 19, 24, 12, 0, AUTO (8, 0), 8, automatic },
  };

  CHECK (rows);
}
END_TEST

START_TEST (the_hosts_nodes_bound_the_guests)
{
  static const struct row rows[] = {
    { 13, 16, 1, 0, KEYS (.max_per_machine = 4), 4,
      "numa.vcpu.maxPerMachineNode" },
    { 13, 16, 1, 0,
      KEYS (.max_per_machine = 4, .auto_max_per_node = 8,
            .auto_cookie = 160012),
      8, automatic },
    { 13, 16, 1, 0, NO_KEYS, 0, unknown },
  };

  CHECK (rows);
}
END_TEST

UNIT_MAIN ("formats/vmx/vmx-numa-rule", old_hardware_has_one_node,
           it_can_be_turned_off, hot_add_shows_one_node,
           the_administrator_decides, small_machines_have_one_node,
           sockets_are_nodes_before_6_5, what_the_host_wrote_down_holds,
           the_hosts_nodes_bound_the_guests)
