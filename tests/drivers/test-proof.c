/* vmferry: tests of the static proof: what it takes for proven, and what it
 * says of what is not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/proof.h"

#include "common/error.h"
#include "tests/drivers/sample-guest.h"
#include "tests/unit.h"

static struct vf_error err;

/* Fails unless the proof of GUEST fails with TEXT in its sentence. */
static void
expect_failure (const struct vf_guest *guest, const char *text)
{
  CLEANUP_PROOF struct vf_proof *proof
      = vf_proof_make (guest, &sample_target, &err);

  ck_assert_ptr_nonnull (proof);
  ck_assert_int_eq (vf_proof_verdict (proof, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  ck_assert_msg (strstr (err.text, text) != NULL, "%s", err.text);
}

START_TEST (a_done_guest_is_proven)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  CLEANUP_PROOF struct vf_proof *proof
      = vf_proof_make (guest, &sample_target, &err);

  ck_assert_uint_eq (proof->count, 7);
  ck_assert_int_eq (vf_proof_verdict (proof, &err), 0);
}
END_TEST

START_TEST (old_names_fail)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();

  sample_set (&guest->fstab[0].spec, "/dev/sda1");
  expect_failure (guest, "/etc/fstab line 1: fstab: /dev/sda1");
  sample_set (&guest->boot.entries[0].root, "/dev/sda1");
  expect_failure (guest, "Debian: root: root=/dev/sda1");
  sample_set (&guest->boot.entries[0].root, "UUID=other");
  expect_failure (guest, "root=UUID=other");
  sample_set (&guest->boot.entries[0].root, "UUID=s-2");
  expect_failure (guest, "not the guest's root");
  sample_set (&guest->boot.entries[0].root, NULL);
  expect_failure (guest, "no root=");
}
END_TEST

START_TEST (new_names_hold)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  CLEANUP_PROOF struct vf_proof *proof = NULL;

  sample_set (&guest->fstab[0].spec, "/dev/vda3");
  sample_set (&guest->fstab[0].target, "/srv");
  sample_set (&guest->boot.entries[0].root, "/dev/vda1");
  proof = vf_proof_make (guest, &sample_target, &err);
  ck_assert_int_eq (vf_proof_verdict (proof, &err), 0);
}
END_TEST

START_TEST (missing_files_fail)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();

  guest->boot.entries[0].initrd_exists = false;
  expect_failure (guest, "Debian: initramfs: " SAMPLE_INITRD);
  guest->boot.entries[0].kernel_exists = false;
  expect_failure (guest, "Debian: kernel: " SAMPLE_KERNEL);
}
END_TEST

START_TEST (a_missing_driver_fails)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  struct vf_guest_kernel *kernel = &guest->kernels[0];

  kernel->virtio[VF_VIRTIO_BLK].in_initramfs = false;
  kernel->virtio[VF_VIRTIO_BLK].missing = strdup ("kernel/x/virtio.ko");
  expect_failure (guest, "lacks kernel/x/virtio.ko for virtio_blk");
  sample_set (&guest->boot.entries[0].initrd, "/boot/other");
  expect_failure (guest, "/boot/other is not the initramfs");
  kernel->initramfs_problem = strdup ("it is damaged");
  expect_failure (guest, "it is damaged");
  kernel->virtio[VF_VIRTIO_PCI].state = VF_DRIVER_ABSENT;
  expect_failure (guest, "kernel 6.1 has no virtio_pci");
}
END_TEST

START_TEST (what_the_boot_does_not_wait_for)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  static const struct {
    const char *spec;
    const char *options;
    bool ok;
  } cases[] = {
    { "UUID=gone", "rw,nofail", true }, { "UUID=gone", "noauto", true },
    { "/dev/sr0", NULL, true },         { "tmpfs", NULL, true },
    { "server:/x", NULL, true },        { "UUID=gone", "rw,nofailx", false },
    { "UUID=gone", NULL, false },       { "LABEL=gone", "ro", false },
  };

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    CLEANUP_PROOF struct vf_proof *proof = NULL;

    sample_set (&guest->fstab[0].spec, cases[i].spec);
    sample_set (&guest->fstab[0].options, cases[i].options);
    proof = vf_proof_make (guest, &sample_target, &err);
    ck_assert_msg ((vf_proof_verdict (proof, &err) == 0) == cases[i].ok, "%s",
                   cases[i].spec);
  }
}
END_TEST

START_TEST (no_entry_fails)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  struct vf_guest_boot boot = guest->boot;

  guest->boot.entry_count = 0;
  expect_failure (guest, "no entry that loads a Linux kernel");
  guest->boot = boot;
}
END_TEST

/* Fails unless GUEST is proven. */
static void
expect_proven (const struct vf_guest *guest)
{
  CLEANUP_PROOF struct vf_proof *proof
      = vf_proof_make (guest, &sample_target, &err);

  ck_assert_ptr_nonnull (proof);
  ck_assert_msg (vf_proof_verdict (proof, &err) == 0, "%s", err.text);
}

