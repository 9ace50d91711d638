/* vmferry: the devices of a machine as text for a person.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine.h"
#include "tools/machine-text-item.h"

enum { BITS_PER_MEGABIT = 1000000 };

#define DISK(member) offsetof (struct vf_machine_disk, member)

static const struct vf_flag disk_flags[] = {
  { DISK (multi_writer), VF_YES, "shared with other VMs" },
  { DISK (read_only), VF_YES, "read-only" },
  { DISK (write_through), VF_YES, "written through" },
  { DISK (ssd), VF_YES, "SSD" },
  { DISK (reservations), VF_YES, "SCSI reservations" },
  { DISK (encrypted), VF_YES, "encrypted" },
  { DISK (connected), VF_NO, "not connected" },
  { 0, VF_UNSET, NULL },
};

/* What is in it. */
static const char *
backing_word (const struct vf_machine_disk *disk)
{
  if (disk->backing_name)
    return disk->backing_name;
  return disk->blank == VF_YES ? "a new one" : "empty";
}

static void
print_disk (const struct vf_machine_disk *disk, FILE *out)
{
  fprintf (out, "%s %s: ", vf_disk_device_name (disk->device), disk->key);
  vf_item_put (backing_word (disk), out);
  vf_item_size ("", disk->capacity_bytes, out);
  vf_item_number ("boots as number ", disk->boot_order, "", out);
  if (disk->mode != VF_DISK_MODE_PERSISTENT)
    fprintf (out, ", %s", vf_disk_mode_name (disk->mode));
  vf_item_text ("serial ", disk->serial, out);
  vf_item_text ("WWN ", disk->wwn, out);
  vf_item_flags (disk_flags, disk, out);
  vf_item_number ("at most ", disk->limit_iops, " IOPS", out);
  if (disk->backing_fault)
    fprintf (out, "; cannot be opened: it %s", disk->backing_fault);
  fputc ('\n', out);
}

static const char no_model[] = "model not said";

static void
print_nic (const struct vf_machine_nic *nic, FILE *out)
{
  fprintf (out, "nic %s: %s (%s), ", nic->key,
           nic->mac[0] ? nic->mac : "address not said",
           vf_mac_source_name (nic->mac_source));
  vf_item_put (nic->model ? nic->model : no_model, out);
  fprintf (out, ", %s network ", vf_network_kind_name (nic->network_kind));
  vf_item_put (nic->network ? nic->network : "without a name", out);
  vf_item_number ("VLAN ", nic->vlan, "", out);
  vf_item_text ("VLANs ", nic->vlan_trunk, out);
  vf_item_number ("MTU ", nic->mtu, "", out);
  vf_item_number ("at most ", nic->limit_bps / BITS_PER_MEGABIT, " Mbit/s",
                  out);
  fprintf (out, ", number %u on the bus", nic->pci_rank + 1);
  vf_item_number ("boots as number ", nic->boot_order, "", out);
  fprintf (out, "%s\n", nic->connected == VF_NO ? ", not connected" : "");
}

static void
print_controller (const struct vf_machine_controller *controller, FILE *out)
{
  fprintf (out, "controller %s: ", controller->key);
  vf_item_put (controller->model ? controller->model : no_model, out);
  vf_item_text ("shared between VMs: ", controller->sharing, out);
  fputc ('\n', out);
}

static void
print_device (const struct vf_machine_device *device, FILE *out)
{
  fprintf (out, "%s %s: ", vf_device_kind_name (device->kind), device->key);
  if (device->model || !device->backing)
    vf_item_put (device->model ? device->model : no_model, out);
  else
    vf_item_put (device->backing, out);
  if (device->model)
    vf_item_text ("", device->backing, out);
  vf_item_size ("", device->size_bytes, out);
  fprintf (out, "%s\n", device->connected == VF_NO ? ", not connected" : "");
}

void
vf_machine_print_devices (const struct vf_machine *machine, FILE *out)
{
  size_t i;

  for (i = 0; i < machine->controllers.count; i++)
    print_controller (&machine->controllers.items[i], out);
  for (i = 0; i < machine->disks.count; i++)
    print_disk (&machine->disks.items[i], out);
  for (i = 0; i < machine->nics.count; i++)
    print_nic (&machine->nics.items[i], out);
  for (i = 0; i < machine->devices.count; i++)
    print_device (&machine->devices.items[i], out);
}

static void
print_display (const struct vf_machine_display *display, FILE *out)
{
  if (!display->model && !display->protocol && display->vnc != VF_YES)
    return;
  fprintf (out, "display: ");
  vf_item_put (display->model ? display->model : no_model, out);
  vf_item_size ("", display->vram_bytes, out);
  vf_item_number ("", display->heads, " screens", out);
  if (display->width && display->height)
    fprintf (out, ", %u x %u", display->width, display->height);
  if (display->accelerated == VF_YES)
    fprintf (out, ", 3D");
  vf_item_text ("offered by ", display->protocol, out);
  if (!display->protocol && display->vnc == VF_YES)
    fprintf (out, ", offered by vnc");
  vf_item_number ("port ", display->vnc_port, "", out);
  fputc ('\n', out);
}

static void
print_security (const struct vf_machine_security *security, FILE *out)
{
  static const struct vf_flag flags[] = {
    { offsetof (struct vf_machine_security, encrypted), VF_YES, "encrypted" },
    { offsetof (struct vf_machine_security, vbs), VF_YES,
      "virtualization-based security" },
    { 0, VF_UNSET, NULL },
  };

  if (security->encrypted != VF_YES && security->vbs != VF_YES
      && security->launch == VF_LAUNCH_NONE && !security->sgx_bytes)
    return;
  fprintf (out, "security: launch %s",
           vf_launch_security_name (security->launch));
  vf_item_flags (flags, security, out);
  vf_item_size ("SGX ", security->sgx_bytes, out);
  fputc ('\n', out);
}

static void
print_property (const struct vf_machine_property *property, FILE *out)
{
  fprintf (out, "property ");
  vf_item_put (property->key, out);
  fprintf (out, ": ");
  vf_item_put (property->value && !*property->value ? "empty"
                                                    : property->value,
               out);
  vf_item_text ("", property->label, out);
  fprintf (out, "%s\n",
           property->user_configurable == VF_YES ? ", to be set" : "");
}

void
vf_machine_print_rest (const struct vf_machine *machine, FILE *out)
{
  size_t i;

  print_display (&machine->display, out);
  print_security (&machine->security, out);
  for (i = 0; i < machine->properties.count; i++)
    print_property (&machine->properties.items[i], out);
  if (!machine->property_transport)
    return;
  fprintf (out, "properties by: ");
  vf_item_put (machine->property_transport, out);
  fputc ('\n', out);
}
