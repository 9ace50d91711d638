/* vmferry: the guest's boot loader, and where its files name disks by their
 * order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "inspect/appliance.h"
#include "inspect/device-names.h"
#include "inspect/grub-config.h"
#include "inspect/guest.h"
#include "inspect/inspect-priv.h"
#include "inspect/lines.h"

/* Where grub.cfg can be; the first that is there counts. */
static const char *const grub_folders[] = { "/boot/grub", "/boot/grub2" };

/* Files in which a name of a disk breaks the boot, or something soon after. */
static const char *const named_files[] = {
  "/etc/fstab",
  "/etc/crypttab",
  "/etc/initramfs-tools/conf.d/resume",
  "/etc/default/grub",
  "/boot/grub/device.map",
  "/boot/grub2/device.map",
};

/* debconf remembers here where grub-pc installs itself; an upgrade of it
 * fails when that disk is gone. */
#define DEBCONF "/var/cache/debconf/config.dat"
#define DEBCONF_QUESTION "grub-pc/install_devices"

/* GRUB's path as a path in the guest: GRUB counts from the root of the
 * filesystem that the file is on, which may be mounted on /boot. */
static int
fix_path (struct vf_inspection *in, char **path, bool *ret_exists,
          struct vf_error *err)
{
  char *other;

  *ret_exists = vf_appliance_exists (in->appliance, *path);
  if (*ret_exists)
    return 0;
  other = vf_text_printf ("/boot%s", *path);
  if (!other)
    return vf_error_nomem (err, "a boot entry");
  *ret_exists = vf_appliance_exists (in->appliance, other);
  if (*ret_exists) {
    free (*path);
    *path = other;
  } else
    free (other);
  return 0;
}

static int
fix_entries (struct vf_inspection *in, struct vf_error *err)
{
  struct vf_guest_boot *boot = &in->guest->boot;

  for (size_t i = 0; i < boot->entry_count; i++) {
    struct vf_guest_boot_entry *entry = &boot->entries[i];

    if (fix_path (in, &entry->kernel, &entry->kernel_exists, err) == -1)
      return -1;
    if (entry->initrd
        && fix_path (in, &entry->initrd, &entry->initrd_exists, err) == -1)
      return -1;
  }
  return 0;
}

/* Reads grub.cfg from FOLDER.
 * Returns: 1 when it is there, 0 when not, or -1. */
static int
read_grub (struct vf_inspection *in, const char *folder, struct vf_error *err)
{
  struct vf_guest_boot *boot = &in->guest->boot;
  CLEANUP_FREE char *path = vf_text_printf ("%s/grub.cfg", folder);
  CLEANUP_FREE char *env_path = vf_text_printf ("%s/grubenv", folder);
  CLEANUP_FREE char *text = NULL;
  CLEANUP_FREE char *env = NULL;
  CLEANUP_FREE char *saved = NULL;
  CLEANUP_GRUB_CONFIG struct vf_grub_config config = { 0 };
  int found;

  if (!path || !env_path)
    return vf_error_nomem (err, "a path");
  found = vf_inspect_text (in, path, &text, err);
  if (found != 1)
    return found;
  if (vf_inspect_text (in, env_path, &env, err) == -1)
    return -1;
  saved = env ? vf_lines_value (env, "saved_entry") : NULL;
  if (vf_grub_config_parse (text, saved, &config, err) == -1)
    return vf_error_prefix (err, "%s", path);
  boot->loader = VF_GUEST_LOADER_GRUB2;
  boot->config = TAKE (path);
  boot->entries = TAKE (config.items);
  boot->entry_count = config.count;
  config.count = 0;
  return fix_entries (in, err) == -1 ? -1 : 1;
}

static int
read_grub_defaults (struct vf_inspection *in, struct vf_error *err)
{
  struct vf_guest_grub_defaults *defaults = &in->guest->boot.grub_defaults;
  CLEANUP_FREE char *text = NULL;
  CLEANUP_FREE char *value = NULL;
  int found = vf_inspect_text (in, "/etc/default/grub", &text, err);

  if (found != 1)
    return found;
  defaults->exists = true;
  value = vf_lines_value (text, "GRUB_DISABLE_LINUX_UUID");
  defaults->disables_uuid = value && strcmp (value, "true") == 0;
  return 0;
}

