/* vmferry: controllers, disks and drives.  A controller's number is its
 * Address among those of its kind, a disk's the one on its controller: the
 * order of the items tells nothing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"

enum { MAX_NUMBER = 999, NO_CONTROLLER = -1 };

static const char config_slot[] = "slotInfo.pciSlotNumber";

/* Subtypes by which a controller of ResourceType 20 is known. */
static const struct {
  const char *subtype;
  enum vf_bus bus;
} storage_buses[] = {
  { "vmware.sata.ahci", VF_BUS_SATA },
  { "AHCI", VF_BUS_SATA },
  { "sata", VF_BUS_SATA },
  { "VirtioSCSI", VF_BUS_SCSI },
  { "VirtIO_SCSI", VF_BUS_SCSI },
  { "vmware.nvme.controller", VF_BUS_NVME },
  { "NVMe", VF_BUS_NVME },
};

/* Words of subtypes that other parts of vmferry know a controller by: those of
 * a .vmx. */
static const struct {
  const char *subtype;
  const char *model;
} models[] = {
  { "VirtualSCSI", "pvscsi" },     { "lsilogicsas", "lsisas1068" },
  { "lsilogic", "lsilogic" },      { "buslogic", "buslogic" },
  { "VirtIOSCSI", "virtio-scsi" }, { "VirtIO_SCSI", "virtio-scsi" },
};

static enum vf_bus
bus_of (const struct vf_ovf_item *item)
{
  size_t i;

  if (item->type == VF_OVF_IDE)
    return VF_BUS_IDE;
  if (item->type == VF_OVF_SCSI)
    return VF_BUS_SCSI;
  if (item->type != VF_OVF_STORAGE || item->fields[VF_OVF_RHV_DEVICE])
    return VF_BUS_UNKNOWN;
  for (i = 0; i < sizeof storage_buses / sizeof *storage_buses; i++)
    if (vf_ovf_subtype_has (item->fields[VF_OVF_SUBTYPE],
                            storage_buses[i].subtype))
      return storage_buses[i].bus;
  return VF_BUS_UNKNOWN;
}

/* The first word of a preference list that is known, else the text itself.
 * Returns: 0, and malloc'd or NULL; -1 with NOMEM */
static int
choose_model (const char *subtype, char **ret_model, struct vf_error *err)
{
  const char *found = subtype;
  size_t i;

  *ret_model = NULL;
  if (!subtype || !*subtype)
    return 0;
  for (i = 0; i < sizeof models / sizeof *models; i++)
    if (vf_ovf_subtype_has (subtype, models[i].subtype)) {
      found = models[i].model;
      break;
    }
  *ret_model = strdup (found);
  return *ret_model ? 0 : vf_error_nomem (err, "a model");
}

static const struct vf_machine_controller *
find_controller (const struct vf_machine *machine, enum vf_bus bus,
                 unsigned index)
{
  size_t i;

  for (i = 0; i < machine->controllers.count; i++)
    if (machine->controllers.items[i].bus == bus
        && machine->controllers.items[i].index == index)
      return &machine->controllers.items[i];
  return NULL;
}

/* The item's Address, where it is a number that no other has; else the next
 * free one. */
static unsigned
choose_index (const struct vf_machine *machine, const struct vf_ovf_item *item,
              enum vf_bus bus)
{
  uint64_t number;
  unsigned i = 0;

  if (vf_ovf_item_number (item, VF_OVF_ADDRESS, &number)
      && number <= MAX_NUMBER
      && !find_controller (machine, bus, (unsigned)number))
    return (unsigned)number;
  while (find_controller (machine, bus, i))
    i++;
  return i;
}

static int
add_controller (struct vf_ovf *ovf, struct vf_ovf_item *item, enum vf_bus bus,
                struct vf_machine *machine, struct vf_error *err)
{
  unsigned index = choose_index (machine, item, bus);
  struct vf_machine_controller *controller;
  char key[32];

  snprintf (key, sizeof key, "%s%u", vf_bus_name (bus), index);
  controller = vf_machine_add_controller (machine, key, err);
  if (!controller)
    return -1;
  controller->bus = bus;
  controller->index = index;
  if (choose_model (item->fields[VF_OVF_SUBTYPE], &controller->model, err)
      || vf_ovf_config_number (&ovf->fates, item->node, config_slot,
                               &controller->pci_slot, err))
    return -1;
  return vf_ovf_judge (&ovf->fates, item->node, VF_FATE_MAPPED, NULL, err);
}

/* The controllers with their numbers first, those without take what is left.
 */
static int
add_controllers (struct vf_ovf *ovf, struct vf_machine *machine,
                 struct vf_error *err)
{
  uint64_t number;
  size_t i;
  int pass;

  for (pass = 0; pass < 2; pass++)
    for (i = 0; i < ovf->items.count; i++) {
      struct vf_ovf_item *item = &ovf->items.items[i];
      enum vf_bus bus = bus_of (item);

      if (bus == VF_BUS_UNKNOWN
          || vf_ovf_item_number (item, VF_OVF_ADDRESS, &number) == (pass == 1))
        continue;
      if (add_controller (ovf, item, bus, machine, err))
        return -1;
      item->place = (int)machine->controllers.count - 1;
      item->is_controller = true;
    }
  return 0;
}

