/* vmferry: tests of what the guest's steps are told of the new machine: disks
 * in the order of the target, cards in the order of the source's bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/guest-target.h"

#include "drivers/target.h"
#include "tests/convert/vm/sample-conversion.h"

static struct vf_error err;

static struct vf_conversion *
conversion_with_machine (void)
{
  struct vf_conversion *conversion = sample_conversion ();

  conversion->machine = vf_machine_new (&err);
  ck_assert_ptr_nonnull (conversion->machine);
  return conversion;
}

static void
add_nic (struct vf_conversion *conversion, const char *mac, int slot,
         unsigned rank)
{
  struct vf_machine_nic nic = { .pci_slot = slot, .pci_rank = rank };

  nic.key = strdup ("ethernet");
  strcpy (nic.mac, mac);
  ck_assert_int_eq (vf_vector_push (&conversion->machine->nics, nic), 0);
}

START_TEST (cards_come_in_the_order_of_the_bus)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion
      = conversion_with_machine ();
  CLEANUP_GUEST_TARGET struct vf_guest_target *owner = NULL;
  const struct vf_target *target;

  add_nic (conversion, "00:50:56:00:00:02", 1216, 1);
  add_nic (conversion, "", -1, 2);
  add_nic (conversion, "00:50:56:00:00:01", 192, 0);
  owner = vf_guest_target_new (conversion, &err);
  target = vf_guest_target_get (owner);
  ck_assert_uint_eq (target->nic_count, 3);
  ck_assert_str_eq (target->nics[0].mac, "00:50:56:00:00:01");
  ck_assert_uint_eq (target->nics[0].old_slot, 192);
  ck_assert_str_eq (target->nics[1].mac, "00:50:56:00:00:02");
  ck_assert_uint_eq (target->nics[1].old_slot, 193);
  ck_assert_ptr_null (target->nics[2].mac);
  ck_assert_uint_eq (target->nics[2].old_slot, 0);
}
END_TEST

START_TEST (disks_have_their_new_names)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion
      = conversion_with_machine ();
  CLEANUP_GUEST_TARGET struct vf_guest_target *owner = NULL;
  const struct vf_target *target;

  sample_disk (conversion, "scsi0:0");
  sample_disk (conversion, "scsi0:1");
  strcpy (conversion->disks.items[1].target_name, "vdb");
  owner = vf_guest_target_new (conversion, &err);
  target = vf_guest_target_get (owner);
  ck_assert_uint_eq (target->disk_count, 2);
  ck_assert_str_eq (target->disk_names[0], "vda");
  ck_assert_str_eq (target->disk_names[1], "vdb");
  ck_assert_uint_eq (target->nic_count, 0);
}
END_TEST

static void
add_machine_disk (struct vf_conversion *conversion, const char *key,
                  unsigned boot_order)
{
  struct vf_machine_disk disk = { .boot_order = boot_order };

  disk.key = strdup (key);
  ck_assert_int_eq (vf_vector_push (&conversion->machine->disks, disk), 0);
  sample_disk (conversion, key);
}

START_TEST (the_firmware_starts_the_first_in_order)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion
      = conversion_with_machine ();
  CLEANUP_GUEST_TARGET struct vf_guest_target *plain = NULL;
  CLEANUP_GUEST_TARGET struct vf_guest_target *ordered = NULL;

  add_machine_disk (conversion, "scsi0:0", 0);
  add_machine_disk (conversion, "scsi0:1", 0);
  add_machine_disk (conversion, "scsi0:2", 0);
  plain = vf_guest_target_new (conversion, &err);
  ck_assert_uint_eq (vf_guest_target_get (plain)->boot_disk, 0);
  ck_assert (!vf_guest_target_get (plain)->is_uefi);
  conversion->machine->disks.items[1].boot_order = 4;
  conversion->machine->disks.items[2].boot_order = 2;
  conversion->machine->firmware.kind = VF_FIRMWARE_EFI;
  ordered = vf_guest_target_new (conversion, &err);
  ck_assert_uint_eq (vf_guest_target_get (ordered)->boot_disk, 2);
  ck_assert (vf_guest_target_get (ordered)->is_uefi);
}
END_TEST

UNIT_MAIN ("convert/vm/guest-target", cards_come_in_the_order_of_the_bus,
           disks_have_their_new_names,
           the_firmware_starts_the_first_in_order)
