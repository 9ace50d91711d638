/* vmferry: controllers of an OVF.  A controller's number is its Address among
 * those of its kind: the order of the items tells nothing.
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
#include "formats/ovf/ovf-config.h"
#include "formats/ovf/ovf-parts.h"

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
static const struct vf_ovf_model models[] = {
  { "VirtualSCSI", "pvscsi" },     { "lsilogicsas", "lsisas1068" },
  { "lsilogic", "lsilogic" },      { "buslogic", "buslogic" },
  { "VirtIOSCSI", "virtio-scsi" }, { "VirtIO_SCSI", "virtio-scsi" },
  { NULL, NULL },
};

enum vf_bus
vf_ovf_bus_of (const struct vf_ovf_item *item)
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

/* Returns: 0, and malloc'd or NULL; -1 with NOMEM */
static int
choose_model (const char *subtype, char **ret_model, struct vf_error *err)
{
  *ret_model = NULL;
  if (!subtype || !*subtype)
    return 0;
  *ret_model = strdup (vf_ovf_choose_model (subtype, models));
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
      && number <= VF_OVF_MAX_ADDRESS
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
      || vf_ovf_config_slot (&ovf->fates, item->node, &controller->pci_slot,
                             err))
    return -1;
  return vf_ovf_judge (&ovf->fates, item->node, VF_FATE_MAPPED, NULL, err);
}

/* The controllers with their numbers first, those without take what is left.
 */
int
vf_ovf_read_controllers (struct vf_ovf *ovf, struct vf_machine *machine,
                         struct vf_error *err)
{
  uint64_t number;
  size_t i;
  int pass;

  for (pass = 0; pass < 2; pass++)
    for (i = 0; i < ovf->items.count; i++) {
      struct vf_ovf_item *item = &ovf->items.items[i];
      enum vf_bus bus = vf_ovf_bus_of (item);

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
