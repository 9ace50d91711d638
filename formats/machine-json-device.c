/* vmferry: the devices of a machine as JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stddef.h>

#include "common/json.h"
#include "formats/machine-json.h"
#include "formats/machine.h"

static struct vf_json *
controller_json (const struct vf_machine_controller *controller)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "key", controller->key);
  vf_json_put_text (object, "bus", vf_bus_name (controller->bus));
  vf_json_put_u64 (object, "index", controller->index);
  vf_json_put_text (object, "model", controller->model);
  vf_json_put_known (object, "pci_slot", controller->pci_slot >= 0,
                     (uint64_t) controller->pci_slot);
  vf_json_put_text (object, "sharing", controller->sharing);
  return object;
}

static struct vf_json *
disk_json (const struct vf_machine_disk *disk)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "key", disk->key);
  vf_json_put_text (object, "device", vf_disk_device_name (disk->device));
  vf_json_put_text (object, "bus", vf_bus_name (disk->bus));
  vf_json_put_u64 (object, "controller", disk->controller);
  vf_json_put_u64 (object, "unit", disk->unit);
  vf_json_put_text (object, "backing_name", disk->backing_name);
  vf_json_put_text (object, "backing_path", disk->backing_path);
  vf_json_put_text (object, "backing_fault", disk->backing_fault);
  vf_json_put_known (object, "capacity", disk->capacity_bytes > 0,
                     disk->capacity_bytes);
  vf_json_put_text (object, "mode", vf_disk_mode_name (disk->mode));
  vf_json_put_tristate (object, "multi_writer", disk->multi_writer);
  vf_json_put_tristate (object, "write_through", disk->write_through);
  vf_json_put_tristate (object, "ssd", disk->ssd);
  vf_json_put_tristate (object, "connected", disk->connected);
  vf_json_put_known (object, "boot_order", disk->boot_order > 0,
                     disk->boot_order);
  return object;
}

static struct vf_json *
nic_json (const struct vf_machine_nic *nic)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "key", nic->key);
  vf_json_put_text (object, "mac", nic->mac[0] ? nic->mac : NULL);
  vf_json_put_text (object, "mac_source", vf_mac_source_name (nic->mac_source));
  vf_json_put_text (object, "model", nic->model);
  vf_json_put_text (object, "network_kind",
                    vf_network_kind_name (nic->network_kind));
  vf_json_put_text (object, "network", nic->network);
  vf_json_put_text (object, "network_id", nic->network_id);
  vf_json_put_known (object, "pci_slot", nic->pci_slot >= 0,
                     (uint64_t) nic->pci_slot);
  vf_json_put_u64 (object, "pci_rank", nic->pci_rank);
  vf_json_put_tristate (object, "connected", nic->connected);
  vf_json_put_known (object, "boot_order", nic->boot_order > 0,
                     nic->boot_order);
  return object;
}

static struct vf_json *
device_json (const struct vf_machine_device *device)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "key", device->key);
  vf_json_put_text (object, "kind", vf_device_kind_name (device->kind));
  vf_json_put_text (object, "model", device->model);
  vf_json_put_text (object, "backing", device->backing);
  return object;
}

static struct vf_json *
display_json (const struct vf_machine_display *display)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_known (object, "vram", display->vram_bytes > 0,
                     display->vram_bytes);
  vf_json_put_tristate (object, "vnc", display->vnc);
  vf_json_put_known (object, "vnc_port", display->vnc_port > 0,
                     display->vnc_port);
  vf_json_put_text (object, "keymap", display->keymap);
  return object;
}

void
vf_machine_put_devices (const struct vf_machine *machine,
                        struct vf_json *object)
{
  struct vf_json *controllers = vf_json_array (), *disks = vf_json_array ();
  struct vf_json *nics = vf_json_array (), *devices = vf_json_array ();
  size_t i;

  for (i = 0; i < machine->controllers.count; i++)
    vf_json_add (controllers, controller_json (&machine->controllers.items[i]));
  for (i = 0; i < machine->disks.count; i++)
    vf_json_add (disks, disk_json (&machine->disks.items[i]));
  for (i = 0; i < machine->nics.count; i++)
    vf_json_add (nics, nic_json (&machine->nics.items[i]));
  for (i = 0; i < machine->devices.count; i++)
    vf_json_add (devices, device_json (&machine->devices.items[i]));
  vf_json_put (object, "controllers", controllers);
  vf_json_put (object, "disks", disks);
  vf_json_put (object, "nics", nics);
  vf_json_put (object, "devices", devices);
  vf_json_put (object, "display", display_json (&machine->display));
}
