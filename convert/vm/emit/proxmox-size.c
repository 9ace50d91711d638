/* vmferry: vCPUs, memory and NUMA nodes for Proxmox VE.
 *
 * Source:  qm.conf(5) of Proxmox VE 8
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "convert/vm/emit/proxmox.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/text-out.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine.h"

enum {
  MAX_NODES = 8, /* numa0 to numa7 */
  MIN_MIB = 16,  /* of memory */
};

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

/* The CPU's features of which Proxmox VE takes flags. */
static bool
is_flag (const char *name)
{
  static const char *const flags[]
      = { "md-clear",  "pcid",     "spec-ctrl",  "ssbd",    "ibpb",
          "virt-ssbd", "amd-ssbd", "amd-no-ssb", "pdpe1gb", "aes" };
  size_t i;

  for (i = 0; i < sizeof flags / sizeof *flags; i++)
    if (strcmp (flags[i], name) == 0)
      return true;
  return false;
}

/* Writes those that are flags, and puts the others into LIST.
 * Returns: how many those are. */
static size_t
write_flags (struct vf_proxmox_out *out, FILE *list)
{
  const struct vf_cpu_choice *cpu = &out->hardware->cpu;
  const char *separator = ",flags=";
  size_t i, count = 0;

  for (i = 0; i < cpu->features.count; i++) {
    const struct vf_cpu_feature *feature = &cpu->features.items[i];
    bool is_off = strcmp (feature->policy, "disable") == 0
                  || strcmp (feature->policy, "forbid") == 0;

    if (!is_flag (feature->name)) {
      fprintf (list, "%s%s %s", count++ ? ", " : "", feature->name,
               feature->policy);
      continue;
    }
    fprintf (out->file, "%s%c%s", separator, is_off ? '-' : '+',
             feature->name);
    separator = ";";
  }
  return count;
}

static int
write_model (struct vf_proxmox_out *out, struct vf_error *err)
{
  const struct vf_cpu_choice *cpu = &out->hardware->cpu;
  CLEANUP_TEXT_OUT struct vf_text_out list = { 0 };
  CLEANUP_FREE char *text = NULL;
  bool has_kvm = out->options->target->has_kvm;
  size_t count;

  if (vf_text_out_open (&list, err))
    return -1;
  fprintf (out->file, "cpu: %s",
           cpu->model ? cpu->model
           : has_kvm  ? "host"
                      : "max");
  if (out->hardware->machine->cpu.hidden == VF_YES)
    fputs (",hidden=1", out->file);
  count = write_flags (out, list.file);
  putc ('\n', out->file);
  text = vf_text_out_finish (&list, err);
  if (!text)
    return -1;
  return count ? vf_account_lose (out->report, err, "cpu.features",
                                  "Proxmox VE has no flag for %zu of them: "
                                  "%s",
                                  count, text)
               : 0;
}

static void
write_vcpus (struct vf_proxmox_out *out)
{
  const struct vf_resources *resources = &out->hardware->resources;
  const struct vf_topology *topology = &resources->topology;
  unsigned limit = out->hardware->machine->cpu.limit_percent;

  fprintf (out->file, "sockets: %u\ncores: %u\n", topology->sockets,
           topology->dies * topology->cores * topology->threads);
  if (resources->vcpus != resources->max_vcpus)
    fprintf (out->file, "vcpus: %u\n", resources->vcpus);
  if (limit)
    fprintf (out->file, "cpulimit: %u.%02u\n", limit * resources->vcpus / 100,
             limit * resources->vcpus % 100);
}

/* Whether the memory can grow: with nodes of one's own, or less than a GiB at
 * the start, a VM for which that is asked does not start.
 * Source:  PVE::QemuServer::Memory */
static bool
can_grow (const struct vf_resources *resources)
{
  return resources->max_memory_bytes && resources->cells.count < 2
         && resources->memory_bytes >= GIB;
}

/* What may be plugged in; a socket is a node while memory is among it. */
static int
write_hot_plug (struct vf_proxmox_out *out, struct vf_error *err)
{
  const struct vf_resources *resources = &out->hardware->resources;
  bool grows = can_grow (resources);

  if (grows || resources->vcpus != resources->max_vcpus)
    fprintf (out->file, "hotplug: disk,network,usb%s%s\n",
             resources->vcpus != resources->max_vcpus ? ",cpu" : "",
             grows ? ",memory" : "");
  if (!resources->max_memory_bytes)
    return 0;
  if (!grows)
    return vf_account_lose (out->report, err, "memory.max",
                            "Proxmox VE plugs in no memory where a VM has "
                            "NUMA nodes of its own, or less than 1 GiB");
  if (resources->topology.sockets > 1
      && vf_account_lose (out->report, err, "cpu.nodes",
                          "Proxmox VE makes each of %u sockets a NUMA node "
                          "where memory can be plugged in",
                          resources->topology.sockets))
    return -1;
  return vf_account_lose (out->report, err, "memory.max",
                          "Proxmox VE plugs in memory without a limit");
}

