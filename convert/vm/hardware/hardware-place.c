/* vmferry: places of disks on their controllers: the source's own number where
 * QEMU takes it, else the next that is free.  libvirt takes any number, and
 * QEMU refuses to start with most of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "convert/vm/hardware/hardware-priv.h"
#include "formats/machine.h"

enum {
  SATA_PORTS = 6,
  IDE_PLACES = 4,
  FLOPPY_PLACES = 2,
};

/* How many SCSI ids QEMU's controllers have.
 * Source: QEMU 7.2, hw/scsi: virtio-scsi.c, vmw_pvscsi.c, mptsas.c, megasas.c,
 * lsi53c895a.c */
static const struct {
  const char *model;
  unsigned ids;
} scsi_limits[] = {
  { "virtio-scsi", 256 }, { "vmpvscsi", 64 }, { "lsisas1068", 8 },
  { "lsisas1078", 64 },   { "lsilogic", 8 },
};

/* The logical unit numbers of a virtio-scsi id. */
enum { VIRTIO_SCSI_LUNS = 16384 };

static unsigned
ids_of (const char *model)
{
  size_t i;

  for (i = 0; i < sizeof scsi_limits / sizeof *scsi_limits; i++)
    if (strcmp (scsi_limits[i].model, model) == 0)
      return scsi_limits[i].ids;
  return 1;
}

static bool
is_free (const struct vf_hardware *hardware, enum vf_bus bus,
         unsigned controller, unsigned unit, unsigned lun)
{
  size_t i;

  for (i = 0; i < hardware->disks.count; i++) {
    const struct vf_hardware_disk *disk = &hardware->disks.items[i];

    if (disk->bus == bus && disk->controller == controller
        && disk->unit == unit && disk->lun == lun)
      return false;
  }
  return true;
}

/* The first place of PLACES that is free, with WANTED before all others;
 * PLACES when there is none. */
static unsigned
free_unit (const struct vf_hardware *hardware, enum vf_bus bus,
           unsigned controller, unsigned places, unsigned wanted)
{
  unsigned unit;

  if (wanted < places && is_free (hardware, bus, controller, wanted, 0))
    return wanted;
  for (unit = 0; unit < places; unit++)
    if (is_free (hardware, bus, controller, unit, 0))
      break;
  return unit;
}

static unsigned
count_controllers (const struct vf_hardware *hardware, enum vf_bus bus)
{
  unsigned count = 0;
  size_t i;

  for (i = 0; i < hardware->controllers.count; i++)
    count += hardware->controllers.items[i].bus == bus;
  return count;
}

/* Puts DISK where Hyper-V has it: on the one id, under its own number. */
static bool
take_lun (const struct vf_hardware *hardware, struct vf_hardware_disk *disk,
          unsigned controller)
{
  if (hardware->machine->platform != VF_PLATFORM_HYPERV
      || disk->source->unit >= VIRTIO_SCSI_LUNS
      || !is_free (hardware, VF_BUS_SCSI, controller, 0, disk->source->unit))
    return false;
  disk->lun = disk->source->unit;
  return true;
}

/* A controller takes the place of one of the source; where that has more disks
 * than QEMU's has ids, there is another one. */
static int
place_scsi (struct vf_hardware *hardware, struct vf_hardware_disk *disk,
            const char *model, struct vf_error *err)
{
  struct vf_hardware_controller blank = {
    .bus = VF_BUS_SCSI,
    .index = count_controllers (hardware, VF_BUS_SCSI),
    .model = model,
    .source_bus = disk->source->bus,
    .source_index = disk->source->controller,
  };
  unsigned ids = ids_of (model), unit = ids;
  size_t i;

  for (i = 0; i < hardware->controllers.count && unit == ids; i++) {
    const struct vf_hardware_controller *item
        = &hardware->controllers.items[i];

    if (item->bus != VF_BUS_SCSI || item->source_bus != blank.source_bus
        || item->source_index != blank.source_index
        || strcmp (item->model, model) != 0)
      continue;
    disk->controller = item->index;
    if (take_lun (hardware, disk, item->index))
      return 0;
    unit = free_unit (hardware, VF_BUS_SCSI, item->index, ids,
                      disk->source->unit);
  }
  if (unit < ids) {
    disk->unit = unit;
    return 0;
  }
  if (vf_vector_push (&hardware->controllers, blank))
    return vf_error_nomem (err, "controllers");
  disk->controller = blank.index;
  if (!take_lun (hardware, disk, blank.index))
    disk->unit = disk->source->unit < ids ? disk->source->unit : 0;
  return 0;
}

/* One port after the other: six of them are a controller. */
static int
place_sata (struct vf_hardware *hardware, struct vf_hardware_disk *disk,
            struct vf_error *err)
{
  struct vf_hardware_controller blank = { .bus = VF_BUS_SATA };
  unsigned count = count_controllers (hardware, VF_BUS_SATA);

  for (disk->controller = 0; disk->controller < count; disk->controller++) {
    disk->unit = free_unit (hardware, VF_BUS_SATA, disk->controller,
                            SATA_PORTS, SATA_PORTS);
    if (disk->unit < SATA_PORTS)
      return 0;
  }
  disk->unit = 0;
  blank.index = count;
  return vf_vector_push (&hardware->controllers, blank)
             ? vf_error_nomem (err, "controllers")
             : 0;
}

/* Two channels with two drives; SATA takes what is left over. */
static int
place_ide (struct vf_hardware *hardware, struct vf_hardware_disk *disk,
           struct vf_error *err)
{
  const struct vf_machine_disk *source = disk->source;
  struct vf_hardware_controller blank = { .bus = VF_BUS_IDE };
  unsigned wanted = IDE_PLACES;

  if (source->bus == VF_BUS_IDE && source->controller < 2 && source->unit < 2)
    wanted = source->controller * 2 + source->unit;
  disk->unit = free_unit (hardware, VF_BUS_IDE, 0, IDE_PLACES, wanted);
  if (disk->unit == IDE_PLACES) {
    disk->bus = VF_BUS_SATA;
    return place_sata (hardware, disk, err);
  }
  if (count_controllers (hardware, VF_BUS_IDE))
    return 0;
  return vf_vector_push (&hardware->controllers, blank)
             ? vf_error_nomem (err, "controllers")
             : 0;
}

int
vf_hardware_place (struct vf_hardware *hardware, struct vf_hardware_disk *disk,
                   struct vf_attachment attachment, struct vf_error *err)
{
  disk->bus = attachment.bus;
  switch (attachment.bus) {
  case VF_BUS_SCSI:
    return place_scsi (hardware, disk, attachment.model, err);
  case VF_BUS_SATA:
    return place_sata (hardware, disk, err);
  case VF_BUS_IDE:
    return place_ide (hardware, disk, err);
  case VF_BUS_FLOPPY:
    disk->unit
        = free_unit (hardware, VF_BUS_FLOPPY, 0, FLOPPY_PLACES, FLOPPY_PLACES);
    return disk->unit < FLOPPY_PLACES
               ? 0
               : vf_error_set (err, VF_ERROR_UNSUPPORTED,
                               "%s: a board has two floppy drives",
                               disk->source->key);
  default: /* a device of its own */
    while (!is_free (hardware, disk->bus, 0, disk->unit, 0))
      disk->unit++;
    return 0;
  }
}
