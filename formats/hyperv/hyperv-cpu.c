/* vmferry: the processors of a VM of Hyper-V.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/machine.h"

enum {
  MAX_VCPUS = 2048, /* of Windows Server 2025 */
  /* Reservation and limit: thousandths of a percent of a core. */
  PERCENT = 1000,
  WHOLE = 100 * PERCENT,
  DEFAULT_WEIGHT = 100,
};

struct schedule {
  unsigned reservation;
  unsigned limit;
  unsigned weight;
  unsigned threads;
};

#define CPU(name) offsetof (struct vf_machine_cpu, name)
#define SCHEDULE(name) offsetof (struct schedule, name)

static const struct vf_hyperv_row rows[] = {
  { "features/limit", VF_HYPERV_TRISTATE, CPU (compatible), 0, 0, NULL, NULL,
    NULL },
  { "nested_virtualization/enabled", VF_HYPERV_TRISTATE, CPU (nested), 0, 0,
    NULL, NULL, NULL },
  { "hide_hypervisor_present", VF_HYPERV_TRISTATE, CPU (hidden), 0, 0, NULL,
    NULL, NULL },
  { "enable_perfmon_pmu", VF_HYPERV_TRISTATE, CPU (pmu), 0, 0, NULL, NULL,
    NULL },
  { "enable_perfmon_lbr", VF_HYPERV_LOST, 0, 0, 0, "no record of branches",
    "False", NULL },
  { "enable_perfmon_pebs", VF_HYPERV_LOST, 0, 0, 0, "no sampling of events",
    "False", NULL },
  { "limit_cpuid", VF_HYPERV_LOST, 0, 0, 0,
    "CPUID is not cut short for old guests as Windows NT", "False", NULL },
  { "cpu_group_guid", VF_HYPERV_LOST, 0, 0, 0,
    "a group of CPUs of the source's host",
    "00000000-0000-0000-0000-000000000000", NULL },
  { "cpu_group_id", VF_HYPERV_LOST, 0, 0, 0,
    "a group of CPUs of the source's host", "0", NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row schedule_rows[] = {
  { "reservation", VF_HYPERV_COUNT, SCHEDULE (reservation), 0, 0, NULL, NULL,
    NULL },
  { "limit", VF_HYPERV_COUNT, SCHEDULE (limit), 0, 0, NULL, NULL, NULL },
  { "weight", VF_HYPERV_COUNT, SCHEDULE (weight), 0, 0, NULL, NULL, NULL },
  { "hwthreads", VF_HYPERV_COUNT, SCHEDULE (threads), 0, 0, NULL, NULL,
    NULL },
  { .path = NULL },
};

static unsigned
to_percent (unsigned thousandths)
{
  return thousandths && thousandths < PERCENT ? 1 : thousandths / PERCENT;
}

static int
read_schedule (struct vf_hyperv_key *node, struct vf_machine_cpu *cpu,
               struct vf_error *err)
{
  struct schedule schedule = { .limit = WHOLE, .weight = DEFAULT_WEIGHT };

  if (vf_hyperv_read_rows (node, schedule_rows, &schedule, err))
    return -1;
  cpu->reservation_percent = to_percent (schedule.reservation);
  if (schedule.limit < WHOLE)
    cpu->limit_percent = to_percent (schedule.limit);
  if (schedule.weight != DEFAULT_WEIGHT)
    cpu->mhz.shares = schedule.weight;
  cpu->threads_per_core = schedule.threads;
  return 0;
}

static int
read_count (struct vf_hyperv_key *node, struct vf_machine_cpu *cpu,
            struct vf_error *err)
{
  struct vf_hyperv_key *key = vf_hyperv_find (node, "count");

  if (!key || key->kind != VF_HYPERV_NUMBER || key->number < 1
      || key->number > MAX_VCPUS)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "settings/processors/count: is %.40s, must be 1 to "
                         "%d",
                         key && key->text ? key->text : "not there",
                         MAX_VCPUS);
  cpu->vcpus = cpu->max_vcpus = (unsigned)key->number;
  return vf_hyperv_judge (key, VF_FATE_MAPPED, NULL, err);
}

int
vf_hyperv_read_cpu (struct vf_hyperv_key *config, struct vf_machine *machine,
                    struct vf_error *err)
{
  struct vf_hyperv_key *node = vf_hyperv_find (config, "settings/processors");

  if (read_count (node, &machine->cpu, err)
      || read_schedule (node, &machine->cpu, err))
    return -1;
  return vf_hyperv_read_rows (node, rows, &machine->cpu, err);
}
