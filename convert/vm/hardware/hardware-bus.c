/* vmferry: what a disk is attached to on KVM.  virtio where the guest has a
 * driver for it, since that is the fastest; else the nearest that QEMU has to
 * what the source had, so that the guest starts with the driver it has.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware-priv.h"
#include "formats/machine.h"

enum {
  /* Each virtio-blk disk takes a place of the PCI bus; so many leave enough
   * for NICs and the rest, on boards with 232 places and with 29. */
  MAX_Q35_VIRTIO_DISKS = 128,
  MAX_I440FX_VIRTIO_DISKS = 14,
};

static const char virtio_scsi[] = "virtio-scsi";

/* The nearest that QEMU has to a SCSI controller; without a row it is none.
 * Source: libvirt 9.0, formatdomain.html ("Controllers"); QEMU 7.2 has no
 * BusLogic, and nothing of Hyper-V's or Xen's. */
static const struct {
  const char *source, *model;
} scsi_models[] = {
  { "pvscsi", "vmpvscsi" },       { "vmpvscsi", "vmpvscsi" },
  { "VirtualSCSI", "vmpvscsi" },  { "lsilogic", "lsilogic" },
  { "lsisas1068", "lsisas1068" }, { "lsilogicsas", "lsisas1068" },
  { "lsisas1078", "lsisas1078" }, { "virtio-scsi", virtio_scsi },
  { "virtio", virtio_scsi },
};

/* The model of DISK's controller at the source, or NULL. */
static const char *
source_model (const struct vf_machine *machine,
              const struct vf_machine_disk *disk)
{
  size_t i;

  for (i = 0; i < machine->controllers.count; i++)
    if (machine->controllers.items[i].bus == disk->bus
        && machine->controllers.items[i].index == disk->controller)
      return machine->controllers.items[i].model;
  return NULL;
}

/* QEMU's nearest controller for a SCSI disk of the source, or NULL.  A mute
 * VMware definition means the parallel LSI. */
static const char *
nearest_scsi (const struct vf_machine *machine,
              const struct vf_machine_disk *disk)
{
  const char *model = source_model (machine, disk);
  size_t i;

  if (!model)
    return machine->platform == VF_PLATFORM_VMWARE ? "lsilogic" : NULL;
  for (i = 0; i < sizeof scsi_models / sizeof *scsi_models; i++)
    if (strcasecmp (scsi_models[i].source, model) == 0)
      return scsi_models[i].model;
  return NULL;
}

static struct vf_attachment
like_source (const struct vf_hardware *hardware,
             const struct vf_emit_options *options,
             const struct vf_machine_disk *disk)
{
  struct vf_attachment board
      = { .bus = hardware->is_q35 ? VF_BUS_SATA : VF_BUS_IDE };
  const char *model;

  switch (disk->bus) {
  case VF_BUS_SCSI:
    model = nearest_scsi (hardware->machine, disk);
    return model ? (struct vf_attachment){ VF_BUS_SCSI, model } : board;
  case VF_BUS_VIRTIO:
    return (struct vf_attachment){ .bus = VF_BUS_VIRTIO };
  case VF_BUS_SATA:
    return (struct vf_attachment){ .bus = VF_BUS_SATA };
  case VF_BUS_NVME:
    return options->has_nvme ? (struct vf_attachment){ .bus = VF_BUS_NVME }
                             : board;
  default:
    return board;
  }
}

static unsigned
count_disks (const struct vf_machine *machine)
{
  unsigned count = 0;
  size_t i;

  for (i = 0; i < machine->disks.count; i++)
    count += machine->disks.items[i].device == VF_DISK_DISK;
  return count;
}

/* What is chosen where nobody did.  A guest of which nothing is known but
 * that it is old keeps what it has; one that runs on KVM already, too. */
static enum vf_disk_choice
choose (const struct vf_hardware *hardware,
        const struct vf_emit_options *options)
{
  const struct vf_guest_support *guest = &options->guest;
  unsigned most
      = hardware->is_q35 ? MAX_Q35_VIRTIO_DISKS : MAX_I440FX_VIRTIO_DISKS;

  if (options->devices.disks != VF_DISKS_AUTO)
    return options->devices.disks;
  if (hardware->machine->platform == VF_PLATFORM_QEMU)
    return VF_DISKS_SOURCE;
  if (guest->virtio_blk == VF_UNSET && guest->virtio_scsi == VF_UNSET
      && hardware->machine->os.is_old)
    return VF_DISKS_SOURCE;
  if (guest->virtio_blk != VF_NO && count_disks (hardware->machine) <= most)
    return VF_DISKS_VIRTIO;
  return guest->virtio_scsi != VF_NO ? VF_DISKS_VIRTIO_SCSI : VF_DISKS_SOURCE;
}

struct vf_attachment
vf_hardware_attachment (const struct vf_hardware *hardware,
                        const struct vf_emit_options *options,
                        const struct vf_machine_disk *disk)
{
  switch (choose (hardware, options)) {
  case VF_DISKS_VIRTIO_SCSI:
    return (struct vf_attachment){ VF_BUS_SCSI, virtio_scsi };
  case VF_DISKS_SOURCE:
    return like_source (hardware, options, disk);
  case VF_DISKS_AUTO:
  case VF_DISKS_VIRTIO:
    break;
  }
  return (struct vf_attachment){ .bus = VF_BUS_VIRTIO };
}

bool
vf_hardware_disk_is_virtio (const struct vf_hardware *hardware,
                            const struct vf_hardware_disk *disk)
{
  size_t i;

  for (i = 0; i < hardware->controllers.count; i++)
    if (disk->bus == VF_BUS_SCSI
        && hardware->controllers.items[i].bus == VF_BUS_SCSI
        && hardware->controllers.items[i].index == disk->controller)
      return strcmp (hardware->controllers.items[i].model, virtio_scsi) == 0;
  return disk->bus == VF_BUS_VIRTIO;
}
