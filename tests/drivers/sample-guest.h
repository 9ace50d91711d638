/* vmferry: a guest for tests of plan and proof: Debian as VMware leaves it,
 * with a root and a swap area on its only disk, one kernel and one entry.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_DRIVERS_SAMPLE_GUEST_H
#define VF_TESTS_DRIVERS_SAMPLE_GUEST_H

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "drivers/target.h"
#include "inspect/guest.h"

#define SAMPLE_MAC "00:50:56:3f:12:34"
#define SAMPLE_KERNEL "/boot/vmlinuz-6.1"
#define SAMPLE_INITRD "/boot/initrd.img-6.1"

static const char *const sample_disks[] = { "vda", "vdb" };
static const struct vf_target_nic sample_nics[]
    = { { SAMPLE_MAC, 192 }, { "00:50:56:3f:12:35", 224 } };
static const struct vf_target sample_target
    = { sample_disks, 1, sample_nics, 1, false, 0, false };

static inline void
sample_filesystem (struct vf_guest_filesystem *fs, const char *device,
                   const char *type, const char *uuid)
{
  fs->device = strdup (device);
  fs->type = strdup (type);
  fs->uuid = uuid ? strdup (uuid) : NULL;
  fs->partition = (unsigned)(device[strlen (device) - 1] - '0');
}

static inline void
sample_tab_entry (struct vf_guest_tab_entry *entry, unsigned line,
                  const char *spec, const char *target)
{
  entry->line = line;
  entry->spec = strdup (spec);
  entry->target = strdup (target);
}

static inline void
sample_ref (struct vf_guest_device_ref *ref, const char *file, unsigned line,
            const char *name)
{
  ref->file = strdup (file);
  ref->line = line;
  ref->name = strdup (name);
}

static inline void
sample_kernel (struct vf_guest_kernel *kernel)
{
  kernel->version = strdup ("6.1");
  kernel->vmlinuz = strdup (SAMPLE_KERNEL);
  kernel->initramfs = strdup (SAMPLE_INITRD);
  kernel->initramfs_is_of_tools = true;
  kernel->modules_dir = strdup ("/lib/modules/6.1");
  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    kernel->virtio[i].state = VF_DRIVER_MODULE;
}

static inline void
sample_entry (struct vf_guest_boot_entry *entry, const char *root)
{
  entry->title = strdup ("Debian");
  entry->line = 9;
  entry->kernel = strdup (SAMPLE_KERNEL);
  entry->initrd = strdup (SAMPLE_INITRD);
  entry->cmdline = strdup ("ro");
  entry->root = strdup (root);
  entry->kernel_exists = entry->initrd_exists = entry->is_default = true;
}

/* As it comes. */
static inline struct vf_guest *
sample_guest (void)
{
  struct vf_guest *guest = calloc (1, sizeof *guest);

  guest->os.id = strdup ("debian");
  guest->disk_count = 1;
  guest->root_device = strdup ("/dev/sda1");
  guest->filesystems = calloc (3, sizeof *guest->filesystems);
  guest->filesystem_count = 3;
  sample_filesystem (&guest->filesystems[0], "/dev/sda1", "ext4", "r-1");
  sample_filesystem (&guest->filesystems[1], "/dev/sda2", "swap", "s-2");
  sample_filesystem (&guest->filesystems[2], "/dev/sda3", "unknown", NULL);
  guest->fstab = calloc (1, sizeof *guest->fstab);
  guest->fstab_count = 1;
  sample_tab_entry (&guest->fstab[0], 1, "/dev/sda1", "/");
  guest->device_refs = calloc (2, sizeof *guest->device_refs);
  guest->device_ref_count = 2;
  sample_ref (&guest->device_refs[0], "/etc/fstab", 1, "/dev/sda1");
  sample_ref (&guest->device_refs[1], "/boot/grub/grub.cfg", 9, "/dev/sda1");
  guest->kernels = calloc (1, sizeof *guest->kernels);
  guest->kernel_count = 1;
  sample_kernel (&guest->kernels[0]);
  guest->boot.loader = VF_GUEST_LOADER_GRUB2;
  guest->boot.config = strdup ("/boot/grub/grub.cfg");
  guest->boot.entries = calloc (1, sizeof *guest->boot.entries);
  guest->boot.entry_count = 1;
  sample_entry (&guest->boot.entries[0], "/dev/sda1");
  guest->initramfs_tool = VF_GUEST_INITRAMFS_TOOLS;
  guest->network.interfaces = calloc (1, sizeof *guest->network.interfaces);
  guest->network.interface_count = 1;
  guest->network.interfaces[0].name = strdup ("ens192");
  guest->tools = calloc (1, sizeof *guest->tools);
  guest->tool_count = 1;
  guest->tools[0].package = strdup ("open-vm-tools");
  guest->tools[0].version = strdup ("12");
  return guest;
}

static inline void
sample_set (char **field, const char *text)
{
  free (*field);
  *field = text ? strdup (text) : NULL;
}

/* As the steps leave it. */
static inline struct vf_guest *
sample_done_guest (void)
{
  struct vf_guest *guest = sample_guest ();
  struct vf_error err;

  for (size_t i = 0; i < guest->device_ref_count; i++) {
    free (guest->device_refs[i].file);
    free (guest->device_refs[i].name);
  }
  guest->device_ref_count = 0;
  sample_set (&guest->fstab[0].spec, "UUID=r-1");
  sample_set (&guest->boot.entries[0].root, "UUID=r-1");
  free (guest->tools[0].package);
  free (guest->tools[0].version);
  guest->tool_count = 0;
  for (int i = 0; i < VF_VIRTIO_COUNT; i++) {
    guest->kernels[0].virtio[i].in_initramfs = true;
    vf_text_list_add (&guest->initramfs_modules, vf_guest_virtio_name (i),
                      &err);
  }
  guest->network.links = calloc (1, sizeof *guest->network.links);
  guest->network.link_count = 1;
  guest->network.links[0].name = strdup ("ens192");
  guest->network.links[0].mac = strdup (SAMPLE_MAC);
  return guest;
}

#endif
