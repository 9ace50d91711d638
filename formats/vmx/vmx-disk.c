/* vmferry: one disk or drive of a .vmx.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

enum {
  /* sched.scsi0:0.shares */
  NORMAL_SHARES = 1000,
};

/* What decides how a disk's other keys are read. */
struct raw_disk {
  struct vf_machine_disk disk;
  char *device_type;
  char *mode;
  char *sharing;
  char *file_type;
  char *key_id;
  enum vf_tristate client_device;
};

#define MEMBER(name) offsetof (struct raw_disk, name)

static const char of_drives[] = "drives of the source's host";
static const char of_filter[] = "filters on the source's host do not go with "
                                "the disk";

const struct vf_vmx_row vf_vmx_rows_disk[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "filename", VF_VMX_TEXT, MEMBER (disk.backing_name), 0, NULL },
  { "devicetype", VF_VMX_TEXT, MEMBER (device_type), 0, NULL },
  { "mode", VF_VMX_TEXT, MEMBER (mode), 0, NULL },
  { "sharing", VF_VMX_TEXT, MEMBER (sharing), 0, NULL },
  { "filetype", VF_VMX_TEXT, MEMBER (file_type), 0, NULL },
  { "clientdevice", VF_VMX_TRISTATE, MEMBER (client_device), 0, NULL },
  { "startconnected", VF_VMX_TRISTATE, MEMBER (disk.connected), 0, NULL },
  { "writethrough", VF_VMX_TRISTATE, MEMBER (disk.write_through), 0, NULL },
  { "virtualssd", VF_VMX_TRISTATE, MEMBER (disk.ssd), 0, NULL },
  { "readonly", VF_VMX_TRISTATE, MEMBER (disk.read_only), 0, NULL },
  { "deviceuuid", VF_VMX_TEXT, MEMBER (disk.uuid), 0, NULL },
  { "keyid", VF_VMX_TEXT, MEMBER (key_id), 0, NULL },
  { "cryptokeyid", VF_VMX_TEXT, MEMBER (key_id), 0, NULL },
  { "shares", VF_VMX_SHARES, MEMBER (disk.shares), 0, NULL },
  { "throughputcap", VF_VMX_LIMIT_IOPS, MEMBER (disk.limit_iops), 0, NULL },
  { "redo", VF_VMX_LOST, 0, 0,
    "a redo log of an old snapshot is not applied" },
  { "filters", VF_VMX_LOST, 0, 0, of_filter },
  { "vmiolimit", VF_VMX_LOST, 0, 0, "the disk's I/O is not limited by it" },
  { "ctkenabled", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "changed blocks are tracked by VMware only" },
  { "autodetect", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_drives },
  { "exclusive", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_drives },
  { "guestcontrolled", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_drives },
  { "allowguestconnectioncontrol", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "guests do not unplug devices by themselves on the target" },
  { .key = NULL },
};

/* With "sched." in front of the disk's key. */
const struct vf_vmx_row vf_vmx_rows_disk_io[] = {
  { "shares", VF_VMX_SHARES, MEMBER (disk.shares), 0, NULL },
  { "throughputcap", VF_VMX_LIMIT_IOPS, MEMBER (disk.limit_iops), 0, NULL },
  { "throughputcapacity", VF_VMX_LIMIT_IOPS, MEMBER (disk.limit_iops), 0,
    NULL },
  { "reservation", VF_VMX_LIMIT_IOPS, MEMBER (disk.reservation_iops), 0,
    NULL },
  { "bandwidthcap", VF_VMX_LOST, 0, 0, "the disk's bandwidth is not limited" },
  { .key = NULL },
};

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
  static const enum vf_disk_mode modes[]
      = { VF_DISK_MODE_INDEPENDENT_PERSISTENT,
          VF_DISK_MODE_INDEPENDENT_NONPERSISTENT, VF_DISK_MODE_UNDOABLE,
          VF_DISK_MODE_APPEND };
  size_t i;

  for (i = 0; text && i < sizeof modes / sizeof *modes; i++)
    if (strcasecmp (text, vf_disk_mode_name (modes[i])) == 0)
      return modes[i];
  return VF_DISK_MODE_PERSISTENT;
}

