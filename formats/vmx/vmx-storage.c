/* vmferry: controllers, disks and drives of a .vmx, in the order of their
 * numbers: SCSI first, then NVMe, SATA and IDE, as virt-v2v lists them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-row.h"

/* VMware allows 4 controllers of 64 disks of each kind. */
static const struct {
  const char *word;
  enum vf_bus bus;
} buses[] = {
  {"scsi", VF_BUS_SCSI}, {"nvme", VF_BUS_NVME},     {"sata", VF_BUS_SATA},
  {"ide", VF_BUS_IDE},   {"floppy", VF_BUS_FLOPPY},
};

#define CONTROLLER(name) offsetof (struct vf_machine_controller, name)

static const struct vf_vmx_row controller_rows[] = {
  {"present", VF_VMX_NOTHING, 0, 0, NULL},
  {"virtualdev", VF_VMX_TEXT, CONTROLLER (model), 0, NULL},
  {"sharedbus", VF_VMX_TEXT, CONTROLLER (sharing), 0, NULL},
  {"pcislotnumber", VF_VMX_SLOT, CONTROLLER (pci_slot), 0, NULL},
  {"saswwid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "the address of the initiator, not of a disk"},
  {.key = NULL},
};

/* What decides how a disk's other keys are read. */
struct raw_disk {
  struct vf_machine_disk disk;
  char *device_type;
  char *mode;
  char *sharing;
  char *file_type;
  enum vf_tristate client_device;
};

#define DISK(name) offsetof (struct raw_disk, name)

static const struct vf_vmx_row disk_rows[] = {
  {"filename", VF_VMX_TEXT, DISK (disk.backing_name), 0, NULL},
  {"devicetype", VF_VMX_TEXT, DISK (device_type), 0, NULL},
  {"mode", VF_VMX_TEXT, DISK (mode), 0, NULL},
  {"sharing", VF_VMX_TEXT, DISK (sharing), 0, NULL},
  {"filetype", VF_VMX_TEXT, DISK (file_type), 0, NULL},
  {"clientdevice", VF_VMX_TRISTATE, DISK (client_device), 0, NULL},
  {"startconnected", VF_VMX_TRISTATE, DISK (disk.connected), 0, NULL},
  {"writethrough", VF_VMX_TRISTATE, DISK (disk.write_through), 0, NULL},
  {"virtualssd", VF_VMX_TRISTATE, DISK (disk.ssd), 0, NULL},
  {"ctkenabled", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "changed blocks are tracked by VMware only"},
  {"autodetect", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "drives of the source's host"},
  {"exclusive", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "drives of the source's host"},
  {"allowguestconnectioncontrol", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "guests do not unplug devices by themselves on the target"},
  {"redo", VF_VMX_LOST, 0, 0, "a redo log of an old snapshot is not applied"},
  {"shares", VF_VMX_LOST, 0, 0, "the disk's weight is not set"},
  {"throughputcap", VF_VMX_LOST, 0, 0, "the disk's I/O is not limited"},
  {.key = NULL},
};

static int
compare_controllers (const void *a, const void *b)
{
  const struct vf_machine_controller *x = a, *y = b;

  if (x->bus != y->bus)
    return (int) x->bus - (int) y->bus;
  return (int) x->index - (int) y->index;
}

static int
compare_disks (const void *a, const void *b)
{
  const struct vf_machine_disk *x = a, *y = b;

  if (x->bus != y->bus)
    return (int) x->bus - (int) y->bus;
  if (x->controller != y->controller)
    return (int) x->controller - (int) y->controller;
  return (int) x->unit - (int) y->unit;
}

static int
add_controller (struct vf_vmx *vmx, struct vf_machine *machine, enum vf_bus bus,
                const struct vf_vmx_device *device, struct vf_error *err)
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
  if (vf_vmx_read_rows (vmx, device->prefix, controller_rows, controller, err))
    return -1;
  if (controller->sharing && strcasecmp (controller->sharing, "none") == 0) {
    free (controller->sharing);
    controller->sharing = NULL;
  }
  return 0;
}

static bool
contains (const char *text, const char *part)
{
  return text && strcasestr (text, part);
}

static bool
ends_with (const char *text, const char *end)
{
  size_t n = text ? strlen (text) : 0, m = strlen (end);

  return n >= m && strcasecmp (text + n - m, end) == 0;
}

static enum vf_disk_device
device_of (const struct raw_disk *raw)
{
  const char *name = raw->disk.backing_name;

  if (raw->disk.bus == VF_BUS_FLOPPY)
    return VF_DISK_FLOPPY;
  if (contains (raw->device_type, "cdrom"))
    return VF_DISK_CDROM;
  if (contains (raw->device_type, "passthru"))
    return VF_DISK_PASSTHROUGH;
  if (!raw->device_type && ends_with (name, ".iso"))
    return VF_DISK_CDROM;
  return VF_DISK_DISK;
}

