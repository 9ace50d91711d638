/* vmferry: freeing a guest, and finding things in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/guest.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "inspect/device-names.h"
#include "inspect/grub-config.h"
#include "inspect/lines.h"
#include "inspect/netconfig.h"
#include "inspect/tabs.h"

static void
free_filesystems (struct vf_guest *guest)
{
  for (size_t i = 0; i < guest->filesystem_count; i++) {
    struct vf_guest_filesystem *fs = &guest->filesystems[i];

    free (fs->device);
    free (fs->type);
    free (fs->uuid);
    free (fs->label);
    free (fs->partuuid);
    free (fs->mount_point);
  }
  free (guest->filesystems);
}

static void
free_tables (struct vf_guest *guest)
{
  for (size_t i = 0; i < guest->fstab_count; i++)
    vf_tab_entry_clear (&guest->fstab[i]);
  free (guest->fstab);
  for (size_t i = 0; i < guest->crypttab_count; i++)
    vf_tab_entry_clear (&guest->crypttab[i]);
  free (guest->crypttab);
  for (size_t i = 0; i < guest->device_ref_count; i++) {
    free (guest->device_refs[i].file);
    free (guest->device_refs[i].name);
    free (guest->device_refs[i].device);
  }
  free (guest->device_refs);
}

static void
free_kernels (struct vf_guest *guest)
{
  for (size_t i = 0; i < guest->kernel_count; i++) {
    struct vf_guest_kernel *kernel = &guest->kernels[i];

    free (kernel->version);
    free (kernel->vmlinuz);
    free (kernel->initramfs);
    free (kernel->modules_dir);
    free (kernel->initramfs_problem);
    vf_text_list_clear (&kernel->initramfs_links);
    vf_text_list_clear (&kernel->initramfs_names);
    for (int j = 0; j < VF_VIRTIO_COUNT; j++)
      free (kernel->virtio[j].missing);
  }
  free (guest->kernels);
}

static void
free_boot (struct vf_guest_boot *boot)
{
  for (size_t i = 0; i < boot->entry_count; i++)
    vf_grub_entry_clear (&boot->entries[i]);
  free (boot->entries);
  free (boot->config);
}

static void
free_tools (struct vf_guest *guest)
{
  for (size_t i = 0; i < guest->tool_count; i++) {
    free (guest->tools[i].package);
    free (guest->tools[i].version);
    free (guest->tools[i].required_by);
  }
  free (guest->tools);
  vf_text_list_clear (&guest->tool_services);
  vf_text_list_clear (&guest->tool_leftovers);
}

static void
free_os (struct vf_guest_os *os)
{
  free (os->id);
  free (os->id_like);
  free (os->version);
  free (os->name);
  free (os->arch);
  free (os->hostname);
}

void
vf_guest_free (struct vf_guest *guest)
{
  if (!guest)
    return;
  free_os (&guest->os);
  free (guest->root_device);
  free_filesystems (guest);
  free_tables (guest);
  free_kernels (guest);
  free_boot (&guest->boot);
  free_tools (guest);
  vf_text_list_clear (&guest->initramfs_modules);
  vf_guest_network_clear (&guest->network);
  free (guest);
}

static const struct vf_guest_filesystem *
find_by_uuid (const struct vf_guest *guest, const char *uuid)
{
  for (size_t i = 0; i < guest->filesystem_count; i++)
    if (guest->filesystems[i].uuid
        && strcasecmp (guest->filesystems[i].uuid, uuid) == 0)
      return &guest->filesystems[i];
  return NULL;
}

static const struct vf_guest_filesystem *
find_by_partuuid (const struct vf_guest *guest, const char *uuid)
{
  for (size_t i = 0; i < guest->filesystem_count; i++)
    if (guest->filesystems[i].partuuid
        && strcasecmp (guest->filesystems[i].partuuid, uuid) == 0)
      return &guest->filesystems[i];
  return NULL;
}

static const struct vf_guest_filesystem *
find_by_label (const struct vf_guest *guest, const char *label)
{
  for (size_t i = 0; i < guest->filesystem_count; i++)
    if (guest->filesystems[i].label
        && strcmp (guest->filesystems[i].label, label) == 0)
      return &guest->filesystems[i];
  return NULL;
}

static const struct vf_guest_filesystem *
find_by_device (const struct vf_guest *guest, const char *device)
{
  for (size_t i = 0; i < guest->filesystem_count; i++)
    if (strcmp (guest->filesystems[i].device, device) == 0)
      return &guest->filesystems[i];
  return NULL;
}

/* "/dev/mapper/vg--a-root" as "/dev/vg-a/root" has it: whether they are the
 * same volume. */
