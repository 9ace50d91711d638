/* vmferry: making, searching and freeing a machine.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/machine-member.h"

static const struct vf_machine_schedule no_schedule = { -1, -1, -1 };

struct vf_machine *
vf_machine_new (struct vf_error *err)
{
  struct vf_machine *machine = calloc (1, sizeof *machine);

  if (!machine) {
    vf_error_nomem (err, "a machine");
    return NULL;
  }
  machine->cpu.vcpus = machine->cpu.max_vcpus = 1;
  machine->cpu.mhz = no_schedule;
  machine->memory.bytes = no_schedule;
  machine->lifecycle.start_order = -1;
  return machine;
}

bool
vf_machine_set_clock_offset (struct vf_machine_clock *clock, const char *text,
                             int per_second)
{
  const long long century = 100LL * 366 * 24 * 60 * 60;
  long long number;
  char *end;

  errno = 0;
  number = strtoll (text, &end, 10) / per_second;
  if (errno || end == text || *end || number > century || number < -century)
    return false;
  clock->has_offset = true;
  clock->offset_seconds = number;
  return true;
}

/* Frees the items of a vector, and the vector. */
#define FREE_LIST(MEMBERS, VECTOR)                                            \
  free_list (MEMBERS, (VECTOR).items, (VECTOR).count, sizeof *(VECTOR).items)

static void
free_list (const struct vf_member *members, void *items, size_t count,
           size_t size)
{
  size_t i;

  for (i = 0; i < count; i++)
    vf_members_free (members, (char *)items + i * size);
  free (items);
}

static void
free_lists (struct vf_machine *machine)
{
  FREE_LIST (vf_members_node, machine->cpu.nodes);
  free (machine->cpu.distances.items);
  FREE_LIST (vf_members_feature, machine->cpu.features);
  FREE_LIST (vf_members_controller, machine->controllers);
  FREE_LIST (vf_members_disk, machine->disks);
  FREE_LIST (vf_members_nic, machine->nics);
  FREE_LIST (vf_members_device, machine->devices);
  FREE_LIST (vf_members_property, machine->properties);
}

void
vf_machine_free (struct vf_machine *machine)
{
  if (!machine)
    return;
  free (machine->source_path);
  free (machine->cpu.numa_reason);
  free (machine->property_transport);
  vf_members_free (vf_members_identity, &machine->identity);
  vf_members_free (vf_members_smbios, &machine->identity.smbios);
  vf_members_free (vf_members_os, &machine->os);
  vf_members_free (vf_members_lifecycle, &machine->lifecycle);
  vf_members_free (vf_members_cpu, &machine->cpu);
  vf_members_free (vf_members_firmware, &machine->firmware);
  vf_members_free (vf_members_display, &machine->display);
  free_lists (machine);
  vf_account_clear (&machine->account);
  free (machine);
}

const char *
vf_machine_disk_path (const struct vf_machine_disk *disk, struct vf_error *err)
{
  if (disk->backing_path)
    return disk->backing_path;
  if (!disk->backing_name)
    vf_error_set (err, VF_ERROR_NOT_FOUND, "%s: the drive is empty",
                  disk->key);
  else
    vf_error_set (err, VF_ERROR_PERMISSION, "%s: \"%s\" %s", disk->key,
                  disk->backing_name, disk->backing_fault);
  return NULL;
}

const struct vf_machine_disk *
vf_machine_find_disk (const struct vf_machine *machine, const char *key)
{
  size_t i;

  for (i = 0; i < machine->disks.count; i++)
    if (strcmp (machine->disks.items[i].key, key) == 0)
      return &machine->disks.items[i];
  return NULL;
}

const struct vf_machine_device *
vf_machine_find_device (const struct vf_machine *machine,
                        enum vf_device_kind kind)
{
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    if (machine->devices.items[i].kind == kind)
      return &machine->devices.items[i];
  return NULL;
}
