/* vmferry: the drives of Hyper-V's IDE, SCSI and floppy controllers.  Each
 * has a place, as "controller0/drive3", and a type.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/machine.h"

enum { MAX_DRIVES = 64 /* of a SCSI controller */ };

#define DISK(name) offsetof (struct vf_machine_disk, name)

static const struct vf_hyperv_row drive_rows[] = {
  { "pathname", VF_HYPERV_STRING, DISK (backing_name), 0, 0, NULL, NULL,
    NULL },
  { "type", VF_HYPERV_JUDGE, 0, 0, 0, NULL, NULL, NULL },
  { "iops_limit", VF_HYPERV_LIMIT, DISK (limit_iops), 0, 0,
    "in operations of 8 KiB", NULL, NULL },
  { "iops_reservation", VF_HYPERV_LIMIT, DISK (reservation_iops), 0, 0,
    "in operations of 8 KiB", NULL, NULL },
  { "weight", VF_HYPERV_LOST, 0, 0, 0, "the disk's share of its storage",
    "100", NULL },
  { "persistent_reservations_supported", VF_HYPERV_TRISTATE,
    DISK (reservations), 0, 0, NULL, NULL, NULL },
  { "qos_policy_id", VF_HYPERV_LOST, 0, 0, 0,
    "a policy of the source's storage",
    "00000000-0000-0000-0000-000000000000", NULL },
  { "caching_mode", VF_HYPERV_LOST, 0, 0, 0,
    "how the source's host cached the disk", "0", NULL },
  { "write_hardening_method", VF_HYPERV_LOST, 0, 0, 0,
    "how the source's host wrote through", "0", NULL },
  { "ignore_flushes", VF_HYPERV_LOST, 0, 0, 0,
    "the guest's flushes are obeyed again", "False", NULL },
  { .path = NULL },
};

/* What a drive's "type" says of it. */
static const struct {
  const char *type;
  enum vf_disk_device device;
} types[] = {
  { "VHD", VF_DISK_DISK },
  { "ISO", VF_DISK_CDROM },
  { "VFD", VF_DISK_FLOPPY },
};

/* Anything else is a disk of the host, however it is called. */
static enum vf_disk_device
device_of (const char *type)
{
  size_t i;

  for (i = 0; i < sizeof types / sizeof *types; i++)
    if (type && strcasecmp (type, types[i].type) == 0)
      return types[i].device;
  return VF_DISK_PASSTHROUGH;
}

/* An image that lies in a drive does not go with the VM. */
static int
judge_media (struct vf_hyperv_key *node, const struct vf_machine_disk *disk,
             struct vf_error *err)
{
  struct vf_hyperv_key *key = vf_hyperv_find (node, "pathname");

  if (disk->device == VF_DISK_PASSTHROUGH)
    return vf_hyperv_judge (key, VF_FATE_LOSS, "a disk of the source's host",
                            err);
  if (disk->device == VF_DISK_DISK || !disk->backing_name)
    return 0;
  return vf_hyperv_judge (key, VF_FATE_LOSS,
                          "the image is taken out of the drive", err);
}

static int
read_drive (struct vf_hyperv_key *node, struct vf_machine_disk *disk,
            const struct vf_machine *machine, struct vf_error *err)
{
  disk->device = device_of (vf_hyperv_get_text (node, "type"));
  if (vf_hyperv_read_rows (node, drive_rows, disk, err)
      || judge_media (node, disk, err))
    return -1;
  if (disk->reservations == VF_YES)
    disk->multi_writer = VF_YES;
  return disk->backing_name
             ? vf_hyperv_resolve_disk (disk, machine->source_path, err)
             : 0;
}

/* Adds the drive in NODE as unit UNIT of controller CONTROLLER on BUS. */
static int
add_drive (struct vf_hyperv_key *node, enum vf_bus bus, unsigned controller,
           unsigned unit, struct vf_machine *machine, struct vf_error *err)
{
  const char *type = vf_hyperv_get_text (node, "type");
  struct vf_machine_disk *disk;
  char key[40];

  if (!type || strcasecmp (type, "NONE") == 0)
    return vf_hyperv_judge_rest (node, VF_FATE_IRRELEVANT,
                                 "there is no drive", err);
  snprintf (key, sizeof key, "%s%u:%u", vf_bus_name (bus), controller, unit);
  disk = vf_machine_add_disk (machine, key, err);
  if (!disk)
    return -1;
  disk->bus = bus;
  disk->controller = controller;
  disk->unit = unit;
  return read_drive (node, disk, machine, err);
}

/* A floppy drive needs none that a person would know of. */
static int
add_controller (enum vf_bus bus, unsigned index, struct vf_machine *machine,
                struct vf_error *err)
{
  struct vf_machine_controller *controller;
  char name[40];

  if (bus == VF_BUS_FLOPPY)
    return 0;
  snprintf (name, sizeof name, "%s%u", vf_bus_name (bus), index);
  controller = vf_machine_add_controller (machine, name, err);
  if (!controller)
    return -1;
  controller->bus = bus;
  controller->index = index;
  return 0;
}

static int
read_controller (struct vf_hyperv_key *node, enum vf_bus bus, unsigned index,
                 struct vf_machine *machine, struct vf_error *err)
{
  char name[40];
  unsigned unit;

  if (add_controller (bus, index, machine, err))
    return -1;
  for (unit = 0; unit < MAX_DRIVES; unit++) {
    struct vf_hyperv_key *drive;

    snprintf (name, sizeof name, "drive%u", unit);
    drive = vf_hyperv_find (node, name);
    if (drive && add_drive (drive, bus, index, unit, machine, err))
      return -1;
  }
  return 0;
}

int
vf_hyperv_read_drives (struct vf_hyperv_key *node, int bus, unsigned index,
                       struct vf_machine *machine, struct vf_error *err)
{
  unsigned i, count = bus == VF_BUS_IDE ? 2 : 1;

  for (i = 0; i < count; i++) {
    char name[16];

    snprintf (name, sizeof name, "controller%u", i);
    if (read_controller (vf_hyperv_find (node, name), (enum vf_bus)bus,
                         index + i, machine, err))
      return -1;
  }
  return 0;
}
