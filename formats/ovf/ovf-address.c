/* vmferry: where a disk or drive of an OVF hangs: the controller that its
 * Parent means, and its AddressOnParent there; or what its platform takes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/ovf-storage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"

enum { NO_CONTROLLER = -1 };

/* The controller that PARENT means; NO_CONTROLLER for none. */
static int
find_parent (const struct vf_ovf *ovf, const char *parent)
{
  size_t i;

  for (i = 0; parent && i < ovf->items.count; i++) {
    const struct vf_ovf_item *item = &ovf->items.items[i];

    if (vf_ovf_bus_of (item) != VF_BUS_UNKNOWN && item->fields[VF_OVF_ID]
        && strcmp (item->fields[VF_OVF_ID], parent) == 0)
      return item->place;
  }
  return NO_CONTROLLER;
}

/* Where a disk without a usable Parent goes: to the SCSI controller of the
 * lowest number, or else the first of all; drives to IDE. */
static int
default_controller (const struct vf_machine *machine,
                    enum vf_disk_device device)
{
  enum vf_bus wanted = device == VF_DISK_DISK ? VF_BUS_SCSI : VF_BUS_IDE;
  const struct vf_machine_controller *items = machine->controllers.items;
  int found = NO_CONTROLLER;
  size_t i;

  for (i = 0; i < machine->controllers.count; i++)
    if (items[i].bus == wanted
        && (found == NO_CONTROLLER || items[i].index < items[found].index))
      found = (int)i;
  return found == NO_CONTROLLER && machine->controllers.count ? 0 : found;
}

static bool
is_taken (const struct vf_machine *machine, const struct vf_machine_disk *disk,
          unsigned unit)
{
  size_t i;

  for (i = 0; i < machine->disks.count; i++) {
    const struct vf_machine_disk *other = &machine->disks.items[i];

    if (other != disk && other->bus == disk->bus
        && other->controller == disk->controller && other->unit == unit)
      return true;
  }
  return false;
}

/* The number on its controller: the item's, or the next free one. */
static int
choose_unit (struct vf_ovf *ovf, const struct vf_ovf_item *item,
             const struct vf_machine *machine, struct vf_machine_disk *disk,
             struct vf_error *err)
{
  uint64_t number;
  unsigned unit = 0;

  if (vf_ovf_item_number (item, VF_OVF_ON_PARENT, &number)
      && number <= VF_OVF_MAX_ADDRESS) {
    if (!is_taken (machine, disk, (unsigned)number)) {
      disk->unit = (unsigned)number;
      return 0;
    }
    if (vf_ovf_judge (&ovf->fates, item->places[VF_OVF_ON_PARENT],
                      VF_FATE_LOSS,
                      "another disk has this address, the next free one is "
                      "taken",
                      err))
      return -1;
  }
  while (is_taken (machine, disk, unit))
    unit++;
  disk->unit = unit;
  return 0;
}

/* Where there is no controller at all, the platform has its usual bus. */
static enum vf_bus
platform_bus (const struct vf_machine *machine, enum vf_disk_device device)
{
  if (device != VF_DISK_DISK)
    return VF_BUS_IDE;
  switch (machine->platform) {
  case VF_PLATFORM_QEMU:
    return VF_BUS_VIRTIO;
  case VF_PLATFORM_XEN:
    return VF_BUS_XEN;
  default:
    return VF_BUS_SCSI;
  }
}

static int
choose_controller (struct vf_ovf *ovf, const struct vf_ovf_item *item,
                   const struct vf_machine *machine,
                   struct vf_machine_disk *disk, struct vf_error *err)
{
  const char *parent = item->fields[VF_OVF_PARENT];
  int at = find_parent (ovf, parent);

  if (at == NO_CONTROLLER) {
    at = default_controller (machine, disk->device);
    if (parent && *parent && at != NO_CONTROLLER
        && vf_ovf_judge (
            &ovf->fates, item->places[VF_OVF_PARENT], VF_FATE_LOSS,
            "there is no such controller: the first is taken", err))
      return -1;
  }
  if (at != NO_CONTROLLER) {
    disk->bus = machine->controllers.items[at].bus;
    disk->controller = machine->controllers.items[at].index;
  } else if (disk->bus == VF_BUS_UNKNOWN) {
    disk->bus = platform_bus (machine, disk->device);
  }
  return 0;
}

/* "scsi0:1"; a bus without controllers counts its disks: "virtio1". */
static int
set_key (struct vf_machine_disk *disk, struct vf_error *err)
{
  bool is_plain = disk->bus == VF_BUS_VIRTIO || disk->bus == VF_BUS_XEN
                  || disk->bus == VF_BUS_FLOPPY;
  char key[48];

  if (is_plain)
    snprintf (key, sizeof key, "%s%u", vf_bus_name (disk->bus), disk->unit);
  else
    snprintf (key, sizeof key, "%s%u:%u", vf_bus_name (disk->bus),
              disk->controller, disk->unit);
  free (disk->key);
  disk->key = strdup (key);
  return disk->key ? 0 : vf_error_nomem (err, "a disk");
}

int
vf_ovf_choose_address (struct vf_ovf *ovf, struct vf_ovf_item *item,
                       const struct vf_machine *machine,
                       struct vf_machine_disk *disk, struct vf_error *err)
{
  if (disk->device == VF_DISK_FLOPPY)
    disk->bus = VF_BUS_FLOPPY;
  else if (choose_controller (ovf, item, machine, disk, err))
    return -1;
  if (choose_unit (ovf, item, machine, disk, err) || set_key (disk, err))
    return -1;
  snprintf (item->key, sizeof item->key, "%s", disk->key);
  return 0;
}
