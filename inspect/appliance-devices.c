/* vmferry: the block devices that the appliance sees.  libguestfs' own
 * inspection takes many times as long as one blkid per device, which says
 * all that is needed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/appliance.h"

#include <guestfs.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/vector.h"
#include "inspect/appliance-priv.h"
#include "inspect/device-names.h"

/* More than any VM has; each costs a blkid. */
#define DEVICES_MAX 1024

static void
free_strings (char ***strings)
{
  for (char **s = *strings; s && *s; s++)
    free (*s);
  free (*strings);
}

#define CLEANUP_STRINGS VF_CLEANUP (free_strings)

static void
free_device (struct vf_appliance_device *device)
{
  free (device->name);
  free (device->type);
  free (device->uuid);
  free (device->label);
  free (device->partuuid);
  free (device->partition_type);
}

void
vf_appliance_devices_clear (struct vf_appliance_devices *devices)
{
  for (size_t i = 0; i < devices->count; i++)
    free_device (&devices->items[i]);
  free (devices->items);
  memset (devices, 0, sizeof *devices);
}

/* A copy of the value of KEY in a list of keys and values. */
static char *
dup_value (char *const *table, const char *key)
{
  for (char *const *pair = table; pair[0] && pair[1]; pair += 2)
    if (strcmp (pair[0], key) == 0)
      return strdup (pair[1]);
  return NULL;
}

static int
add_device (struct vf_appliance *appliance, const char *name,
            struct vf_appliance_devices *devices, struct vf_error *err)
{
  struct vf_appliance_device device = { 0 };
  CLEANUP_STRINGS char **table = NULL;

  if (devices->count >= DEVICES_MAX)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "the guest has more than %d block devices",
                         DEVICES_MAX);
  table = guestfs_blkid (appliance->handle, name);
  device.name = strdup (name);
  if (table) {
    device.type = dup_value (table, "TYPE");
    device.uuid = dup_value (table, "UUID");
    device.label = dup_value (table, "LABEL");
    device.partuuid = dup_value (table, "PART_ENTRY_UUID");
    device.partition_type = dup_value (table, "PART_ENTRY_TYPE");
  }
  if (!device.type)
    device.type = strdup ("unknown");
  if (!device.name || !device.type
      || vf_vector_push (devices, device) == -1) {
    free_device (&device);
    return vf_error_nomem (err, "the list of devices");
  }
  return 0;
}

static int
add_all (struct vf_appliance *appliance, char **names,
         struct vf_appliance_devices *devices, struct vf_error *err)
{
  if (!names)
    return vf_appliance_error (appliance, "listing the guest's devices", err);
  for (char **name = names; *name; name++)
    if (add_device (appliance, *name, devices, err) == -1)
      return -1;
  return 0;
}

static bool
has_type (const struct vf_appliance_devices *devices, const char *type)
{
  for (size_t i = 0; i < devices->count; i++)
    if (strcmp (devices->items[i].type, type) == 0)
      return true;
  return false;
}

/* Whether a disk is used without a partition table. */
static bool
is_whole (char **partitions, const char *disk)
{
  size_t n = strlen (disk);

  for (char **p = partitions; p && *p; p++)
    if (strncmp (*p, disk, n) == 0 && strspn (*p + n, "0123456789") > 0)
      return false;
  return true;
}

/* Partitions, and disks without any. */
static int
add_disks (struct vf_appliance *appliance,
           struct vf_appliance_devices *devices, struct vf_error *err)
{
  CLEANUP_STRINGS char **partitions
      = guestfs_list_partitions (appliance->handle);
  char disk[16];

  if (add_all (appliance, partitions, devices, err) == -1)
    return -1;
  for (size_t i = 0; i < appliance->disk_count; i++) {
    vf_device_name_of_disk ("/dev/sd", i, disk);
    if (is_whole (partitions, disk)
        && add_device (appliance, disk, devices, err) == -1)
      return -1;
  }
  return 0;
}

int
vf_appliance_list_devices (struct vf_appliance *appliance,
                           struct vf_appliance_devices *ret_devices,
                           struct vf_error *err)
{
  CLEANUP_APPLIANCE_DEVICES struct vf_appliance_devices devices = { 0 };
  CLEANUP_STRINGS char **volumes = NULL;
  CLEANUP_STRINGS char **arrays = NULL;

  if (add_disks (appliance, &devices, err) == -1)
    return -1;
  if (has_type (&devices, "linux_raid_member")) {
    arrays = guestfs_list_md_devices (appliance->handle);
    if (add_all (appliance, arrays, &devices, err) == -1)
      return -1;
  }
  if (has_type (&devices, "LVM2_member")) {
    volumes = guestfs_lvs (appliance->handle);
    if (add_all (appliance, volumes, &devices, err) == -1)
      return -1;
  }
  *ret_devices = devices;
  memset (&devices, 0, sizeof devices);
  return 0;
}

int
vf_appliance_read_disk (struct vf_appliance *appliance, size_t disk, void *buf,
                        size_t n, struct vf_error *err)
{
  CLEANUP_FREE char *bytes = NULL;
  size_t got = 0;
  char name[16];

  vf_device_name_of_disk ("/dev/sd", disk, name);
  bytes = guestfs_pread_device (appliance->handle, name, (int)n, 0, &got);
  if (!bytes)
    return vf_appliance_error (appliance, "reading a disk", err);
  if (got != n)
    return vf_error_set (err, VF_ERROR_IO, "disk %zu: only %zu of %zu bytes",
                         disk, got, n);
  memcpy (buf, bytes, n);
  return 0;
}

int
vf_appliance_mount (struct vf_appliance *appliance, const char *device,
                    const char *directory, struct vf_error *err)
{
  if (guestfs_mount (appliance->handle, device, directory) == -1) {
    vf_appliance_error (appliance, directory, err);
    return vf_error_prefix (err, "mounting %s", device);
  }
  return 0;
}

int
vf_appliance_unmount_all (struct vf_appliance *appliance, struct vf_error *err)
{
  if (guestfs_umount_all (appliance->handle) == -1)
    return vf_appliance_error (appliance, "unmounting", err);
  return 0;
}