START_TEST (a_memory_test_is_no_system)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  struct vf_guest_boot *boot = &guest->boot;
  struct vf_guest_boot_entry *entry;

  boot->entries = reallocarray (boot->entries, 2, sizeof *boot->entries);
  entry = &boot->entries[boot->entry_count++];
  *entry = (struct vf_guest_boot_entry){ .kernel_exists = true };
  entry->title = strdup ("Memory test");
  entry->kernel = strdup ("/boot/memtest86+x64.bin");
  entry->cmdline = strdup ("");
  expect_proven (guest);
  entry->is_default = true;
  expect_failure (guest, "Memory test: root: ");
}
END_TEST

START_TEST (a_name_on_two_filesystems_fails)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();

  sample_set (&guest->boot.entries[0].root, "LABEL=root");
  guest->filesystems[0].label = strdup ("root");
  expect_proven (guest);
  guest->filesystems[2].label = strdup ("root");
  expect_failure (guest, "root=LABEL=root is on several filesystems");
  sample_set (&guest->boot.entries[0].root, "UUID=r-1");
  expect_proven (guest);
  guest->filesystems[2].uuid = strdup ("r-1");
  expect_failure (guest, "root=UUID=r-1 is on several filesystems");
  sample_set (&guest->filesystems[2].type, "linux_raid_member");
  expect_proven (guest);
}
END_TEST

START_TEST (a_uuid_needs_an_initramfs)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();

  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    guest->kernels[0].virtio[i].state = VF_DRIVER_BUILT_IN;
  sample_set (&guest->boot.entries[0].initrd, NULL);
  expect_failure (guest, "root=UUID=r-1 needs an initramfs");
  sample_set (&guest->boot.entries[0].root, "/dev/vda1");
  expect_proven (guest);
}
END_TEST

START_TEST (a_damaged_initramfs_fails)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  struct vf_guest_kernel *kernel = &guest->kernels[0];

  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    kernel->virtio[i].state = VF_DRIVER_BUILT_IN;
  /* Packed in a way that we cannot read, but the kernel can. */
  kernel->initramfs_problem = strdup ("it ends too early");
  expect_proven (guest);
  kernel->initramfs_is_damaged = true;
  expect_failure (guest, SAMPLE_INITRD " is damaged: it ends too early");
}
END_TEST

START_TEST (a_driver_that_no_disk_needs_may_lack)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();

  guest->kernels[0].virtio[VF_VIRTIO_SCSI].state = VF_DRIVER_ABSENT;
  expect_proven (guest);
  guest->kernels[0].virtio[VF_VIRTIO_BLK].state = VF_DRIVER_ABSENT;
  expect_failure (guest, "has no virtio_blk");
}
END_TEST

START_TEST (another_root_in_fstab_fails)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();

  sample_set (&guest->fstab[0].spec, "UUID=s-2");
  expect_failure (guest, "UUID=s-2 is /dev/sda2, which is not the guest's");
}
END_TEST

START_TEST (a_boot_partition_has_to_be_looked_into)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();

  sample_set (&guest->fstab[0].target, "/boot");
  expect_failure (guest, "which cannot be mounted");
  guest->filesystems[0].mount_point = strdup ("/boot");
  expect_proven (guest);
}
END_TEST

/* The target's firmware has forgotten where the distribution's loader is. */
START_TEST (uefi_needs_the_fallback_loader)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  struct vf_target target = sample_target;
  CLEANUP_PROOF struct vf_proof *without = NULL;
  CLEANUP_PROOF struct vf_proof *with = NULL;

  target.is_uefi = true;
  without = vf_proof_make (guest, &target, &err);
  ck_assert_int_eq (vf_proof_verdict (without, &err), -1);
  ck_assert_ptr_nonnull (strstr (err.text, "no EFI/BOOT/BOOTX64.EFI"));
  guest->boot.has_fallback_loader = true;
  with = vf_proof_make (guest, &target, &err);
  ck_assert_int_eq (vf_proof_verdict (with, &err), 0);
}
END_TEST

START_TEST (grub_is_on_the_disk_that_is_started)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  struct vf_target target = sample_target;
  CLEANUP_PROOF struct vf_proof *second = NULL;
  CLEANUP_PROOF struct vf_proof *first = NULL;

  target.disk_count = 2;
  guest->boot_disk = 1;
  guest->has_grub_in_mbr = true;
  first = vf_proof_make (guest, &target, &err);
  ck_assert_int_eq (vf_proof_verdict (first, &err), -1);
  ck_assert_ptr_nonnull (
      strstr (err.text, "GRUB is on vdb only, and the BIOS starts vda"));
  target.boot_disk = 1;
  second = vf_proof_make (guest, &target, &err);
  ck_assert_int_eq (vf_proof_verdict (second, &err), 0);
}
END_TEST

UNIT_MAIN ("drivers/proof", grub_is_on_the_disk_that_is_started,
           a_memory_test_is_no_system,
           a_name_on_two_filesystems_fails, a_uuid_needs_an_initramfs,
           a_damaged_initramfs_fails, a_driver_that_no_disk_needs_may_lack,
           another_root_in_fstab_fails,
           a_boot_partition_has_to_be_looked_into,
           uefi_needs_the_fallback_loader, a_done_guest_is_proven,
           old_names_fail,
           new_names_hold, missing_files_fail, a_missing_driver_fails,
           what_the_boot_does_not_wait_for, no_entry_fails)