/* The controller that PARENT means; NO_CONTROLLER for none. */
static int
find_parent (const struct vf_ovf *ovf, const char *parent)
{
  size_t i;

  for (i = 0; parent && i < ovf->items.count; i++) {
    const struct vf_ovf_item *item = &ovf->items.items[i];

    if (bus_of (item) != VF_BUS_UNKNOWN && item->fields[VF_OVF_ID]
        && strcmp (item->fields[VF_OVF_ID], parent) == 0)
      return item->place;
  }
  return NO_CONTROLLER;
}

/* Where a disk without a usable Parent goes: to the first SCSI controller, or
 * else the first of all; drives to IDE. */
static int
default_controller (const struct vf_machine *machine,
                    enum vf_disk_device device)
{
  enum vf_bus wanted = device == VF_DISK_DISK ? VF_BUS_SCSI : VF_BUS_IDE;
  size_t i;

  for (i = 0; i < machine->controllers.count; i++)
    if (machine->controllers.items[i].bus == wanted)
      return (int)i;
  return machine->controllers.count ? 0 : NO_CONTROLLER;
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
      && number <= MAX_NUMBER) {
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
choose_address (struct vf_ovf *ovf, const struct vf_ovf_item *item,
                const struct vf_machine *machine, struct vf_machine_disk *disk,
                struct vf_error *err)
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
  return choose_unit (ovf, item, machine, disk, err);
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

static int
read_disk (struct vf_ovf *ovf, struct vf_ovf_item *item,
           struct vf_machine *machine, struct vf_machine_disk *disk,
           struct vf_error *err)
{
  struct vf_ovf_fates *fates = &ovf->fates;

  if (vf_ovf_judge (fates, item->node, VF_FATE_MAPPED, NULL, err)
      || vf_ovf_read_backing (ovf, item, machine, disk, err))
    return -1;
  if (disk->device == VF_DISK_FLOPPY) {
    disk->bus = VF_BUS_FLOPPY;
    if (choose_unit (ovf, item, machine, disk, err))
      return -1;
  } else if (choose_address (ovf, item, machine, disk, err)) {
    return -1;
  }
  if (disk->device != VF_DISK_DISK)
    disk->connected = vf_ovf_item_truth (item, VF_OVF_AUTOMATIC);
  disk->read_only = vf_ovf_item_truth (item, VF_OVF_RHV_READ_ONLY);
  if (set_key (disk, err))
    return -1;
  snprintf (item->key, sizeof item->key, "%s", disk->key);
  return vf_ovf_config_truth (fates, item->node, "backing.writeThrough",
                              &disk->write_through, err);
}

/* Returns: whether ITEM is a disk or a drive. */
static bool
device_of (const struct vf_ovf_item *item, enum vf_disk_device *ret_device)
{
  switch (item->type) {
  case VF_OVF_DISK:
  case VF_OVF_LOGICAL_DISK:
    *ret_device = VF_DISK_DISK;
    return true;
  case VF_OVF_CD:
  case VF_OVF_DVD:
    *ret_device = VF_DISK_CDROM;
    return true;
  case VF_OVF_FLOPPY:
    *ret_device = VF_DISK_FLOPPY;
    return true;
  default:
    return false;
  }
}

/* Those with an address of their own first, so that none of the others takes
 * it. */
static int
add_disks (struct vf_ovf *ovf, struct vf_machine *machine,
           struct vf_error *err)
{
  struct vf_machine_disk *disk;
  enum vf_disk_device device;
  uint64_t number;
  size_t i;
  int pass;

  for (pass = 0; pass < 2; pass++)
    for (i = 0; i < ovf->items.count; i++) {
      struct vf_ovf_item *item = &ovf->items.items[i];

      if (!device_of (item, &device)
          || vf_ovf_item_number (item, VF_OVF_ON_PARENT, &number)
                 == (pass == 1))
        continue;
      disk = vf_machine_add_disk (machine, "disk", err);
      if (!disk)
        return -1;
      disk->device = device;
      disk->unit = MAX_NUMBER + 1;
      if (read_disk (ovf, item, machine, disk, err))
        return -1;
    }
  return 0;
}

static int
compare_controllers (const void *a, const void *b)
{
  const struct vf_machine_controller *x = a, *y = b;

  if (x->bus != y->bus)
    return (int)x->bus - (int)y->bus;
  return (int)x->index - (int)y->index;
}

static int
compare_disks (const void *a, const void *b)
{
  const struct vf_machine_disk *x = a, *y = b;

  if (x->bus != y->bus)
    return (int)x->bus - (int)y->bus;
  if (x->controller != y->controller)
    return (int)x->controller - (int)y->controller;
  return (int)x->unit - (int)y->unit;
}

int
vf_ovf_read_storage (struct vf_ovf *ovf, struct vf_machine *machine,
                     struct vf_error *err)
{
  if (add_controllers (ovf, machine, err) || add_disks (ovf, machine, err))
    return -1;
  if (machine->controllers.count)
    qsort (machine->controllers.items, machine->controllers.count,
           sizeof *machine->controllers.items, compare_controllers);
  if (machine->disks.count)
    qsort (machine->disks.items, machine->disks.count,
           sizeof *machine->disks.items, compare_disks);
  return 0;
}
