/* vmferry: making, searching and freeing a machine, and the names of its
 * enumerations.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"

static const struct vf_machine_schedule no_schedule = {-1, -1, -1};

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
  return machine;
}

static void
free_controllers (struct vf_machine *machine)
{
  size_t i;

  for (i = 0; i < machine->controllers.count; i++) {
    struct vf_machine_controller *it = &machine->controllers.items[i];

    free (it->key);
    free (it->model);
    free (it->sharing);
  }
  free (machine->controllers.items);
}

static void
free_disks (struct vf_machine *machine)
{
  size_t i;

  for (i = 0; i < machine->disks.count; i++) {
    struct vf_machine_disk *it = &machine->disks.items[i];

    free (it->key);
    free (it->backing_name);
    free (it->backing_path);
    free (it->backing_fault);
  }
  free (machine->disks.items);
}

static void
free_nics (struct vf_machine *machine)
{
  size_t i;

  for (i = 0; i < machine->nics.count; i++) {
    struct vf_machine_nic *it = &machine->nics.items[i];

    free (it->key);
    free (it->model);
    free (it->network);
    free (it->network_id);
  }
  free (machine->nics.items);
}

static void
free_devices (struct vf_machine *machine)
{
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    struct vf_machine_device *it = &machine->devices.items[i];

    free (it->key);
    free (it->model);
    free (it->backing);
  }
  free (machine->devices.items);
}

static void
free_texts (struct vf_machine *machine)
{
  free (machine->source_path);
  free (machine->identity.name);
  free (machine->identity.description);
  free (machine->identity.bios_uuid_text);
  free (machine->identity.instance_uuid);
  free (machine->os.source_id);
  free (machine->os.name);
  free (machine->os.osinfo_uri);
  free (machine->firmware.nvram_name);
  free (machine->display.keymap);
  free (machine->cpu.baseline);
  free (machine->cpu.numa_reason);
}

void
vf_machine_free (struct vf_machine *machine)
{
  if (!machine)
    return;
  free_texts (machine);
  free (machine->cpu.nodes.items);
  free_controllers (machine);
  free_disks (machine);
  free_nics (machine);
  free_devices (machine);
  vf_account_clear (&machine->account);
  free (machine);
}

const char *
vf_machine_disk_path (const struct vf_machine_disk *disk, struct vf_error *err)
{
  if (disk->backing_path)
    return disk->backing_path;
  if (!disk->backing_name)
    vf_error_set (err, VF_ERROR_NOT_FOUND, "%s: the drive is empty", disk->key);
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

const char *
vf_os_family_name (enum vf_os_family family)
{
  static const char *const names[] = {
    [VF_OS_UNKNOWN] = "unknown", [VF_OS_LINUX] = "linux",
    [VF_OS_WINDOWS] = "windows", [VF_OS_BSD] = "bsd",
    [VF_OS_SOLARIS] = "solaris", [VF_OS_DARWIN] = "darwin",
    [VF_OS_OTHER] = "other",
  };

  return names[family];
}
