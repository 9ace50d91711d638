/* vmferry: how much of its host's processors and disks a libvirt domain may
 * use.
 *
 * Weights are cgroup v2's, of which libvirt only minds the range when the
 * domain starts.  Every domain has 100, however many vCPUs it has.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

enum {
  DEFAULT_WEIGHT = 100,
  MAX_WEIGHT = 10000,
  /* VMware's normal level, for each vCPU. */
  VMWARE_SHARES = 1000,
  /* cgroup v1's, as older libvirt domains have it. */
  OLD_DEFAULT_WEIGHT = 1024,
  PERIOD_US = 100000,
  MIN_QUOTA_US = 1000, /* of libvirt */
  /* Of a disk: VMware's normal level, and libvirt's range. */
  VMWARE_DISK_SHARES = 1000,
  DEFAULT_DISK_WEIGHT = 500,
  MIN_DISK_WEIGHT = 100,
  MAX_DISK_WEIGHT = 1000,
};

/* What the source's measure gives to a VM that nobody favours. */
static uint64_t
normal_shares (const struct vf_machine *machine)
{
  int64_t shares = machine->cpu.mhz.shares;

  if (machine->platform == VF_PLATFORM_VMWARE)
    return (uint64_t)VMWARE_SHARES * machine->cpu.vcpus;
  if (machine->platform == VF_PLATFORM_QEMU
      && (shares == OLD_DEFAULT_WEIGHT || shares > MAX_WEIGHT))
    return OLD_DEFAULT_WEIGHT;
  return DEFAULT_WEIGHT;
}

static unsigned
target_weight (const struct vf_domain_out *domain)
{
  const struct vf_machine *machine = domain->machine;
  uint64_t normal = normal_shares (machine), shares = normal, weight;

  if (domain->options->resources.shares == VF_SHARES_NONE)
    return DEFAULT_WEIGHT;
  if (machine->cpu.mhz.shares >= 0)
    shares = vf_min_u64 ((uint64_t)machine->cpu.mhz.shares,
                         normal * MAX_WEIGHT);
  if (domain->options->resources.shares == VF_SHARES_PER_VCPU)
    shares *= machine->cpu.vcpus;
  weight = (shares * DEFAULT_WEIGHT + normal / 2) / normal;
  return weight ? (unsigned)vf_min_u64 (weight, MAX_WEIGHT) : 1;
}

static void
write_number (struct vf_domain_out *domain, const char *name,
              unsigned long long value)
{
  char text[32];

  snprintf (text, sizeof text, "%llu", value);
  vf_xml_text (domain->xml, name, text);
}

/* Microseconds of each period that all vCPUs together may run; 0: no limit. */
static unsigned long long
total_quota (const struct vf_domain_out *domain)
{
  const struct vf_machine_cpu *cpu = &domain->machine->cpu;
  unsigned mhz = domain->options->resources.source_mhz;
  unsigned long long quota;

  if (cpu->mhz.limit < 0 || !mhz
      || (uint64_t)cpu->mhz.limit >= (uint64_t)mhz * cpu->vcpus)
    return 0;
  quota = ((uint64_t)cpu->mhz.limit * PERIOD_US + mhz / 2) / mhz;
  return quota < MIN_QUOTA_US ? MIN_QUOTA_US : quota;
}

static void
write_quotas (struct vf_domain_out *domain)
{
  unsigned percent = domain->machine->cpu.limit_percent;
  unsigned long long total = total_quota (domain);

  if (total) {
    write_number (domain, "global_period", PERIOD_US);
    write_number (domain, "global_quota", total);
  }
  if (percent && percent < 100) {
    write_number (domain, "period", PERIOD_US);
    write_number (domain, "quota", percent * (PERIOD_US / 100ull));
  }
}

/* Pins the N vCPUs from FIRST on. */
static void
pin_run (struct vf_domain_out *domain, unsigned first, unsigned n,
         const char *host_cpus)
{
  unsigned i;

  for (i = first; i < first + n; i++) {
    vf_xml_open (domain->xml, "vcpupin", NULL);
    vf_xml_attribute (domain->xml, "vcpu", "%u", i);
    vf_xml_attribute (domain->xml, "cpuset", "%s", host_cpus);
    vf_xml_close (domain->xml);
  }
}

static void
pin_cell (struct vf_domain_out *domain, const struct vf_cell *cell,
          const char *host_cpus)
{
  unsigned first, last;
  size_t cursor = 0;

  while (vf_cell_next_run (cell, &cursor, &first, &last))
    pin_run (domain, first, last - first + 1, host_cpus);
}

static void
write_pins (struct vf_domain_out *domain)
{
  const struct vf_resource_choices *choices = &domain->options->resources;
  const struct vf_resources *resources = &domain->hardware->resources;
  size_t i;

  for (i = 0; i < choices->n_bindings; i++) {
    const char *cpus = choices->bindings[i].host_cpus;

    if (!cpus)
      continue;
    if (!resources->cells.count) {
      pin_run (domain, 0, resources->max_vcpus, cpus);
      continue;
    }
    pin_cell (domain, &resources->cells.items[i], cpus);
  }
}

