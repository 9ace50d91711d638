/* vmferry: QEMU's command line: disks, drives and their controllers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/boot-args.h"
#include "convert/vm/emit-qemu.h"
#include "convert/vm/hardware.h"
#include "formats/machine.h"

/* What is plugged in, without its drive; NULL: a bus that QEMU has not.
 * Returns: a malloc'd string, or NULL when memory is out. */
static char *
device_of (struct vf_args *args, const struct vf_hardware_disk *disk)
{
  const char *kind = disk->source->device == VF_DISK_CDROM ? "cd" : "hd";
  char bus[32];

  switch (disk->bus) {
  case VF_BUS_SCSI:
    return vf_text_printf ("scsi-%s,bus=scsi0.0,scsi-id=%u", kind, disk->unit);
  case VF_BUS_NVME:
    return vf_text_printf ("nvme%s", vf_args_next_bus (args, bus));
  case VF_BUS_SATA:
    return vf_text_printf ("ide-%s,bus=%s.%u", kind,
                           args->is_q35 ? "ide" : "sata", disk->unit);
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

static bool
has_bus (const struct vf_hardware *hardware, enum vf_bus bus)
{
  size_t i;

  for (i = 0; i < hardware->disks.count; i++)
    if (hardware->disks.items[i].bus == bus)
      return true;
  return false;
}

/* The board has IDE or AHCI of its own. */
static void
add_controllers (struct vf_args *args, const struct vf_hardware *hardware)
{
  char bus[32];

  if (has_bus (hardware, VF_BUS_SCSI)) {
    vf_args_next_bus (args, bus);
    vf_args_add_option (args, "-device", "virtio-scsi-pci,id=scsi0%s", bus);
  }
  if (has_bus (hardware, VF_BUS_SATA) && !args->is_q35)
    vf_args_add_option (args, "-device", "ich9-ahci,id=sata");
  if (has_bus (hardware, VF_BUS_FLOPPY) && args->is_q35)
    vf_args_add_option (args, "-device", "isa-fdc,id=fdc");
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
  if (source->limit_iops > 0)
    snprintf (limit, sizeof limit, ",throttling.iops-total=%lld",
              (long long)source->limit_iops);
  vf_args_add_option (
      args, "-drive",
      "if=none,id=disk%zu,format=%s,cache=%s,discard=unmap%s%s,file=%s", i,
      disk->format, source->write_through == VF_YES ? "writethrough" : "none",
      source->read_only == VF_YES ? ",readonly=on" : "", limit, path);
  return 0;
}

/* The properties by which the guest knows the disk.
 * Returns: a malloc'd string, or NULL when memory is out. */
static char *
properties_of (const struct vf_hardware_disk *disk, size_t i,
               unsigned boot_index)
{
  const struct vf_machine_disk *source = disk->source;
  CLEANUP_FREE char *serial
      = vf_args_quote (source->serial ? source->serial : "");
  char drive[32] = "", boot[32] = "", blocks[80] = "", name[32] = "";

  if (!serial)
    return NULL;
  if (disk->path)
    snprintf (drive, sizeof drive, ",drive=disk%zu", i);
  if (boot_index)
    snprintf (boot, sizeof boot, ",bootindex=%u", boot_index);
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
          unsigned boot_index, struct vf_error *err)
{
  CLEANUP_FREE char *device = device_of (args, disk);
  CLEANUP_FREE char *properties = properties_of (disk, i, boot_index);

  if (!device || !properties)
    return vf_error_nomem (err, "QEMU's arguments");
  if (disk->path && add_drive (args, disk, i, err))
    return -1;
  vf_args_add_option (args, "-device", "%s%s", device, properties);
  return 0;
}

/* Where the source orders nothing, disks follow one another. */
static unsigned
boot_index_of (const struct vf_hardware *hardware, size_t i)
{
  const struct vf_hardware_disk *disks = hardware->disks.items;
  size_t k;

  for (k = 0; k < hardware->disks.count; k++)
    if (disks[k].source->boot_order)
      return disks[i].source->boot_order;
  return disks[i].path ? (unsigned)i + 1 : 0;
}

int
vf_qemu_add_disks (struct vf_args *args, const struct vf_hardware *hardware,
                   struct vf_error *err)
{
  size_t i;

  add_controllers (args, hardware);
  for (i = 0; i < hardware->disks.count; i++)
    if (add_disk (args, &hardware->disks.items[i], i,
                  boot_index_of (hardware, i), err))
      return -1;
  return 0;
}
