/* vmferry: Get-VMHardDiskDrive, Get-VMDvdDrive, Get-VMFloppyDiskDrive and
 * Get-VMScsiController.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/hyperv/ps-json.h"
#include "formats/hyperv/ps-parts.h"
#include "formats/machine.h"

enum { MAX_CONTROLLERS = 64, MAX_UNITS = 64 };

#define DISK(name) offsetof (struct vf_machine_disk, name)

static const struct vf_hyperv_row rows[] = {
  { "Path", VF_HYPERV_STRING, DISK (backing_name), 0, 0, NULL, NULL, NULL },
  { "ControllerNumber", VF_HYPERV_COUNT, DISK (controller), 0, 0, NULL, NULL,
    NULL },
  { "ControllerLocation", VF_HYPERV_COUNT, DISK (unit), 0, 0, NULL, NULL,
    NULL },
  { "ControllerType", VF_HYPERV_JUDGE, 0, 0, 0, NULL, NULL, NULL },
  { "MaximumIOPS", VF_HYPERV_LIMIT, DISK (limit_iops), 0, 0,
    "in operations of 8 KiB", NULL, NULL },
  { "MinimumIOPS", VF_HYPERV_LIMIT, DISK (reservation_iops), 0, 0,
    "in operations of 8 KiB", NULL, NULL },
  { "SupportPersistentReservations", VF_HYPERV_TRISTATE, DISK (reservations),
    0, 0, NULL, NULL, NULL },
  { "QoSPolicyID", VF_HYPERV_LOST, 0, 0, 0, "a policy of the source's storage",
    "00000000-0000-0000-0000-000000000000", NULL },
  { "WriteHardeningMethod", VF_HYPERV_LOST, 0, 0, 0,
    "how the source's host wrote through", "Default", NULL },
  { "DvdMediaType", VF_HYPERV_JUDGE, 0, 0, 0, NULL, NULL, NULL },
  { .path = NULL },
};

/* The sections, as the cmdlet and as Get-VM calls them. */
static const struct section {
  const char *names[2];
  enum vf_disk_device device;
} sections[] = {
  { { "HardDiskDrive", "HardDrives" }, VF_DISK_DISK },
  { { "DvdDrive", "DVDDrives" }, VF_DISK_CDROM },
  { { "FloppyDiskDrive", "FloppyDrive" }, VF_DISK_FLOPPY },
};

static enum vf_bus
bus_of (const struct vf_hyperv_key *drive, enum vf_disk_device device)
{
  static const struct vf_hyperv_words words
      = { 0, { "IDE", "SCSI", "PMEM", NULL } };
  const struct vf_hyperv_key *key = vf_hyperv_find (drive, "ControllerType");
  const char *word = key ? vf_hyperv_word (key, &words) : NULL;

  if (device == VF_DISK_FLOPPY)
    return VF_BUS_FLOPPY;
  if (!word)
    return VF_BUS_UNKNOWN;
  return strcmp (word, "IDE") == 0    ? VF_BUS_IDE
         : strcmp (word, "SCSI") == 0 ? VF_BUS_SCSI
                                      : VF_BUS_UNKNOWN;
}

static int
add_controller (struct vf_machine *machine, enum vf_bus bus, unsigned index,
                struct vf_error *err)
{
  struct vf_machine_controller *controller;
  char key[40];
  size_t i;

  for (i = 0; i < machine->controllers.count; i++)
    if (machine->controllers.items[i].bus == bus
        && machine->controllers.items[i].index == index)
      return 0;
  snprintf (key, sizeof key, "%s%u", vf_bus_name (bus), index);
  controller = vf_machine_add_controller (machine, key, err);
  if (!controller)
    return -1;
  controller->bus = bus;
  controller->index = index;
  return 0;
}

/* Without its place a drive cannot be told from another. */
static int
check_place (struct vf_hyperv_key *drive, const struct vf_machine_disk *disk,
             struct vf_error *err)
{
  if (disk->bus != VF_BUS_UNKNOWN && disk->controller < MAX_CONTROLLERS
      && disk->unit < MAX_UNITS)
    return 1;
  return vf_hyperv_judge_rest (drive, VF_FATE_LOSS,
                               "a drive at a controller that there cannot be",
                               err);
}

