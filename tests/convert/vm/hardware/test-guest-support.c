/* vmferry: tests of what a guest can drive, and of the disks' names by it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/guest-support.h"

#include "tests/convert/vm/sample-conversion.h"

static struct vf_error err;

/* A conversion of two disks whose guest has one kernel with these drivers. */
static struct vf_conversion *
make (bool has_pci, bool has_blk, bool has_scsi)
{
  struct vf_conversion *conversion = sample_conversion ();
  struct vf_guest *guest = calloc (1, sizeof *guest);
  struct vf_guest_driver *virtio;
  struct vf_machine_disk *disk;
  int i;

  guest->kernels = calloc (1, sizeof *guest->kernels);
  guest->kernel_count = 1;
  virtio = guest->kernels[0].virtio;
  virtio[VF_VIRTIO_PCI].state = has_pci ? VF_DRIVER_BUILT_IN : 0;
  virtio[VF_VIRTIO_BLK].state = has_blk ? VF_DRIVER_MODULE : 0;
  virtio[VF_VIRTIO_SCSI].state = has_scsi ? VF_DRIVER_MODULE : 0;
  conversion->guest = guest;
  conversion->machine = vf_machine_new (&err);
  for (i = 0; i < 2; i++) {
    disk = vf_machine_add_disk (conversion->machine,
                                i ? "scsi0:1" : "scsi0:0", &err);
    ck_assert_ptr_nonnull (disk);
    disk->bus = VF_BUS_SCSI;
    disk->unit = (unsigned)i;
    sample_disk (conversion, disk->key);
  }
  conversion->support = vf_guest_support_of (guest, conversion->machine);
  return conversion;
}

START_TEST (disks_are_named_by_what_the_guest_drives)
{
  static const struct {
    bool has_pci, has_blk, has_scsi;
    const char *second;
    bool is_plain;
  } rows[] = {
    { true, true, true, "vdb", false },
    { true, false, true, "sdb", false },
    { true, false, false, "sdb", true },
    { false, true, true, "sdb", true },
  };
  static const struct vf_device_choices choices = { 0 };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_CONVERSION struct vf_conversion *conversion
        = make (rows[i].has_pci, rows[i].has_blk, rows[i].has_scsi);

    ck_assert_int_eq (vf_guest_support_name_disks (conversion, &choices, &err),
                      0);
    ck_assert_str_eq (conversion->disks.items[1].target_name, rows[i].second);
    ck_assert_int_eq (conversion->disks.items[1].is_plain, rows[i].is_plain);
  }
}
END_TEST

START_TEST (a_guest_without_kernels_is_not_known)
{
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (&err);
  struct vf_guest guest = { 0 };

  ck_assert_int_eq (vf_guest_support_of (&guest, machine).virtio_blk,
                    VF_UNSET);
}
END_TEST

START_TEST (names_of_nics_are_kept_by_their_macs)
{
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (&err);
  struct vf_machine_nic *nic = vf_machine_add_nic (machine, "ethernet0", &err);
  struct vf_guest guest = { 0 };

  ck_assert_int_eq (vf_guest_support_of (&guest, machine).keeps_nic_names,
                    VF_NO);
  strcpy (nic->mac, "00:50:56:00:00:01");
  ck_assert_int_eq (vf_guest_support_of (&guest, machine).keeps_nic_names,
                    VF_YES);
}
END_TEST

UNIT_MAIN ("convert/vm/guest-support",
           disks_are_named_by_what_the_guest_drives,
           a_guest_without_kernels_is_not_known,
           names_of_nics_are_kept_by_their_macs)