/* A word that is no mode is taken for the default. */
static int
judge_mode (struct vf_vmx *vmx, const char *prefix, const struct raw_disk *raw,
            struct vf_error *err)
{
  if (!raw->mode || raw->disk.mode != VF_DISK_MODE_PERSISTENT
      || strcasecmp (raw->mode, "persistent") == 0)
    return 0;
  return vf_vmx_judge (vf_vmx_find (vmx, prefix, "mode"), VF_FATE_LOSS,
                       "not a mode, taken as persistent", err);
}

/* Whether a drive's "file" is a drive of a host, not an image. */
static bool
is_host_drive (const struct raw_disk *raw)
{
  const char *name = raw->disk.backing_name;

  if (raw->client_device == VF_YES || contains (raw->device_type, "raw")
      || (name && strcasecmp (name, "auto detect") == 0))
    return true;
  if (raw->disk.device == VF_DISK_FLOPPY)
    return !contains (raw->file_type, "file");
  return !contains (raw->device_type, "image") && name
         && !ends_with (name, ".iso");
}

/* A drive of the host or of the client is an empty one elsewhere, and so is
 * one with an image in it. */
static int
settle_drive (struct vf_vmx *vmx, const char *prefix, struct raw_disk *raw,
              struct vf_error *err)
{
  if (!raw->disk.backing_name)
    return 0;
  if (!is_host_drive (raw)
      && !contains (raw->disk.backing_name, "emptyBackingString"))
    return vf_vmx_judge (vf_vmx_find (vmx, prefix, "filename"), VF_FATE_LOSS,
                         "the image is taken out of the drive", err);
  free (raw->disk.backing_name);
  raw->disk.backing_name = NULL;
  return vf_vmx_judge (vf_vmx_find (vmx, prefix, "filename"),
                       VF_FATE_IRRELEVANT,
                       "a drive of the source's host or client", err);
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
  if (raw->key_id)
    disk->encrypted = VF_YES;
  vf_vmx_settle_shares (&disk->shares, NORMAL_SHARES);
  if (judge_mode (vmx, device->prefix, raw, err))
    return -1;
  if ((disk->device == VF_DISK_CDROM || disk->device == VF_DISK_FLOPPY)
      && settle_drive (vmx, device->prefix, raw, err))
    return -1;
  return disk->backing_name ? vf_vmx_resolve_disk (disk, path, err) : 0;
}

static int
read_rows (struct vf_vmx *vmx, const char *prefix, struct raw_disk *raw,
           struct vf_error *err)
{
  char scheduled[48];

  snprintf (scheduled, sizeof scheduled, "sched.%s", prefix);
  if (vf_vmx_read_rows (vmx, prefix, vf_vmx_rows_disk, raw, err)
      || vf_vmx_read_rows (vmx, scheduled, vf_vmx_rows_disk_io, raw, err))
    return -1;
  return 0;
}

int
vf_vmx_read_disk (struct vf_vmx *vmx, const struct vf_vmx_device *device,
                  const char *path, struct vf_machine_disk *disk,
                  struct vf_error *err)
{
  CLEANUP_FREE char *device_type = NULL, *mode = NULL, *sharing = NULL;
  CLEANUP_FREE char *file_type = NULL, *key_id = NULL;
  struct raw_disk raw = { .disk = *disk };
  int result = read_rows (vmx, device->prefix, &raw, err);

  device_type = raw.device_type;
  mode = raw.mode;
  sharing = raw.sharing;
  file_type = raw.file_type;
  key_id = raw.key_id;
  if (!result)
    result = settle_disk (vmx, device, &raw, path, err);
  *disk = raw.disk;
  return result;
}