static bool
is_mapper_name_of (const char *mapper, const char *device)
{
  bool seen_slash = false;

  for (; *device; device++) {
    if (*device == '/' && !seen_slash) {
      seen_slash = true;
      if (*mapper++ != '-')
        return false;
      continue;
    }
    if (*mapper++ != *device)
      return false;
    if (*device == '-' && *mapper++ != '-')
      return false;
  }
  return *mapper == '\0';
}

static const struct vf_guest_filesystem *
find_by_mapper (const struct vf_guest *guest, const char *name)
{
  static const char dev[] = "/dev/";

  for (size_t i = 0; i < guest->filesystem_count; i++) {
    const char *device = guest->filesystems[i].device;

    if (strncmp (device, dev, strlen (dev)) == 0
        && is_mapper_name_of (name, device + strlen (dev)))
      return &guest->filesystems[i];
  }
  return NULL;
}

/* What follows PREFIX in SPEC, or NULL. */
static const char *
after (const char *spec, const char *prefix)
{
  size_t n = strlen (prefix);

  return strncmp (spec, prefix, n) == 0 ? spec + n : NULL;
}

/* A value in quotes, as fstab may have it, without them. */
static char *
unquoted (const char *value)
{
  struct vf_slice rest = { value, strlen (value) };

  return vf_slice_next_shell_word (&rest);
}

static const struct vf_guest_filesystem *
find_by_spec (const struct vf_guest *guest, const char *spec)
{
  const char *rest;

  if ((rest = after (spec, "UUID="))
      || (rest = after (spec, "/dev/disk/by-uuid/")))
    return find_by_uuid (guest, rest);
  if ((rest = after (spec, "LABEL="))
      || (rest = after (spec, "/dev/disk/by-label/")))
    return find_by_label (guest, rest);
  if ((rest = after (spec, "PARTUUID="))
      || (rest = after (spec, "/dev/disk/by-partuuid/")))
    return find_by_partuuid (guest, rest);
  if ((rest = after (spec, "/dev/mapper/")))
    return find_by_mapper (guest, rest);
  return find_by_device (guest, spec);
}

const struct vf_guest_filesystem *
vf_guest_find_filesystem (const struct vf_guest *guest, const char *spec)
{
  CLEANUP_FREE char *plain
      = strpbrk (spec, "\"'") ? unquoted (spec) : strdup (spec);

  return plain ? find_by_spec (guest, plain) : NULL;
}

const struct vf_guest_filesystem *
vf_guest_find_partition (const struct vf_guest *guest, size_t disk,
                         unsigned partition)
{
  for (size_t i = 0; i < guest->filesystem_count; i++)
    if (guest->filesystems[i].disk == disk
        && guest->filesystems[i].partition == partition)
      return &guest->filesystems[i];
  return NULL;
}

const struct vf_guest_filesystem *
vf_guest_resolve (const struct vf_guest *guest, const char *spec)
{
  struct vf_slice name = { spec, strlen (spec) };
  size_t disk;
  unsigned partition;

  if (vf_device_name_parse (name, guest->disk_count, &disk, &partition))
    return vf_guest_find_partition (guest, disk, partition);
  return vf_guest_find_filesystem (guest, spec);
}

const struct vf_guest_kernel *
vf_guest_find_kernel (const struct vf_guest *guest, const char *vmlinuz)
{
  for (size_t i = 0; i < guest->kernel_count; i++)
    if (strcmp (guest->kernels[i].vmlinuz, vmlinuz) == 0)
      return &guest->kernels[i];
  return NULL;
}

bool
vf_guest_is_family (const struct vf_guest *guest, const char *os)
{
  struct vf_slice rest, word;

  if (guest->os.id && strcmp (guest->os.id, os) == 0)
    return true;
  if (!guest->os.id_like)
    return false;
  rest.start = guest->os.id_like;
  rest.length = strlen (rest.start);
  while (vf_slice_next_word (&rest, &word))
    if (vf_slice_is (word, os))
      return true;
  return false;
}

const char *
vf_guest_virtio_name (enum vf_guest_virtio driver)
{
  static const char *const names[VF_VIRTIO_COUNT]
      = { "virtio_pci", "virtio_blk", "virtio_scsi", "virtio_net" };

  return names[driver];
}
