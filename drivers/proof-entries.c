/* vmferry: the static proof of the boot entries: what GRUB loads, and what the
 * kernel and its initramfs then look for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/text.h"
#include "drivers/proof-priv.h"
#include "drivers/target.h"
#include "inspect/grub-config.h"
#include "inspect/guest.h"

static int
check_kernel (struct vf_prover *prover,
              const struct vf_guest_boot_entry *entry)
{
  return vf_proof_add (
      prover, entry->title, "kernel", entry->kernel_exists,
      vf_text_printf ("%s %s", entry->kernel,
                      entry->kernel_exists ? "is there" : "is not there"));
}

/* An initramfs that is there and damaged stops the kernel, whatever drivers
 * are built into that. */
static int
check_initrd (struct vf_prover *prover,
              const struct vf_guest_boot_entry *entry)
{
  const struct vf_guest_kernel *kernel
      = vf_guest_find_kernel (prover->guest, entry->kernel);

  if (!entry->initrd)
    return 0;
  if (kernel && kernel->initramfs_is_damaged
      && strcmp (entry->initrd, kernel->initramfs) == 0)
    return vf_proof_add (prover, entry->title, "initramfs", false,
                         vf_text_printf ("%s is damaged: %s", entry->initrd,
                                         kernel->initramfs_problem));
  return vf_proof_add (
      prover, entry->title, "initramfs", entry->initrd_exists,
      vf_text_printf ("%s %s", entry->initrd,
                      entry->initrd_exists ? "is there" : "is not there"));
}

/* How many filesystems have what SPEC asks for.  The parts of a RAID or a
 * btrfs share it by right. */
static size_t
count_matches (const struct vf_prover *prover,
               const struct vf_guest_filesystem *fs, const char *spec)
{
  bool is_label = strncmp (spec, "LABEL=", 6) == 0;
  const char *wanted = is_label ? fs->label : fs->uuid, *value;
  size_t i, n = 0;

  if (!is_label && strncmp (spec, "UUID=", 5) != 0)
    return 1;
  if (!wanted || strcmp (fs->type, "btrfs") == 0)
    return 1;
  for (i = 0; i < prover->guest->filesystem_count; i++) {
    const struct vf_guest_filesystem *other = &prover->guest->filesystems[i];

    value = is_label ? other->label : other->uuid;
    n += value && strcmp (value, wanted) == 0
         && strcmp (other->type, "linux_raid_member") != 0;
  }
  return n;
}

/* Why the kernel, or its initramfs, will not find FS by ENTRY's root=, or
 * NULL. */
static char *
root_problem (const struct vf_prover *prover,
              const struct vf_guest_boot_entry *entry,
              const struct vf_guest_filesystem *fs)
{
  static const char *const kernels_own[]
      = { "PARTUUID=", "/dev/vd", "/dev/sd" };
  size_t i;

  if (!fs)
    return vf_text_printf ("root=%s will be on no disk of the guest",
                           entry->root);
  if (strcmp (fs->device, prover->guest->root_device) != 0)
    return vf_text_printf ("root=%s is %s, the wrong one: it is not the "
                           "guest's root",
                           entry->root, fs->device);
  if (count_matches (prover, fs, entry->root) > 1)
    return vf_text_printf ("root=%s is on several filesystems: which of them "
                           "is found first is chance",
                           entry->root);
  if (entry->initrd)
    return NULL;
  for (i = 0; i < sizeof kernels_own / sizeof kernels_own[0]; i++)
    if (strncmp (entry->root, kernels_own[i], strlen (kernels_own[i])) == 0)
      return NULL;
  return vf_text_printf ("root=%s needs an initramfs, and there is none",
                         entry->root);
}

static int
check_root (struct vf_prover *prover, const struct vf_guest_boot_entry *entry)
{
  const struct vf_guest_filesystem *fs;
  char *problem;

  if (!entry->root)
    return vf_proof_add (prover, entry->title, "root", false,
                         strdup ("the kernel's command line has no root="));
  fs = vf_proof_resolve (prover, entry->root);
  problem = root_problem (prover, entry, fs);
  if (problem)
    return vf_proof_add (prover, entry->title, "root", false, problem);
  return vf_proof_add (prover, entry->title, "root", true,
                       vf_text_printf ("root=%s is %s, the guest's root",
                                       entry->root,
                                       prover->guest->root_device));
}

/* The initramfs that ENTRY loads is its kernel's, and has DRIVER. */
static int
check_driver (struct vf_prover *prover,
              const struct vf_guest_boot_entry *entry,
              const struct vf_guest_kernel *kernel,
              enum vf_guest_virtio virtio)
{
  const struct vf_guest_driver *driver = &kernel->virtio[virtio];
  const char *name = vf_guest_virtio_name (virtio);

