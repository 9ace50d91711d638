/* vmferry: QEMU's command line: vCPUs, memory, NUMA nodes, identifiers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/text.h"
#include "convert/vm/boot/boot-args.h"
#include "convert/vm/emit/qemu.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"

static void
add_cpus (struct vf_args *args, const struct vf_resources *resources)
{
  const struct vf_topology *topology = &resources->topology;

  vf_args_add_option (args, "-smp",
                      "cpus=%u,maxcpus=%u,sockets=%u,dies=%u,cores=%u,"
                      "threads=%u",
                      resources->vcpus, resources->max_vcpus,
                      topology->sockets, topology->dies, topology->cores,
                      topology->threads);
}

static void
add_memory (struct vf_args *args, const struct vf_resources *resources)
{
  unsigned long long bytes = resources->memory_bytes;

  if (resources->max_memory_bytes)
    vf_args_add_option (args, "-m", "size=%lluk,slots=%u,maxmem=%lluk",
                        bytes >> 10, resources->slots,
                        (unsigned long long)resources->max_memory_bytes >> 10);
  else
    vf_args_add_option (args, "-m", "size=%lluk", bytes >> 10);
  if (resources->locked)
    vf_args_add_option (args, "-overcommit", "mem-lock=on");
}

/* Huge pages by size need no folder where they are mounted. */
static void
add_backend (struct vf_args *args, const struct vf_resources *resources,
             size_t id, unsigned long long bytes)
{
  if (resources->hugepage_bytes)
    vf_args_add_option (args, "-object",
                        "memory-backend-memfd,id=ram%zu,size=%lluk,hugetlb=on,"
                        "hugetlbsize=%llu",
                        id, bytes >> 10,
                        (unsigned long long)resources->hugepage_bytes);
  else
    vf_args_add_option (args, "-object",
                        "memory-backend-ram,id=ram%zu,size=%lluk", id,
                        bytes >> 10);
}

/* ",cpus=0-3,cpus=8-9"; malloc'd, NULL without memory. */
static char *
cpus_of (const struct vf_cell *cell)
{
  char *cpus = strdup ("");
  unsigned first, last;
  size_t cursor = 0;

  while (cpus && vf_cell_next_run (cell, &cursor, &first, &last)) {
    CLEANUP_FREE char *before = cpus;

    cpus = vf_text_printf ("%s,cpus=%u-%u", before, first, last);
  }
  return cpus;
}

static void
add_cell (struct vf_args *args, const struct vf_cell *cell, size_t id)
{
  CLEANUP_FREE char *cpus = cpus_of (cell);

  if (!cpus)
    args->is_broken = true;
  else
    vf_args_add_option (args, "-numa", "node,nodeid=%zu%s,memdev=ram%zu", id,
                        cpus, id);
}

static void
add_cells (struct vf_args *args, const struct vf_hardware *hardware)
{
  const struct vf_machine_cpu *cpu = &hardware->machine->cpu;
  const struct vf_resources *resources = &hardware->resources;
  size_t i, count = resources->cells.count;

  if (!count && resources->hugepage_bytes) {
    add_backend (args, resources, 0, resources->memory_bytes);
    vf_args_add_option (args, "-machine", "memory-backend=ram0");
  }
  for (i = 0; i < count; i++) {
    add_backend (args, resources, i, resources->cells.items[i].memory_bytes);
    add_cell (args, &resources->cells.items[i], i);
  }
  for (i = 0; i < cpu->distances.count && count == cpu->nodes.count; i++)
    if (i / count != i % count)
      vf_args_add_option (args, "-numa", "dist,src=%zu,dst=%zu,val=%u",
                          i / count, i % count, cpu->distances.items[i]);
}

/* A value of "-smbios type=1", where it is known. */
static char *
smbios_value (const char *name, const char *value)
{
  CLEANUP_FREE char *quoted = value ? vf_args_quote (value) : NULL;

  return quoted ? vf_text_printf (",%s=%s", name, quoted) : strdup ("");
}

/* The serial number that VMware's guests know is worth more than a product's,
 * which is the same for all. */
static void
add_identity (struct vf_args *args, const struct vf_hardware *hardware)
{
  const struct vf_machine_smbios *smbios = &hardware->machine->identity.smbios;
  const char *serial = *hardware->serial ? hardware->serial : smbios->serial;
  CLEANUP_FREE char *name = vf_args_quote (hardware->name);
  CLEANUP_FREE char *text = smbios_value ("serial", serial);
  CLEANUP_FREE char *sku = smbios_value ("sku", smbios->sku);
  CLEANUP_FREE char *family = smbios_value ("family", smbios->family);

  if (!name || !text || !sku || !family) {
    args->is_broken = true;
    return;
  }
  vf_args_add_option (args, "-name", "guest=%s", name);
  if (*hardware->uuid)
    vf_args_add_option (args, "-uuid", "%s", hardware->uuid);
  if (*text || *sku || *family)
    vf_args_add_option (args, "-smbios", "type=1%s%s%s", text, sku, family);
  if (*hardware->genid)
    vf_args_add_option (args, "-device", "vmgenid,guid=%s", hardware->genid);
}

void
vf_qemu_add_board (struct vf_args *args, const struct vf_hardware *hardware)
{
  unsigned delay_ms = hardware->boot_delay_ms;

  add_cpus (args, &hardware->resources);
  add_memory (args, &hardware->resources);
  add_cells (args, hardware);
  add_identity (args, hardware);
  if (hardware->has_secure_boot)
    vf_args_add_option (args, "-global",
                        "driver=cfi.pflash01,property=secure,value=on");
  if (delay_ms)
    vf_args_add_option (args, "-boot", "menu=on,splash-time=%u", delay_ms);
}
