/* vmferry: what a disk is known by, and what of it is not as it was.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "convert/vm/hardware/hardware-priv.h"
#include "formats/account.h"
#include "formats/machine.h"

enum {
  /* Source: QEMU 7.2, VIRTIO_BLK_ID_BYTES; hw/ide/core.c, drive_serial_str */
  VIRTIO_SERIAL_LENGTH = 20,
  IDE_SERIAL_LENGTH = 20,
};

/* What libvirt's schema lets stand in a serial number. */
static const char serial_characters[]
    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+- ";

int
vf_hardware_set_disk_identity (struct vf_hardware_disk *disk,
                               struct vf_account *report, struct vf_error *err)
{
  const char *from = disk->source->serial;
  size_t most = disk->bus == VF_BUS_SCSI     ? VF_DISK_SERIAL_SIZE - 1
                : disk->bus == VF_BUS_VIRTIO ? VIRTIO_SERIAL_LENGTH
                                             : IDE_SERIAL_LENGTH;
  size_t used = 0;

  if (!from || disk->source->device != VF_DISK_DISK)
    return 0;
  for (; *from && used < most; from++)
    if (strchr (serial_characters, *from))
      disk->serial[used++] = *from;
  disk->serial[used] = '\0';
  if (strcmp (disk->serial, disk->source->serial) == 0)
    return 0;
  return vf_account_lose (report, err, disk->source->key,
                          "serial number \"%s\": the guest reads \"%s\"",
                          disk->source->serial, disk->serial);
}

static int
report_mode (const struct vf_hardware_disk *disk, struct vf_account *report,
             struct vf_error *err)
{
  const struct vf_machine_disk *source = disk->source;

  if (source->mode != VF_DISK_MODE_UNDOABLE
      && source->mode != VF_DISK_MODE_APPEND)
    return 0; /* not lost, or the target's to say */
  return vf_account_lose (report, err, source->key,
                          "mode %s: changes are kept on the target",
                          vf_disk_mode_name (source->mode));
}

/* Whether the bus of DISK tells the guest of what virtio-blk has no word for:
 * a world-wide name, a product, rotation. */
static bool
has_inquiry (const struct vf_hardware_disk *disk)
{
  return disk->bus == VF_BUS_SCSI || disk->bus == VF_BUS_SATA
         || disk->bus == VF_BUS_IDE;
}

static int
report_inquiry (const struct vf_hardware_disk *disk, struct vf_account *report,
                struct vf_error *err)
{
  const struct vf_machine_disk *source = disk->source;

  if (source->wwn && !has_inquiry (disk)
      && vf_account_lose (report, err, source->key,
                          "world-wide name %s: virtio-blk has none",
                          source->wwn))
    return -1;
  if (source->product && disk->bus != VF_BUS_SCSI
      && vf_account_lose (report, err, source->key,
                          "product \"%s\": only SCSI disks have one",
                          source->product))
    return -1;
  if (source->logical_block > 512 && disk->bus != VF_BUS_SCSI
      && disk->bus != VF_BUS_VIRTIO && disk->bus != VF_BUS_NVME)
    return vf_account_lose (report, err, source->key,
                            "sectors of %u bytes: the guest sees 512, and "
                            "cannot read its partitions",
                            source->logical_block);
  return 0;
}

/* QEMU refuses to start where a disk of ATA is read-only. */
static int
report_read_only (const struct vf_hardware_disk *disk,
                  struct vf_account *report, struct vf_error *err)
{
  if (disk->source->read_only != VF_YES || disk->is_read_only)
    return 0;
  return vf_account_lose (report, err, disk->source->key,
                          "read-only: the guest may write to it, for only "
                          "virtio and SCSI disks can be");
}

int
vf_hardware_report_disk (const struct vf_hardware_disk *disk,
                         struct vf_account *report, struct vf_error *err)
{
  const struct vf_machine_disk *source = disk->source;

  if (source->device != VF_DISK_DISK)
    return 0;
  if (report_mode (disk, report, err) || report_inquiry (disk, report, err)
      || report_read_only (disk, report, err))
    return -1;
  if (source->bus == VF_BUS_NVME
      && (disk->bus == VF_BUS_SATA || disk->bus == VF_BUS_IDE)
      && vf_account_lose (report, err, source->key,
                          "NVMe becomes %s: the target has no NVMe disks",
                          disk->bus == VF_BUS_SATA ? "SATA" : "IDE"))
    return -1;
  if (source->multi_writer == VF_YES && strcmp (disk->format, "raw") != 0)
    return vf_account_lose (report, err, source->key,
                            "shared with other VMs: only a raw disk can be, "
                            "and each VM needs the same one");
  return 0;
}