  if (driver->state == VF_DRIVER_ABSENT)
    return vf_proof_add (
        prover, entry->title, "virtio", false,
        vf_text_printf ("kernel %s has no %s", kernel->version, name));
  if (driver->state == VF_DRIVER_BUILT_IN)
    return vf_proof_add (prover, entry->title, "virtio", true,
                         vf_text_printf ("%s is built into the kernel", name));
  if (kernel->initramfs_problem)
    return vf_proof_add (prover, entry->title, "virtio", false,
                         vf_text_printf ("%s cannot be read: %s",
                                         kernel->initramfs,
                                         kernel->initramfs_problem));
  if (!entry->initrd || !kernel->initramfs
      || strcmp (entry->initrd, kernel->initramfs) != 0)
    return vf_proof_add (
        prover, entry->title, "virtio", false,
        vf_text_printf ("%s is a module, and %s is not the initramfs "
                        "of kernel %s",
                        name, entry->initrd ? entry->initrd : "none",
                        kernel->version));
  if (driver->in_initramfs)
    return vf_proof_add (prover, entry->title, "virtio", true,
                         vf_text_printf ("%s has %s and what it needs",
                                         kernel->initramfs, name));
  return vf_proof_add (
      prover, entry->title, "virtio", false,
      vf_text_printf ("%s lacks %s for %s", kernel->initramfs,
                      driver->missing ? driver->missing : name, name));
}

/* Whether the boot needs DRIVER.  That of the controller which the disks are
 * not on is put in as well, where the kernel has it. */
static bool
is_for_disks (const struct vf_target *target,
              const struct vf_guest_kernel *kernel,
              enum vf_guest_virtio driver)
{
  bool is_scsi
      = target->disk_count && strncmp (target->disk_names[0], "sd", 2) == 0;
  enum vf_guest_virtio other = is_scsi ? VF_VIRTIO_BLK : VF_VIRTIO_SCSI;

  return !target->has_plain_disks && driver != VF_VIRTIO_NET
         && (driver != other
             || kernel->virtio[driver].state != VF_DRIVER_ABSENT);
}

/* A kernel under a name that is not vmlinuz-VERSION is not known. */
static int
check_drivers (struct vf_prover *prover,
               const struct vf_guest_boot_entry *entry)
{
  const struct vf_guest_kernel *kernel
      = vf_guest_find_kernel (prover->guest, entry->kernel);

  if (!entry->kernel_exists)
    return 0;
  if (!kernel)
    return vf_proof_add (
        prover, entry->title, "virtio", false,
        vf_text_printf ("%s: not known which kernel this is", entry->kernel));
  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    if (is_for_disks (prover->target, kernel, i)
        && check_driver (prover, entry, kernel, i) == -1)
      return -1;
  return 0;
}

static int
check_resume (struct vf_prover *prover,
              const struct vf_guest_boot_entry *entry)
{
  CLEANUP_FREE char *resume = vf_cmdline_value (entry->cmdline, "resume");

  if (!resume)
    return 0;
  return vf_proof_add (prover, entry->title, "resume",
                       vf_proof_resolve (prover, resume) != NULL,
                       vf_text_printf ("resume=%s", resume));
}

/* Whether ENTRY boots the guest: a test of the memory does not, nor does it
 * have a root. */
static bool
is_of_guest (const struct vf_guest *guest,
             const struct vf_guest_boot_entry *entry)
{
  return entry->is_default || entry->root || entry->initrd
         || vf_guest_find_kernel (guest, entry->kernel);
}

static int
check_entry (struct vf_prover *prover, const struct vf_guest_boot_entry *entry)
{
  if (!is_of_guest (prover->guest, entry))
    return vf_proof_add (
        prover, entry->title, "kernel", true,
        vf_text_printf ("%s is no kernel of the guest", entry->kernel));
  if (check_kernel (prover, entry) == -1 || check_initrd (prover, entry) == -1
      || check_root (prover, entry) == -1
      || check_resume (prover, entry) == -1)
    return -1;
  return check_drivers (prover, entry);
}

int
vf_proof_check_entries (struct vf_prover *prover)
{
  const struct vf_guest_boot *boot = &prover->guest->boot;

  if (!boot->entry_count)
    return vf_proof_add (
        prover, boot->config ? boot->config : "boot loader", "entries", false,
        strdup ("no entry that loads a Linux kernel was found"));
  for (size_t i = 0; i < boot->entry_count; i++)
    if (check_entry (prover, &boot->entries[i]) == -1)
      return -1;
  return 0;
}
