/* vmferry: what changes of disks, NICs and all other devices.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/hardware/difference-priv.h"
#include "convert/vm/emit/emit.h"
#include "formats/machine.h"

/* The model of the controller that a disk of the source is on, or "". */
static const char *
controller_model (const struct vf_machine *machine,
                  const struct vf_machine_disk *disk)
{
  size_t i;

  for (i = 0; i < machine->controllers.count; i++)
    if (machine->controllers.items[i].bus == disk->bus
        && machine->controllers.items[i].index == disk->controller
        && machine->controllers.items[i].model)
      return machine->controllers.items[i].model;
  return "";
}

static char *
disk_before (const struct vf_machine *machine,
             const struct vf_machine_disk *disk)
{
  const char *model = controller_model (machine, disk);
  char size[32] = "", boot[32] = "";

  if (disk->capacity_bytes)
    vf_text_human_size (disk->capacity_bytes, size);
  if (disk->boot_order)
    snprintf (boot, sizeof boot, ", boots as number %u", disk->boot_order);
  return vf_text_printf ("%s on %s%s%s%s%s%s%s",
                         vf_disk_device_name (disk->device),
                         vf_bus_name (disk->bus), *model ? " (" : "", model,
                         *model ? ")" : "", *size ? ", " : "", size, boot);
}

static char *
disk_after (const struct vf_hardware *hardware,
            const struct vf_hardware_disk *disk)
{
  const char *model = "";
  char boot[32] = "";
  size_t i;

  for (i = 0; i < hardware->controllers.count; i++)
    if (hardware->controllers.items[i].bus == disk->bus
        && hardware->controllers.items[i].index == disk->controller
        && hardware->controllers.items[i].model)
      model = hardware->controllers.items[i].model;
  if (disk->boot_order)
    snprintf (boot, sizeof boot, ", boots as number %u", disk->boot_order);
  return vf_text_printf ("%s on %s%s%s%s%s%s", disk->name,
                         vf_bus_name (disk->bus), *model ? " (" : "", model,
                         *model ? ")" : "", disk->path ? "" : ", empty", boot);
}

static int
add_disks (struct vf_differences *list, const struct vf_hardware *hardware,
           struct vf_error *err)
{
  const struct vf_machine *machine = hardware->machine;
  size_t i, k;

  for (i = 0; i < machine->disks.count; i++) {
    const struct vf_machine_disk *source = &machine->disks.items[i];
    char *target = NULL;

    for (k = 0; k < hardware->disks.count && !target; k++)
      if (hardware->disks.items[k].source == source)
        target = disk_after (hardware, &hardware->disks.items[k]);
    if (vf_differences_add (list, source->key, disk_before (machine, source),
                            target, err))
      return -1;
  }
  return 0;
}

/* As the guest knew it; the slot is that of a name like ens192. */
static char *
nic_before (const struct vf_hardware_nic *nic)
{
  const struct vf_machine_nic *source = nic->source;
  char slot[32] = "";

  if (nic->old_slot)
    snprintf (slot, sizeof slot, ", in slot %u", nic->old_slot);
  return vf_text_printf ("%s%s%s%s%s%s%s",
                         source->model ? source->model : "a NIC",
                         *source->mac ? ", " : "", source->mac,
                         source->network ? ", network " : "",
                         source->network ? source->network : "", slot,
                         nic->is_up ? "" : ", not connected");
}

static char *
nic_after (const struct vf_hardware_nic *nic, size_t i)
{
  const char *kind = !nic->map             ? ""
                     : nic->map->is_bridge ? ", bridge "
                                           : ", network ";

  return vf_text_printf ("%s%s%s%s%s, number %zu on the bus%s", nic->model,
                         *nic->source->mac ? ", " : "", nic->source->mac, kind,
                         nic->map ? nic->map->target : ", not mapped", i + 1,
                         nic->is_up ? "" : ", link down");
}

static int
add_nics (struct vf_differences *list, const struct vf_hardware *hardware,
          struct vf_error *err)
{
  size_t i;

  for (i = 0; i < hardware->nics.count; i++) {
    const struct vf_hardware_nic *nic = &hardware->nics.items[i];

    if (vf_differences_add (list, nic->source->key, nic_before (nic),
                            nic_after (nic, i), err))
      return -1;
  }
  return 0;
}

/* What the emitter said of KEY: NULL when it is lost. */
static char *
fate_of (const struct vf_account *report, const char *key)
{
  const char *note = "kept";
  size_t i;

  for (i = 0; i < report->entries.count; i++) {
    const struct vf_account_entry *entry = &report->entries.items[i];

    if (strcmp (entry->key, key) != 0)
      continue;
    if (entry->fate == VF_FATE_LOSS)
      return NULL;
    note = entry->note ? entry->note : entry->value ? entry->value : note;
  }
  return strdup (note);
}

static int
add_others (struct vf_differences *list, const struct vf_hardware *hardware,
            const struct vf_account *report, struct vf_error *err)
{
  const struct vf_machine *machine = hardware->machine;
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    const struct vf_machine_device *device = &machine->devices.items[i];
    char *source = vf_text_printf (
        "%s%s%s", vf_device_kind_name (device->kind),
        device->model ? ", " : "", device->model ? device->model : "");

    if (vf_differences_add (list, device->key, source,
                            fate_of (report, device->key), err))
      return -1;
  }
  return 0;
}

/* The screen, where the source says something of it. */
static int
add_screen (struct vf_differences *list, const struct vf_machine *machine,
            const struct vf_emit_options *options, struct vf_error *err)
{
  static const char *const targets[] = {
    [VF_GRAPHICS_VNC] = "VGA, seen by VNC",
    [VF_GRAPHICS_SPICE] = "QXL, seen by SPICE",
    [VF_GRAPHICS_NONE] = "VGA, not seen from outside",
  };
  const struct vf_machine_display *display = &machine->display;
  char heads[32] = "";

  if (!display->model && !display->heads && display->accelerated != VF_YES)
    return 0;
  if (display->heads > 1)
    snprintf (heads, sizeof heads, ", %u screens", display->heads);
  return vf_differences_add (
      list, "display",
      vf_text_printf ("%s%s%s",
                      display->model ? display->model : "unknown model", heads,
                      display->accelerated == VF_YES ? ", 3D" : ""),
      strdup (targets[options->devices.graphics]), err);
}

int
vf_differences_add_devices (struct vf_differences *list,
                            const struct vf_hardware *hardware,
                            const struct vf_emit_options *options,
                            const struct vf_account *report,
                            struct vf_error *err)
{
  if (add_disks (list, hardware, err) || add_nics (list, hardware, err)
      || add_screen (list, hardware->machine, options, err))
    return -1;
  return add_others (list, hardware, report, err);
}
