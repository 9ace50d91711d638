/* vmferry: QEMU's command line: disks, drives and their controllers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/boot/boot-args.h"
#include "convert/vm/emit/qemu.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"

/* What is plugged in, without its drive.
 * Returns: a malloc'd string, or NULL when memory is out. */
static char *
device_of (struct vf_args *args, const struct vf_hardware_disk *disk)
{
  const char *kind = disk->source->device == VF_DISK_CDROM ? "cd" : "hd";
  char bus[32];

  switch (disk->bus) {
  case VF_BUS_SCSI:
    return vf_text_printf ("scsi-%s,bus=scsi%u.0,scsi-id=%u,lun=%u", kind,
                           disk->controller, disk->unit, disk->lun);
  case VF_BUS_NVME:
    return vf_text_printf ("nvme%s", vf_args_next_bus (args, bus));
  case VF_BUS_SATA:
    if (args->is_q35 && !disk->controller)
      return vf_text_printf ("ide-%s,bus=ide.%u", kind, disk->unit);
    return vf_text_printf ("ide-%s,bus=sata%u.%u", kind, disk->controller,
                           disk->unit);
  case VF_BUS_IDE:
    return vf_text_printf ("ide-%s,bus=ide.%u,unit=%u", kind, disk->unit / 2,
                           disk->unit % 2);
  case VF_BUS_FLOPPY:
    return vf_text_printf ("floppy,unit=%u", disk->unit);
  case VF_BUS_USB:
    return strdup ("usb-storage");
  default:
    return vf_text_printf ("virtio-blk-pci%s", vf_args_next_bus (args, bus));
  }
}

/* IDE, and q35's first AHCI, are the board's. */
static void
add_controllers (struct vf_args *args, const struct vf_hardware *hardware)
{
  const struct vf_hardware_controller *controller;
  char bus[32];
  size_t i;

  for (i = 0; i < hardware->controllers.count; i++) {
    controller = &hardware->controllers.items[i];
    if (controller->bus == VF_BUS_SCSI) {
      vf_args_next_bus (args, bus);
      vf_args_add_option (args, "-device", "%s,id=scsi%u%s",
                          vf_args_scsi_device (controller->model),
                          controller->index, bus);
    }
    if (controller->bus == VF_BUS_SATA
        && (!args->is_q35 || controller->index)) {
      vf_args_next_bus (args, bus);
      vf_args_add_option (args, "-device", "ich9-ahci,id=sata%u%s",
                          controller->index, bus);
    }
  }
}

/* The board of q35 has no floppy controller.  A drive's place in the boot order
 * is the controller's to know. */
static void
add_floppy_controller (struct vf_args *args,
                       const struct vf_hardware *hardware)
{
  const struct vf_hardware_disk *disk;
  size_t i;

  for (i = 0; i < hardware->disks.count; i++) {
    disk = &hardware->disks.items[i];
    if (disk->bus == VF_BUS_FLOPPY && disk->boot_order)
      vf_args_add_option (args, "-global", "isa-fdc.bootindex%c=%u",
                          disk->unit ? 'B' : 'A', disk->boot_order);
  }
  for (i = 0; i < hardware->disks.count && args->is_q35; i++)
    if (hardware->disks.items[i].bus == VF_BUS_FLOPPY) {
      vf_args_add_option (args, "-device", "isa-fdc");
      break;
    }
}

static int
add_drive (struct vf_args *args, const struct vf_hardware_disk *disk, size_t i,
           struct vf_error *err)
{
  const struct vf_machine_disk *source = disk->source;
  CLEANUP_FREE char *path = vf_args_quote (disk->path);
  char limit[64] = "";

  if (!path)
    return vf_error_nomem (err, "QEMU's arguments");
  if (disk->limit_iops)
    snprintf (limit, sizeof limit, ",throttling.iops-total=%" PRIu64,
              disk->limit_iops);
  vf_args_add_option (
      args, "-drive",
      "if=none,id=disk%zu,format=%s,cache=%s,discard=unmap%s%s%s,file=%s", i,
      disk->format, source->write_through == VF_YES ? "writethrough" : "none",
      disk->is_read_only ? ",readonly=on" : "",
      source->mode == VF_DISK_MODE_INDEPENDENT_NONPERSISTENT ? ",snapshot=on"
                                                             : "",
      limit, path);
  return 0;
}

/* The properties by which the guest knows the disk.
 * Returns: a malloc'd string, or NULL when memory is out. */
static char *
properties_of (const struct vf_hardware_disk *disk, size_t i)
{
  const struct vf_machine_disk *source = disk->source;
  CLEANUP_FREE char *serial = vf_args_quote (disk->serial);
  char drive[32] = "", boot[32] = "", blocks[80] = "", name[32] = "";

  if (!serial)
    return NULL;
  if (disk->path)
    snprintf (drive, sizeof drive, ",drive=disk%zu", i);
  if (disk->boot_order && disk->bus != VF_BUS_FLOPPY)
    snprintf (boot, sizeof boot, ",bootindex=%u", disk->boot_order);
  if (source->logical_block > 512)
    snprintf (blocks, sizeof blocks,
              ",logical_block_size=%u,physical_block_size=%u",
              source->logical_block, source->logical_block);
  /* NVMe has a serial number in any case. */
  if (!*serial && disk->bus == VF_BUS_NVME)
    snprintf (name, sizeof name, ",serial=%s", disk->name);
  return vf_text_printf ("%s%s%s%s%s%s", drive, boot, blocks, name,
                         *serial ? ",serial=" : "", serial);
}

static int
add_disk (struct vf_args *args, const struct vf_hardware_disk *disk, size_t i,
          struct vf_error *err)
{
  CLEANUP_FREE char *device = device_of (args, disk);
  CLEANUP_FREE char *properties = properties_of (disk, i);

  if (!device || !properties)
    return vf_error_nomem (err, "QEMU's arguments");
  if (disk->path && add_drive (args, disk, i, err))
    return -1;
  vf_args_add_option (args, "-device", "%s%s", device, properties);
  return 0;
}

int
vf_qemu_add_disks (struct vf_args *args, const struct vf_hardware *hardware,
                   struct vf_error *err)
{
  size_t i;

  add_controllers (args, hardware);
  add_floppy_controller (args, hardware);
  for (i = 0; i < hardware->disks.count; i++)
    if (add_disk (args, &hardware->disks.items[i], i, err))
      return -1;
  return 0;
}
