/* vmferry: the guest's filesystems: which there are, which is the root, and
 * mounting them as fstab does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/job.h"
#include "inspect/appliance.h"
#include "inspect/device-names.h"
#include "inspect/guest.h"
#include "inspect/inspect-priv.h"
#include "inspect/tabs.h"

/* GPT types.  Source: UEFI 2.10, table 5.7; GRUB manual 2.06, "BIOS
 * installation". */
#define GPT_ESP "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
#define GPT_BIOS_BOOT "21686148-6449-6e6f-744e-656564454649"

/* Types that a Linux root can have. */
static const char *const root_types[]
    = { "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "jfs", "reiserfs" };

static bool
can_be_root (const char *type)
{
  for (size_t i = 0; i < sizeof root_types / sizeof root_types[0]; i++)
    if (strcmp (root_types[i], type) == 0)
      return true;
  return false;
}

/* Moves what DEVICE knows into FS. */
static void
take_device (struct vf_appliance_device *device,
             struct vf_guest_filesystem *fs, size_t disk_count)
{
  struct vf_slice name = { device->name, strlen (device->name) };

  fs->disk = VF_GUEST_NO_DISK;
  if (!vf_device_name_parse (name, disk_count, &fs->disk, &fs->partition))
    fs->disk = VF_GUEST_NO_DISK;
  fs->device = TAKE (device->name);
  fs->type = TAKE (device->type);
  fs->uuid = TAKE (device->uuid);
  fs->label = TAKE (device->label);
  fs->partuuid = TAKE (device->partuuid);
}

static int
take_devices (struct vf_guest *guest, struct vf_appliance_devices *devices,
              struct vf_error *err)
{
  guest->filesystems = calloc (devices->count ? devices->count : 1,
                               sizeof *guest->filesystems);
  if (!guest->filesystems)
    return vf_error_nomem (err, "the list of filesystems");
  for (size_t i = 0; i < devices->count; i++) {
    struct vf_guest_filesystem *fs = &guest->filesystems[i];

    take_device (&devices->items[i], fs, guest->disk_count);
    guest->filesystem_count++;
    guest->has_lvm |= strcmp (fs->type, "LVM2_member") == 0;
    guest->has_luks |= strcmp (fs->type, "crypto_LUKS") == 0;
    guest->has_raid |= strcmp (fs->type, "linux_raid_member") == 0;
  }
  return 0;
}

/* An ESP without a place for GRUB's BIOS part says UEFI. */
static void
tell_firmware (struct vf_guest *guest,
               const struct vf_appliance_devices *devices)
{
  bool has_esp = false;
  bool has_bios_boot = false;

  for (size_t i = 0; i < devices->count; i++) {
    const char *type = devices->items[i].partition_type;

    has_esp |= type && strcasecmp (type, GPT_ESP) == 0;
    has_bios_boot |= type && strcasecmp (type, GPT_BIOS_BOOT) == 0;
  }
  guest->firmware = has_esp && !has_bios_boot ? VF_GUEST_FIRMWARE_UEFI
                                              : VF_GUEST_FIRMWARE_BIOS;
}

static bool
holds_system (const struct vf_inspection *in)
{
  return vf_appliance_exists (in->appliance, "/etc/fstab")
         && (vf_appliance_exists (in->appliance, "/etc/os-release")
             || vf_appliance_exists (in->appliance, "/usr/lib/os-release")
             || vf_appliance_exists (in->appliance, "/etc/debian_version"));
}

/* Mounts FS on / and looks; it stays mounted.
 * Returns: 1 when it is a root, 0 when not; a filesystem that cannot be
 * mounted is none. */
static int
try_root (const struct vf_inspection *in, const struct vf_guest_filesystem *fs,
          struct vf_error *err)
{
  struct vf_error why = { 0 };

  if (vf_appliance_unmount_all (in->appliance, err) == -1)
    return -1;
  if (vf_appliance_mount (in->appliance, fs->device, "/", &why) == -1) {
    vf_job_log (in->job, VF_LOG_WARNING, "%s", why.text);
    return 0;
  }
  return holds_system (in);
}

static int
no_root (const struct vf_guest *guest, struct vf_error *err)
{
  if (guest->has_luks)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "the guest's root is on an encrypted volume (LUKS), "
                         "which cannot be opened yet");
  return vf_error_set (err, VF_ERROR_NOT_FOUND,
                       "no Linux system on %zu disk(s) with %zu filesystem(s)",
                       guest->disk_count, guest->filesystem_count);
}

/* Mounts the root, unless it was the last that was tried. */
static int
keep_root (struct vf_inspection *in, const char *root, const char *tried,
           struct vf_error *err)
{
  if (!root)
    return no_root (in->guest, err);
  in->guest->root_device = strdup (root);
  if (!in->guest->root_device)
    return vf_error_nomem (err, "the guest's root");
  if (root == tried)
    return 0;
  if (vf_appliance_unmount_all (in->appliance, err) == -1)
    return -1;
  return vf_appliance_mount (in->appliance, root, "/", err);
}