static bool
has_pins (const struct vf_resource_choices *choices)
{
  size_t i;

  for (i = 0; i < choices->n_bindings; i++)
    if (choices->bindings[i].host_cpus)
      return true;
  return false;
}

static int
report_limits (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &domain->machine->cpu;

  if (cpu->mhz.limit >= 0 && !domain->options->resources.source_mhz
      && vf_account_lose (domain->report, err, "cpu.limit",
                          "the limit of %lld MHz is not set: it depends on "
                          "the clock of the source's host, which --source-mhz "
                          "says",
                          (long long)cpu->mhz.limit))
    return -1;
  if ((cpu->mhz.reservation > 0 || cpu->reservation_percent)
      && vf_account_lose (domain->report, err, "cpu.reservation",
                          "KVM reserves no processor time"))
    return -1;
  if (domain->options->resources.shares == VF_SHARES_NONE
      && cpu->mhz.shares >= 0)
    return vf_account_lose (domain->report, err, "cpu.shares",
                            "the weight is not set, as was asked for");
  return 0;
}

static int
report_placement (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &domain->machine->cpu;

  if (cpu->affinity && !has_pins (&domain->options->resources)
      && vf_account_lose (domain->report, err, "cpu.affinity",
                          "it was bound to CPUs %s of the source's host, and "
                          "is not bound here",
                          cpu->affinity))
    return -1;
  if (cpu->latency_sensitivity
      && strcasecmp (cpu->latency_sensitivity, "high") == 0)
    return vf_account_lose (domain->report, err, "cpu.latency_sensitivity",
                            "no processors are set aside for it; --numa-bind "
                            "and --lock-memory come near to it");
  return 0;
}

int
vf_domain_write_cputune (struct vf_domain_out *domain, struct vf_error *err)
{
  unsigned weight = target_weight (domain);
  unsigned percent = domain->machine->cpu.limit_percent;

  if (report_limits (domain, err) || report_placement (domain, err))
    return -1;
  if (weight == DEFAULT_WEIGHT && !total_quota (domain)
      && !(percent && percent < 100)
      && !has_pins (&domain->options->resources))
    return 0;
  vf_xml_open (domain->xml, "cputune", NULL);
  if (weight != DEFAULT_WEIGHT)
    write_number (domain, "shares", weight);
  write_quotas (domain);
  write_pins (domain);
  vf_xml_close (domain->xml);
  return 0;
}

/* The shares that all disks have; -1 where they differ.  A disk of which
 * nobody said has the normal level. */
static int64_t
common_shares (const struct vf_hardware *hardware)
{
  int64_t common = -1, shares;
  size_t i;

  for (i = 0; i < hardware->disks.count; i++) {
    const struct vf_machine_disk *disk = hardware->disks.items[i].source;

    if (disk->device != VF_DISK_DISK)
      continue;
    shares = disk->shares >= 0 ? disk->shares : VMWARE_DISK_SHARES;
    if (common >= 0 && shares != common)
      return -1;
    common = shares;
  }
  return common;
}

static bool
has_shares (const struct vf_hardware *hardware)
{
  size_t i;

  for (i = 0; i < hardware->disks.count; i++)
    if (hardware->disks.items[i].source->device == VF_DISK_DISK
        && hardware->disks.items[i].source->shares >= 0)
      return true;
  return false;
}

static int
report_reservations (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_hardware *hardware = domain->hardware;
  size_t i;

  for (i = 0; i < hardware->disks.count; i++) {
    const struct vf_machine_disk *disk = hardware->disks.items[i].source;

    if (disk->reservation_iops > 0
        && vf_account_lose (domain->report, err, disk->key,
                            "%lld requests a second were promised to it: KVM "
                            "promises none",
                            (long long)disk->reservation_iops))
      return -1;
  }
  return 0;
}

/* A domain has one weight for what it reads and writes. */
int
vf_domain_write_blkiotune (struct vf_domain_out *domain, struct vf_error *err)
{
  int64_t shares = common_shares (domain->hardware);
  uint64_t weight;

  if (report_reservations (domain, err))
    return -1;
  if (!has_shares (domain->hardware))
    return 0;
  if (shares < 0 || domain->machine->platform != VF_PLATFORM_VMWARE)
    return vf_account_lose (domain->report, err, "disk.shares",
                            "the disks' weights are not set: a domain has one "
                            "for all of them");
  weight = vf_min_u64 ((uint64_t)shares, VMWARE_DISK_SHARES * MAX_DISK_WEIGHT)
           * DEFAULT_DISK_WEIGHT / VMWARE_DISK_SHARES;
  weight = vf_min_u64 (weight, MAX_DISK_WEIGHT);
  if (weight < MIN_DISK_WEIGHT)
    weight = MIN_DISK_WEIGHT;
  if (weight == DEFAULT_DISK_WEIGHT)
    return 0;
  vf_xml_open (domain->xml, "blkiotune", NULL);
  write_number (domain, "weight", weight);
  vf_xml_close (domain->xml);
  return vf_account_add (domain->report, VF_FATE_MAPPED, "disk.shares", NULL,
                         "the weight needs a host whose kernel has BFQ or "
                         "iocost: without one the domain does not start",
                         err);
}