static int
settle_drive (struct vf_hyperv_key *drive, struct vf_machine_disk *disk,
              const struct vf_machine *machine, struct vf_error *err)
{
  struct vf_hyperv_key *number = vf_hyperv_find (drive, "DiskNumber");

  if (disk->reservations == VF_YES)
    disk->multi_writer = VF_YES;
  if (disk->device == VF_DISK_DISK && number
      && number->kind == VF_HYPERV_NUMBER) {
    disk->device = VF_DISK_PASSTHROUGH;
    if (vf_hyperv_judge (number, VF_FATE_LOSS, "a disk of the source's host",
                         err))
      return -1;
  }
  if (!disk->backing_name)
    return 0;
  if ((disk->device == VF_DISK_CDROM || disk->device == VF_DISK_FLOPPY)
      && vf_hyperv_judge (vf_hyperv_find (drive, "Path"), VF_FATE_LOSS,
                          "the image is taken out of the drive", err))
    return -1;
  return vf_hyperv_resolve_disk (disk, machine->source_path, err);
}

/* Adds a drive, or judges it when it cannot be. */
static int
add_drive (struct vf_hyperv_key *drive, enum vf_disk_device device,
           struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_disk place = { .bus = bus_of (drive, device) };
  struct vf_machine_disk *disk;
  char key[40];
  int ok;

  if (vf_hyperv_read_rows (drive, rows, &place, err)) {
    free (place.backing_name);
    return -1;
  }
  free (place.backing_name);
  ok = check_place (drive, &place, err);
  if (ok != 1)
    return ok;
  if (place.bus != VF_BUS_FLOPPY
      && add_controller (machine, place.bus, place.controller, err))
    return -1;
  snprintf (key, sizeof key, "%s%u:%u", vf_bus_name (place.bus),
            place.controller, place.unit);
  disk = vf_machine_add_disk (machine, key, err);
  if (!disk)
    return -1;
  disk->bus = place.bus;
  disk->device = device;
  if (vf_hyperv_read_rows (drive, rows, disk, err))
    return -1;
  return settle_drive (drive, disk, machine, err);
}

static int
compare_disks (const void *first, const void *second)
{
  static const int ranks[] = {
    [VF_BUS_IDE] = 0, [VF_BUS_SCSI] = 1, [VF_BUS_FLOPPY] = 2,
  };
  const struct vf_machine_disk *a = first, *b = second;

  if (a->bus != b->bus)
    return ranks[a->bus] - ranks[b->bus];
  if (a->controller != b->controller)
    return a->controller < b->controller ? -1 : 1;
  return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static int
read_section (struct vf_hyperv_key *node, enum vf_disk_device device,
              struct vf_machine *machine, struct vf_error *err)
{
  struct vf_hyperv_key *drive;
  size_t i;

  for (i = 0; (drive = vf_ps_item (node, i)); i++)
    if (add_drive (drive, device, machine, err))
      return -1;
  return 0;
}

int
vf_ps_read_storage (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                    struct vf_machine *machine, struct vf_error *err)
{
  struct vf_hyperv_key *scsi = vf_hyperv_find (item, "ScsiController");
  unsigned i;

  for (i = 0; i < MAX_CONTROLLERS && vf_ps_item (scsi, i); i++)
    if (add_controller (machine, VF_BUS_SCSI, i, err))
      return -1;
  for (i = 0; i < sizeof sections / sizeof *sections; i++) {
    struct vf_hyperv_key *node = vf_hyperv_find (item, sections[i].names[0]);

    if (!node)
      node = vf_hyperv_find (vm, sections[i].names[1]);
    if (read_section (node, sections[i].device, machine, err))
      return -1;
  }
  if (machine->disks.count)
    qsort (machine->disks.items, machine->disks.count,
           sizeof *machine->disks.items, compare_disks);
  return 0;
}
