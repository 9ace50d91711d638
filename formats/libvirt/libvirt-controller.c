/* vmferry: controllers of a libvirt domain.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

static const char of_layout[] = "the target has its own layout";
static const char of_io[] = "how the source's host did its I/O";

/* As seen from <controller>. */
const struct vf_libvirt_row vf_libvirt_rows_controller[] = {
  TAKEN_ROW ("@type"),
  TAKEN_ROW ("@index"),
  TAKEN_ROW ("@model"),
  VOID_ROW ("@ports", of_layout),
  VOID_ROW ("@vectors", of_layout),
  VOID_ROW ("@maxGrantFrames", "of Xen"),
  VOID_ROW ("@maxEventChannels", "of Xen"),
  LOST_ROW ("pcihole64*", "the board's hole is as large as it has to be"),
  LOST_ROW ("target/node", "devices belong to no NUMA node"),
  VOID_ROW ("driver*", of_io),
  VOID_ROW ("model@name", of_layout),
  VOID_ROW ("target*", of_layout),
  VOID_ROW ("master@startport", of_layout),
  VOID_ROW ("alias@name", "libvirt's own name for the device"),
  VOID_ROW ("address*", of_layout),
  VOID_ROW ("acpi@index", of_layout),
  LOST_ROW ("nvme*", "NVMe controllers are not told apart"),
  LOST_ROW ("serial", "the target's controller has its own"),
  END_ROW,
};

static const struct {
  const char *type;
  enum vf_bus bus;
  const char *note; /* of those that are not of disks: why they go */
} kinds[] = {
  { "scsi", VF_BUS_SCSI, NULL },
  { "sata", VF_BUS_SATA, NULL },
  { "ide", VF_BUS_IDE, NULL },
  { "fdc", VF_BUS_FLOPPY, NULL },
  { "nvme", VF_BUS_NVME, NULL },
  { "usb", VF_BUS_USB, NULL },
  { "pci", VF_BUS_UNKNOWN, of_layout },
  { "virtio-serial", VF_BUS_UNKNOWN, "follows the channels" },
  { "ccid", VF_BUS_UNKNOWN, "follows the smart cards" },
  { "xenbus", VF_BUS_UNKNOWN, "of Xen" },
  { "isa", VF_BUS_UNKNOWN, of_layout },
};

/* Its row, or -1. */
static int
find_kind (const char *type)
{
  size_t i;

  for (i = 0; type && i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp (kinds[i].type, type) == 0)
      return (int)i;
  return -1;
}

/* The companions of a USB controller have its index. */
static bool
is_known (const struct vf_machine *machine, const char *key)
{
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    if (strcmp (machine->devices.items[i].key, key) == 0)
      return true;
  return false;
}

static int
add_usb (const struct vf_libvirt_tree *tree,
         const struct vf_libvirt_element *element, const char *key,
         struct vf_machine *machine, struct vf_error *err)
{
  const char *model = vf_libvirt_get (tree, element, "@model");
  struct vf_machine_device *device;

  if (is_known (machine, key) || (model && strcmp (model, "none") == 0))
    return 0;
  device = vf_machine_add_device (machine, VF_DEVICE_USB, key, err);
  return device ? vf_libvirt_set_text (&device->model, model, err) : -1;
}

static int
add_controller (const struct vf_libvirt_tree *tree,
                const struct vf_libvirt_element *element, int kind,
                struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_controller *controller;
  uint64_t index = 0;
  char key[48];

  if (!vf_libvirt_get_number (tree, element, "@index", UINT16_MAX, &index))
    index = 0;
  snprintf (key, sizeof key, "%s%u", kinds[kind].type, (unsigned)index);
  if (kinds[kind].bus == VF_BUS_USB)
    return add_usb (tree, element, key, machine, err);
  controller = vf_machine_add_controller (machine, key, err);
  if (!controller)
    return -1;
  controller->bus = kinds[kind].bus;
  controller->index = (unsigned)index;
  return vf_libvirt_set_text (&controller->model,
                              vf_libvirt_get (tree, element, "@model"), err);
}

/* What a controller is does not matter, what is set of it may. */
static int
drop_controller (struct vf_libvirt_tree *tree,
                 const struct vf_libvirt_element *element, const char *note,
                 struct vf_error *err)
{
  static const char *const names[] = { "@type", "@index", "@model" };
  size_t i;

  for (i = 0; i < sizeof names / sizeof *names; i++)
    if (vf_libvirt_judge (vf_libvirt_find (tree, element, names[i]),
                          VF_FATE_IRRELEVANT, note, err))
      return -1;
  return 0;
}

static int
read_controller (struct vf_libvirt_tree *tree,
                 const struct vf_libvirt_element *element,
                 struct vf_machine *machine, struct vf_error *err)
{
  int kind = find_kind (vf_libvirt_get (tree, element, "@type"));

  if (kind < 0)
    return vf_libvirt_judge_rest (tree, element, VF_FATE_LOSS,
                                  "an unknown kind of controller", err);
  if (kinds[kind].note ? drop_controller (tree, element, kinds[kind].note, err)
                       : add_controller (tree, element, kind, machine, err))
    return -1;
  return vf_libvirt_read_rows (tree, element, vf_libvirt_rows_controller, NULL,
                               err);
}

int
vf_libvirt_read_controllers (struct vf_libvirt_tree *tree,
                             struct vf_machine *machine, struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element = NULL;

  while ((element = vf_libvirt_child (tree, devices, "controller", element)))
    if (read_controller (tree, element, machine, err))
      return -1;
  vf_machine_sort_controllers (machine);
  return 0;
}