/* Names on the ESP are of any case; where distributions mount it differs. */
static bool
has_fallback_loader (struct vf_inspection *in)
{
  static const char *const paths[]
      = { "/boot/efi/EFI/BOOT/BOOTX64.EFI", "/efi/EFI/BOOT/BOOTX64.EFI",
          "/boot/EFI/BOOT/BOOTX64.EFI" };

  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
    if (vf_appliance_exists (in->appliance, paths[i]))
      return true;
  return false;
}

int
vf_inspect_boot (struct vf_inspection *in, struct vf_error *err)
{
  in->guest->boot.has_fallback_loader = has_fallback_loader (in);
  for (size_t i = 0; i < sizeof grub_folders / sizeof grub_folders[0]; i++) {
    int found = read_grub (in, grub_folders[i], err);

    if (found == -1)
      return -1;
    if (found == 1)
      break;
  }
  return read_grub_defaults (in, err);
}

/* The device that NAME means, by the names of guest.h. */
static char *
device_of (const struct vf_guest *guest, struct vf_slice name)
{
  CLEANUP_FREE char *text = vf_slice_dup (name);
  const struct vf_guest_filesystem *fs
      = text ? vf_guest_resolve (guest, text) : NULL;
  char disk_name[16];
  size_t disk;
  unsigned partition;

  if (fs)
    return strdup (fs->device);
  if (vf_device_name_parse (name, guest->disk_count, &disk, &partition)
      && partition == 0 && disk < guest->disk_count)
    return vf_text_printf ("/dev/%s",
                           vf_device_name_of_disk ("sd", disk, disk_name));
  return NULL;
}

static int
add_ref (struct vf_guest *guest, const char *file, unsigned line,
         struct vf_slice name, struct vf_error *err)
{
  size_t count = guest->device_ref_count;
  struct vf_guest_device_ref *items = reallocarray (
      guest->device_refs, count + 1, sizeof *guest->device_refs);

  if (!items)
    return vf_error_nomem (err, "the names of disks");
  guest->device_refs = items;
  items[count].file = strdup (file);
  items[count].line = line;
  items[count].name = vf_slice_dup (name);
  items[count].device = device_of (guest, name);
  guest->device_ref_count++;
  if (!items[count].file || !items[count].name)
    return vf_error_nomem (err, "the names of disks");
  return 0;
}

/* Adds all names in a line. */
static int
scan_line (struct vf_guest *guest, const char *file, unsigned number,
           struct vf_slice line, struct vf_error *err)
{
  struct vf_slice name;

  if (line.length && line.start[0] == '#')
    return 0;
  while (vf_device_name_find (line, &name)) {
    if (add_ref (guest, file, number, name, err) == -1)
      return -1;
    line.length -= (size_t)(name.start + name.length - line.start);
    line.start = name.start + name.length;
  }
  return 0;
}

static int
scan_file (struct vf_inspection *in, const char *file, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  struct vf_lines lines = { NULL, 0 };
  struct vf_slice line;
  int found = vf_inspect_text (in, file, &text, err);

  if (found != 1)
    return found;
  lines.next = text;
  while (vf_lines_next (&lines, &line))
    if (scan_line (in->guest, file, lines.number, line, err) == -1)
      return -1;
  return 0;
}

/* Of debconf's answers only the one about GRUB. */
static int
scan_debconf (struct vf_inspection *in, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  struct vf_lines lines = { NULL, 0 };
  struct vf_slice line;
  bool is_question = false;
  int found = vf_inspect_text (in, DEBCONF, &text, err);

  if (found != 1)
    return found;
  lines.next = text;
  while (vf_lines_next (&lines, &line)) {
    if (vf_slice_starts_with (line, "Name:"))
      is_question = vf_slice_is (line, "Name: " DEBCONF_QUESTION);
    else if (is_question && vf_slice_starts_with (line, "Value:")
             && scan_line (in->guest, DEBCONF, lines.number, line, err) == -1)
      return -1;
  }
  return 0;
}

int
vf_inspect_device_refs (struct vf_inspection *in, struct vf_error *err)
{
  for (size_t i = 0; i < sizeof named_files / sizeof named_files[0]; i++)
    if (scan_file (in, named_files[i], err) == -1)
      return -1;
  if (in->guest->boot.config
      && scan_file (in, in->guest->boot.config, err) == -1)
    return -1;
  return scan_debconf (in, err);
}