static enum vf_disk_mode
mode_of (const char *text)
{
  static const enum vf_disk_mode modes[] = {
    VF_DISK_MODE_INDEPENDENT_PERSISTENT, VF_DISK_MODE_INDEPENDENT_NONPERSISTENT,
    VF_DISK_MODE_UNDOABLE, VF_DISK_MODE_APPEND};
  size_t i;

  for (i = 0; text && i < sizeof modes / sizeof *modes; i++)
    if (strcasecmp (text, vf_disk_mode_name (modes[i])) == 0)
      return modes[i];
  return VF_DISK_MODE_PERSISTENT;
}

/* Whether a drive's "file" is a drive of a host, not an image. */
static bool
is_host_drive (const struct raw_disk *raw)
{
  const char *name = raw->disk.backing_name;

  if (raw->client_device == VF_YES || contains (raw->device_type, "raw"))
    return true;
  if (raw->disk.device == VF_DISK_FLOPPY)
    return !contains (raw->file_type, "file");
  return !contains (raw->device_type, "image") && name
         && !ends_with (name, ".iso");
}

/* Drives are empty on the target: neither a host's drive nor an image that
 * may lie anywhere goes with the VM. */
static int
settle_drive (struct vf_vmx *vmx, const char *prefix, struct raw_disk *raw,
              struct vf_error *err)
{
  struct vf_vmx_entry *name = vf_vmx_find (vmx, prefix, "filename");

  if (is_host_drive (raw)
      || contains (raw->disk.backing_name, "emptyBackingString")) {
    free (raw->disk.backing_name);
    raw->disk.backing_name = NULL;
    return vf_vmx_judge (name, VF_FATE_IRRELEVANT,
                         "a drive of the source's host or client", err);
  }
  if (!raw->disk.backing_name)
    return 0;
  return vf_vmx_judge (name, VF_FATE_LOSS,
                       "the image is taken out of the drive", err);
}

static int
settle_disk (struct vf_vmx *vmx, const struct vf_vmx_device *device,
             struct raw_disk *raw, const char *path, struct vf_error *err)
{
  struct vf_machine_disk *disk = &raw->disk;

  disk->device = device_of (raw);
  disk->mode = mode_of (raw->mode);
  disk->multi_writer = contains (raw->sharing, "multi-writer") ? VF_YES
                       : raw->sharing                          ? VF_NO
                                                               : VF_UNSET;
  if ((disk->device == VF_DISK_CDROM || disk->device == VF_DISK_FLOPPY)
      && settle_drive (vmx, device->prefix, raw, err))
    return -1;
  return disk->backing_name ? vf_vmx_resolve_disk (disk, path, err) : 0;
}

static int
read_disk (struct vf_vmx *vmx, struct raw_disk *raw, const char *path,
           const struct vf_vmx_device *device, struct vf_error *err)
{
  CLEANUP_FREE char *device_type = NULL, *mode = NULL, *sharing = NULL;
  CLEANUP_FREE char *file_type = NULL;
  int result;

  result = vf_vmx_read_rows (vmx, device->prefix, disk_rows, raw, err);
  device_type = raw->device_type;
  mode = raw->mode;
  sharing = raw->sharing;
  file_type = raw->file_type;
  return result ? result : settle_disk (vmx, device, raw, path, err);
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
  struct raw_disk raw = { 0 };
  struct vf_machine_disk *disk;
  int present, result;

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
  raw.disk = *disk;
  raw.disk.bus = buses[bus].bus;
  raw.disk.controller = device->unit < 0 ? 0 : device->index;
  raw.disk.unit = device->unit < 0 ? device->index : (unsigned)device->unit;
  result = read_disk (vmx, &raw, machine->source_path, device, err);
  *disk = raw.disk;
  return result;
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

int
vf_vmx_read_storage (struct vf_vmx *vmx, struct vf_machine *machine,
                     struct vf_error *err)
{
  size_t i;

  for (i = 0; i < sizeof buses / sizeof *buses; i++)
    if (read_bus (vmx, machine, i, err))
      return -1;
  if (machine->controllers.count)
    qsort (machine->controllers.items, machine->controllers.count,
           sizeof *machine->controllers.items, compare_controllers);
  if (machine->disks.count)
    qsort (machine->disks.items, machine->disks.count,
           sizeof *machine->disks.items, compare_disks);
  return 0;
}