unsigned long long
vf_proxmox_least_mib (const struct vf_hardware *hardware)
{
  const struct vf_machine_memory *memory = &hardware->machine->memory;

  return memory->balloon != VF_NO && memory->dynamic == VF_YES
                 && memory->min_bytes < hardware->resources.memory_bytes
             ? memory->min_bytes / MIB
             : 0;
}

static void
write_balloon (struct vf_proxmox_out *out)
{
  unsigned long long least = vf_proxmox_least_mib (out->hardware);

  if (out->hardware->machine->memory.balloon == VF_NO)
    fputs ("balloon: 0\n", out->file);
  else if (least)
    fprintf (out->file, "balloon: %llu\n", least);
}

/* Memory is in MiB. */
static int
write_memory (struct vf_proxmox_out *out, struct vf_error *err)
{
  const struct vf_resources *resources = &out->hardware->resources;
  uint64_t mib = (resources->memory_bytes + MIB - 1) / MIB;

  if (mib < MIN_MIB)
    mib = MIN_MIB;
  fprintf (out->file, "memory: %llu\n", (unsigned long long)mib);
  write_balloon (out);
  if (resources->hugepage_bytes)
    fprintf (out->file, "hugepages: %s\n",
             resources->hugepage_bytes >= GIB ? "1024" : "2");
  if (write_hot_plug (out, err))
    return -1;
  if (mib * MIB != resources->memory_bytes)
    return vf_account_lose (out->report, err, "memory.size",
                            "Proxmox VE counts memory in MiB, from %d on: it "
                            "is rounded up to %llu",
                            MIN_MIB, (unsigned long long)mib);
  return 0;
}

/* Whether all nodes can be written: few enough, of whole MiB, and the memory as
 * it was. */
static bool
holds_cells (const struct vf_resources *resources)
{
  size_t i;

  for (i = 0; i < resources->cells.count; i++)
    if (resources->cells.items[i].memory_bytes % MIB)
      return false;
  return resources->cells.count <= MAX_NODES
         && resources->memory_bytes >= MIN_MIB * MIB;
}

static void
write_node (struct vf_proxmox_out *out, size_t i, const struct vf_cell *cell)
{
  unsigned first, last;
  size_t cursor = 0;

  fprintf (out->file, "numa%zu: cpus=", i);
  while (vf_cell_next_run (cell, &cursor, &first, &last))
    fprintf (out->file, "%s%u-%u", first == cell->first_vcpu ? "" : ";", first,
             last);
  fprintf (out->file, ",memory=%llu\n",
           (unsigned long long)(cell->memory_bytes / MIB));
}

/* A VM with huge pages must have nodes, which are its sockets where it names
 * none. */
static void
write_nodes (struct vf_proxmox_out *out, const struct vf_resources *resources)
{
  const struct vf_cell single = { .vcpus = resources->max_vcpus,
                                  .memory_bytes = resources->memory_bytes };
  size_t i;

  fputs ("numa: 1\n", out->file);
  for (i = 0; i < resources->cells.count; i++)
    write_node (out, i, &resources->cells.items[i]);
  if (!resources->cells.count)
    write_node (out, 0, &single);
}

static int
write_cells (struct vf_proxmox_out *out, struct vf_error *err)
{
  const struct vf_resources *resources = &out->hardware->resources;

  if (resources->cells.count > 1 && !holds_cells (resources))
    return vf_account_lose (out->report, err, "cpu.nodes",
                            "Proxmox VE has at most %d NUMA nodes, of whole "
                            "MiB, at least %d in all: the guest sees one",
                            MAX_NODES, MIN_MIB);
  if (can_grow (resources))
    fputs ("numa: 1\n", out->file);
  else if (resources->cells.count > 1 || resources->hugepage_bytes)
    write_nodes (out, resources);
  return 0;
}

int
vf_proxmox_write_size (struct vf_proxmox_out *out, struct vf_error *err)
{
  if (write_model (out, err))
    return -1;
  write_vcpus (out);
  if (write_memory (out, err))
    return -1;
  return write_cells (out, err);
}
