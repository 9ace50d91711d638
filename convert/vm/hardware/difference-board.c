/* vmferry: what changes of board, firmware, processor, memory and identity.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/hardware/difference-priv.h"
#include "convert/vm/emit/text-out.h"
#include "formats/machine.h"

static int
add_board (struct vf_differences *list, const struct vf_hardware *hardware,
           struct vf_error *err)
{
  const struct vf_machine *machine = hardware->machine;
  char *source = NULL;

  if (machine->hardware_version)
    source = vf_text_printf ("hardware version %u", machine->hardware_version);
  else if (machine->generation)
    source = vf_text_printf ("generation %u", machine->generation);
  return vf_differences_add (list, "board", source,
                             strdup (hardware->machine_type), err);
}

static const char *
firmware_text (bool is_efi, bool is_secure)
{
  return !is_efi     ? "BIOS"
         : is_secure ? "UEFI with secure boot"
                     : "UEFI without secure boot";
}

static int
add_firmware (struct vf_differences *list, const struct vf_hardware *hardware,
              struct vf_error *err)
{
  const struct vf_machine_firmware *firmware = &hardware->machine->firmware;
  const char *source = firmware_text (firmware->kind == VF_FIRMWARE_EFI,
                                      firmware->secure_boot == VF_YES);

  return vf_differences_add (
      list, "firmware", strdup (source),
      strdup (firmware_text (hardware->is_efi, hardware->has_secure_boot)),
      err);
}

/* "8: 2 sockets, 4 cores, 1 thread each", and how many there may be. */
static char *
vcpus_text (unsigned vcpus, unsigned max, const struct vf_topology *topology)
{
  char more[32] = "";

  if (max > vcpus)
    snprintf (more, sizeof more, " of at most %u", max);
  return vf_text_printf ("%u%s: sockets %u, dies %u, cores %u, threads %u",
                         vcpus, more, topology->sockets, topology->dies,
                         topology->cores, topology->threads);
}

static int
add_vcpus (struct vf_differences *list, const struct vf_hardware *hardware,
           struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &hardware->machine->cpu;
  const struct vf_resources *resources = &hardware->resources;
  char *source = cpu->cores_per_socket
                     ? vf_text_printf ("%u, %u in a socket", cpu->max_vcpus,
                                       cpu->cores_per_socket)
                     : vf_text_printf ("%u", cpu->max_vcpus);

  return vf_differences_add (list, "vCPUs", source,
                             vcpus_text (resources->vcpus,
                                         resources->max_vcpus,
                                         &resources->topology),
                             err);
}

static int
add_processor (struct vf_differences *list, const struct vf_hardware *hardware,
               struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &hardware->machine->cpu;
  const struct vf_cpu_choice *choice = &hardware->cpu;
  const char *source = cpu->model      ? cpu->model
                       : cpu->baseline ? cpu->baseline
                                       : cpu->mode;

  return vf_differences_add (
      list, "processor", source ? strdup (source) : NULL,
      strdup (choice->model ? choice->model : choice->mode), err);
}

static int
add_memory (struct vf_differences *list, const struct vf_hardware *hardware,
            struct vf_error *err)
{
  uint64_t before = hardware->machine->memory.size_bytes;
  char source[32], target[32];

  vf_text_human_size (before, source);
  vf_text_human_size (hardware->resources.memory_bytes, target);
  return vf_differences_add (list, "memory", before ? strdup (source) : NULL,
                             strdup (target), err);
}

/* One NUMA node after others. */
static void
write_node (FILE *out, size_t i, unsigned vcpus, uint64_t memory_bytes)
{
  char size[32];

  fprintf (out, "%s%u vCPUs and %s", i ? "; " : "", vcpus,
           vf_text_human_size (memory_bytes, size));
}

static int
add_nodes (struct vf_differences *list, const struct vf_hardware *hardware,
           struct vf_error *err)
{
  const struct vf_machine_cpu *cpu = &hardware->machine->cpu;
  const struct vf_resources *resources = &hardware->resources;
  CLEANUP_TEXT_OUT struct vf_text_out before = { 0 }, after = { 0 };
  size_t i;

  if (cpu->nodes.count < 2 && resources->cells.count < 2
      && cpu->numa_state != VF_NUMA_UNKNOWN)
    return 0;
  if (vf_text_out_open (&before, err) || vf_text_out_open (&after, err))
    return -1;
  for (i = 0; i < cpu->nodes.count; i++)
    write_node (before.file, i, cpu->nodes.items[i].vcpus,
                cpu->nodes.items[i].memory_bytes);
  for (i = 0; i < resources->cells.count; i++)
    write_node (after.file, i,
                resources->cells.items[i].vcpus
                    + resources->cells.items[i].added,
                resources->cells.items[i].memory_bytes);
  if (!cpu->nodes.count)
    fputs ("unknown", before.file);
  if (!resources->cells.count)
    fputs ("one node", after.file);
  return vf_differences_add (list, "NUMA nodes",
                             vf_text_out_finish (&before, err),
                             vf_text_out_finish (&after, err), err);
}

static int
add_identity (struct vf_differences *list, const struct vf_hardware *hardware,
              struct vf_error *err)
{
  const struct vf_machine_identity *identity = &hardware->machine->identity;

  if (vf_differences_add (list, "name",
                          identity->name ? strdup (identity->name) : NULL,
                          strdup (hardware->name), err))
    return -1;
  if (!*hardware->uuid && !identity->bios_uuid_text)
    return 0;
  return vf_differences_add (
      list, "UUID",
      identity->bios_uuid_text ? strdup (identity->bios_uuid_text) : NULL,
      *hardware->uuid ? strdup (hardware->uuid) : NULL, err);
}

int
vf_differences_add_board (struct vf_differences *list,
                          const struct vf_hardware *hardware,
                          struct vf_error *err)
{
  if (add_identity (list, hardware, err) || add_board (list, hardware, err)
      || add_firmware (list, hardware, err) || add_vcpus (list, hardware, err)
      || add_processor (list, hardware, err)
      || add_memory (list, hardware, err))
    return -1;
  return add_nodes (list, hardware, err);
}
