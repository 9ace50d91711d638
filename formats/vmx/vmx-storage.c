/* vmferry: controllers, disks and drives of a .vmx, in the order of their
 * numbers: SCSI first, then NVMe, SATA and IDE, as virt-v2v lists them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

/* VMware allows 4 controllers of 64 disks of each kind. */
static const struct {
  const char *word;
  enum vf_bus bus;
} buses[] = {
  { "scsi", VF_BUS_SCSI },     { "nvme", VF_BUS_NVME },
  { "sata", VF_BUS_SATA },     { "ide", VF_BUS_IDE },
  { "floppy", VF_BUS_FLOPPY },
};

#define MEMBER(name) offsetof (struct vf_machine_controller, name)

const struct vf_vmx_row vf_vmx_rows_controller[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "virtualdev", VF_VMX_TEXT, MEMBER (model), 0, NULL },
  { "sharedbus", VF_VMX_TEXT, MEMBER (sharing), 0, NULL },
  { "pcislotnumber", VF_VMX_SLOT, MEMBER (pci_slot), 0, NULL },
  { "saswwid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "the address of the initiator, not of a disk" },
  { "subnqnuuid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "the name of VMware's controller, not of a disk" },
  { .key = NULL },
};

static int
add_controller (struct vf_vmx *vmx, struct vf_machine *machine,
                enum vf_bus bus, const struct vf_vmx_device *device,
                struct vf_error *err)
{
  struct vf_machine_controller *controller;
  int present = vf_vmx_check_present (vmx, device->prefix, err);

  if (present <= 0)
    return present;
  controller = vf_machine_add_controller (machine, device->key, err);
  if (!controller)
    return -1;
  controller->bus = bus;
  controller->index = device->index;
  if (vf_vmx_read_rows (vmx, device->prefix, vf_vmx_rows_controller,
                        controller, err))
    return -1;
  if (controller->sharing && strcasecmp (controller->sharing, "none") == 0) {
    free (controller->sharing);
    controller->sharing = NULL;
  }
  return 0;
}

/* Whether the controller of a device is said to be absent.  Without a word
 * (IDE has none) it is there. */
static bool
is_controller_absent (const struct vf_vmx *vmx, const char *word,
                      const struct vf_vmx_device *device)
{
  char prefix[32];

  snprintf (prefix, sizeof prefix, "%s%u.", word, device->index);
  return vf_vmx_find (vmx, prefix, "present")
         && !vf_vmx_is_true (vmx, prefix, "present");
}

static int
add_disk (struct vf_vmx *vmx, struct vf_machine *machine, size_t bus,
          const struct vf_vmx_device *device, struct vf_error *err)
{
  struct vf_machine_disk *disk;
  int present;

  if (is_controller_absent (vmx, buses[bus].word, device)
      && buses[bus].bus != VF_BUS_FLOPPY)
    return vf_vmx_judge_rest (vmx, device->prefix, VF_FATE_IRRELEVANT,
                              "its controller is not present", err);
  present = vf_vmx_check_present (vmx, device->prefix, err);
  if (present <= 0)
    return present;
  disk = vf_machine_add_disk (machine, device->key, err);
  if (!disk)
    return -1;
  disk->bus = buses[bus].bus;
  disk->controller = device->unit < 0 ? 0 : device->index;
  disk->unit = device->unit < 0 ? device->index : (unsigned)device->unit;
  return vf_vmx_read_disk (vmx, device, machine->source_path, disk, err);
}

static int
read_bus (struct vf_vmx *vmx, struct vf_machine *machine, size_t bus,
          struct vf_error *err)
{
  struct vf_vmx_device device;
  size_t cursor = 0;
  bool is_disk;

  while (vf_vmx_next_device (vmx, buses[bus].word, &cursor, &device)) {
    is_disk = device.unit >= 0 || buses[bus].bus == VF_BUS_FLOPPY;
    if (is_disk ? add_disk (vmx, machine, bus, &device, err)
                : add_controller (vmx, machine, buses[bus].bus, &device, err))
      return -1;
  }
  return 0;
}

/* The disks of a bus that VMs share are shared, and take the reservations by
 * which a cluster's nodes fence each other.
 * Source: "SCSI Bus Sharing", vSphere Virtual Machine Administration */
static void
share_disks (struct vf_machine *machine,
             const struct vf_machine_controller *controller)
{
  size_t i;

  for (i = 0; i < machine->disks.count; i++) {
    struct vf_machine_disk *disk = &machine->disks.items[i];

    if (disk->bus != controller->bus || disk->controller != controller->index
        || disk->device != VF_DISK_DISK)
      continue;
    disk->multi_writer = VF_YES;
    disk->reservations = VF_YES;
  }
}

int
vf_vmx_read_storage (struct vf_vmx *vmx, struct vf_machine *machine,
                     struct vf_error *err)
{
  size_t i;

  for (i = 0; i < sizeof buses / sizeof *buses; i++)
    if (read_bus (vmx, machine, i, err))
      return -1;
  for (i = 0; i < machine->controllers.count; i++)
    if (machine->controllers.items[i].sharing)
      share_disks (machine, &machine->controllers.items[i]);
  vf_machine_sort_controllers (machine);
  vf_machine_sort_disks (machine);
  return 0;
}