static int
find_root (struct vf_inspection *in, struct vf_error *err)
{
  struct vf_guest *guest = in->guest;
  const char *root = NULL;
  const char *tried = NULL;

  for (size_t i = 0; i < guest->filesystem_count; i++) {
    const struct vf_guest_filesystem *fs = &guest->filesystems[i];
    int found;

    if (!can_be_root (fs->type))
      continue;
    tried = fs->device;
    found = try_root (in, fs, err);
    if (found == -1)
      return -1;
    if (found && root)
      return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                           "there are two systems, on %s and on %s", root,
                           fs->device);
    if (found)
      root = fs->device;
  }
  return keep_root (in, root, tried, err);
}

static int
resolve_tab (const struct vf_guest *guest, const struct vf_tab *tab,
             struct vf_error *err)
{
  for (size_t i = 0; i < tab->count; i++) {
    const struct vf_guest_filesystem *fs
        = vf_guest_resolve (guest, tab->items[i].spec);

    if (fs && !(tab->items[i].device = strdup (fs->device)))
      return vf_error_nomem (err, "a table of devices");
  }
  return 0;
}

typedef int parse_tab (const char *text, struct vf_tab *ret_tab,
                       struct vf_error *err);

static int
read_tab (struct vf_inspection *in, const char *path, parse_tab *parse,
          struct vf_tab *ret_tab, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  CLEANUP_TAB struct vf_tab tab = { 0 };

  if (vf_inspect_text (in, path, &text, err) == -1)
    return -1;
  if (text
      && (parse (text, &tab, err) == -1
          || resolve_tab (in->guest, &tab, err) == -1))
    return -1;
  *ret_tab = tab;
  memset (&tab, 0, sizeof tab);
  return 0;
}

static int
read_tabs (struct vf_inspection *in, struct vf_error *err)
{
  struct vf_tab tab;

  if (read_tab (in, "/etc/fstab", vf_tab_parse_fstab, &tab, err) == -1)
    return -1;
  in->guest->fstab = tab.items;
  in->guest->fstab_count = tab.count;
  if (read_tab (in, "/etc/crypttab", vf_tab_parse_crypttab, &tab, err) == -1)
    return -1;
  in->guest->crypttab = tab.items;
  in->guest->crypttab_count = tab.count;
  return 0;
}

static struct vf_guest_filesystem *
find_device (struct vf_guest *guest, const char *device)
{
  for (size_t i = 0; i < guest->filesystem_count; i++)
    if (strcmp (guest->filesystems[i].device, device) == 0)
      return &guest->filesystems[i];
  return NULL;
}

static bool
is_mounted_in (const struct vf_guest_tab_entry *entry)
{
  return entry->device && entry->target[0] == '/' && entry->target[1]
         && (!entry->type || strcmp (entry->type, "swap") != 0);
}

/* Mounts one; that it fails is said, and left to those who need it. */
static void
mount_entry (struct vf_inspection *in, const struct vf_guest_tab_entry *entry)
{
  struct vf_guest_filesystem *fs = find_device (in->guest, entry->device);
  struct vf_error why = { 0 };

  if (!fs || fs->mount_point)
    return;
  if (vf_appliance_mount (in->appliance, fs->device, entry->target, &why)
      == -1)
    vf_job_log (in->job, VF_LOG_WARNING, "%s", why.text);
  else
    fs->mount_point = strdup (entry->target);
}

/* In fstab's order, which has parents before their children. */
static void
mount_all (struct vf_inspection *in)
{
  struct vf_guest *guest = in->guest;
  struct vf_guest_filesystem *root = find_device (guest, guest->root_device);

  if (root)
    root->mount_point = strdup ("/");
  for (size_t i = 0; i < guest->fstab_count; i++)
    if (is_mounted_in (&guest->fstab[i]))
      mount_entry (in, &guest->fstab[i]);
}

/* The disk whose first sector has GRUB in it, or else the one with /boot. */
static int
find_boot_disk (struct vf_inspection *in, struct vf_error *err)
{
  struct vf_guest *guest = in->guest;
  unsigned char sector[512];

  for (size_t disk = 0; disk < guest->disk_count; disk++) {
    if (vf_appliance_read_disk (in->appliance, disk, sector, sizeof sector,
                                err)
        == -1)
      return -1;
    if (memmem (sector, sizeof sector, "GRUB", 4)) {
      guest->boot_disk = disk;
      guest->has_grub_in_mbr = true;
      return 0;
    }
  }
  for (size_t i = 0; i < guest->filesystem_count; i++) {
    const struct vf_guest_filesystem *fs = &guest->filesystems[i];

    if (!fs->mount_point)
      continue;
    if (strcmp (fs->mount_point, "/boot") == 0
        || (guest->boot_disk == VF_GUEST_NO_DISK
            && strcmp (fs->mount_point, "/") == 0))
      guest->boot_disk = fs->disk;
  }
  return 0;
}

int
vf_inspect_storage (struct vf_inspection *in, struct vf_error *err)
{
  CLEANUP_APPLIANCE_DEVICES struct vf_appliance_devices devices = { 0 };

  if (vf_appliance_list_devices (in->appliance, &devices, err) == -1)
    return -1;
  tell_firmware (in->guest, &devices);
  if (take_devices (in->guest, &devices, err) == -1
      || find_root (in, err) == -1 || read_tabs (in, err) == -1)
    return -1;
  mount_all (in);
  return find_boot_disk (in, err);
}
