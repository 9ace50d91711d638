/* vmferry: a guest that may have no driver for the disk it boots from.  A
 * definition does not tell what is in the guest: Linux and BSD bring virtio
 * with them, Windows does not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware-priv.h"
#include "formats/account.h"
#include "formats/machine.h"

/* What a guest of FAMILY lacks; NULL: it is known to have the drivers. */
static const char *
what_lacks (enum vf_os_family family)
{
  switch (family) {
  case VF_OS_WINDOWS:
    return "Windows brings no drivers of virtio, and does not start without: "
           "install virtio-win in it before, or keep what it has, by "
           "--disk-bus source and --nic-model source";
  case VF_OS_SOLARIS:
  case VF_OS_DARWIN:
    return "not each release of this system brings drivers of virtio, and it "
           "does not start without: --disk-bus source and --nic-model source "
           "keep what it has";
  case VF_OS_UNKNOWN:
  case VF_OS_OTHER:
    return "it is not known which guest this is: without drivers of virtio it "
           "does not start; --disk-bus source and --nic-model source keep "
           "what it has";
  default:
    return NULL;
  }
}

/* The first disk that was moved to virtio, or NULL. */
static const struct vf_hardware_disk *
moved_disk (const struct vf_hardware *hardware)
{
  size_t i;

  for (i = 0; i < hardware->disks.count; i++)
    if (hardware->disks.items[i].source->device == VF_DISK_DISK
        && vf_hardware_disk_is_virtio (hardware, &hardware->disks.items[i]))
      return &hardware->disks.items[i];
  return NULL;
}

/* OVMF as distributions build it has drivers for the others.
 * Source:  EDK II, OvmfPkgX64.dsc (LSI_SCSI_ENABLE; megasas: none) */
static bool
lacks_ovmf (const struct vf_hardware *hardware,
            const struct vf_hardware_disk *disk)
{
  size_t i;

  for (i = 0; i < hardware->controllers.count; i++) {
    const struct vf_hardware_controller *item
        = &hardware->controllers.items[i];

    if (disk->bus == VF_BUS_SCSI && item->bus == VF_BUS_SCSI
        && item->index == disk->controller)
      return strcmp (item->model, "lsilogic") == 0
             || strcmp (item->model, "lsisas1078") == 0;
  }
  return false;
}

static int
report_firmware (const struct vf_hardware *hardware,
                 struct vf_account *report, struct vf_error *err)
{
  size_t i;

  for (i = 0; hardware->is_efi && i < hardware->disks.count; i++) {
    const struct vf_hardware_disk *disk = &hardware->disks.items[i];

    if (lacks_ovmf (hardware, disk)
        && vf_account_lose (report, err, disk->source->key,
                            "UEFI has no driver for its controller: the VM "
                            "does not start from it"))
      return -1;
  }
  return 0;
}

int
vf_hardware_report_drivers (const struct vf_hardware *hardware,
                            const struct vf_emit_options *options,
                            struct vf_account *report, struct vf_error *err)
{
  const char *lack = what_lacks (hardware->machine->os.family);
  const struct vf_hardware_disk *disk = moved_disk (hardware);

  if (report_firmware (hardware, report, err))
    return -1;
  if (!lack || !disk || options->devices.disks != VF_DISKS_AUTO
      || options->guest.virtio_blk != VF_UNSET
      || hardware->machine->platform == VF_PLATFORM_QEMU)
    return 0;
  return vf_account_lose (report, err, disk->source->key, "%s", lack);
}
