/* vmferry: tests of where disks and drives go: which bus, which place, which
 * name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/hardware.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine.h"
#include "tests/unit.h"

static struct vf_machine *machine;
static struct vf_emit_options options;
static struct vf_account report;
static struct vf_host host;
static struct vf_error err;

static void
set_up (void)
{
  vf_host_init (&host, false);
  options = (struct vf_emit_options){ .target = &host };
  machine = vf_machine_new (&err);
  ck_assert_ptr_nonnull (machine);
  machine->platform = VF_PLATFORM_VMWARE;
  machine->memory.size_bytes = 1 << 30;
}

static void
tear_down (void)
{
  vf_machine_free (machine);
  vf_account_clear (&report);
}

static struct vf_machine_disk *
add_disk (enum vf_bus bus, unsigned controller, unsigned unit)
{
  struct vf_machine_disk *disk;
  char key[32];

  snprintf (key, sizeof key, "%s%u:%u", vf_bus_name (bus), controller, unit);
  disk = vf_machine_add_disk (machine, key, &err);
  ck_assert_ptr_nonnull (disk);
  disk->bus = bus;
  disk->controller = controller;
  disk->unit = unit;
  return disk;
}

static void
add_controller (enum vf_bus bus, unsigned index, const char *model)
{
  struct vf_machine_controller *controller
      = vf_machine_add_controller (machine, "c", &err);

  ck_assert_ptr_nonnull (controller);
  controller->bus = bus;
  controller->index = index;
  controller->model = model ? strdup (model) : NULL;
}

/* The places of all disks as one text: "vda=virtio0:0 ...". */
static void
expect (const char *expected)
{
  CLEANUP_HARDWARE struct vf_hardware *hardware
      = vf_hardware_new (machine, &options, &report, &err);
  char text[512] = "";
  size_t i, used = 0;

  ck_assert_msg (hardware != NULL, "%s", err.text);
  for (i = 0; i < hardware->disks.count; i++) {
    const struct vf_hardware_disk *disk = &hardware->disks.items[i];

    used += (size_t)snprintf (text + used, sizeof text - used,
                              "%s%s=%s%u:%u:%u", i ? " " : "", disk->name,
                              vf_bus_name (disk->bus), disk->controller,
                              disk->unit, disk->lun);
  }
  ck_assert_str_eq (text, expected);
}

START_TEST (virtio_is_first_choice)
{
  set_up ();
  add_disk (VF_BUS_SCSI, 0, 3);
  add_disk (VF_BUS_SCSI, 1, 0);
  add_disk (VF_BUS_SATA, 0, 0)->device = VF_DISK_CDROM;
  expect ("vda=virtio0:0:0 vdb=virtio0:1:0 sda=sata0:0:0");
  tear_down ();
}
END_TEST

/* Drives are named after disks, since a guest calls only those sdX. */
START_TEST (virtio_scsi_keeps_controllers_and_ids)
{
  set_up ();
  options.guest.virtio_blk = VF_NO;
  add_disk (VF_BUS_SATA, 0, 0)->device = VF_DISK_CDROM;
  add_disk (VF_BUS_SCSI, 1, 3);
  add_disk (VF_BUS_SCSI, 1, 15);
  add_disk (VF_BUS_SATA, 0, 29);
  expect ("sdd=sata0:0:0 sda=scsi0:3:0 sdb=scsi0:15:0 sdc=scsi1:29:0");
  tear_down ();
}
END_TEST

START_TEST (a_guest_without_virtio_keeps_its_buses)
{
  set_up ();
  options.guest.virtio_blk = options.guest.virtio_scsi = VF_NO;
  add_controller (VF_BUS_SCSI, 0, "pvscsi");
  add_controller (VF_BUS_SCSI, 1, "lsilogic");
  add_controller (VF_BUS_SCSI, 2, "buslogic");
  add_disk (VF_BUS_SCSI, 0, 63);
  add_disk (VF_BUS_SCSI, 1, 6);
  add_disk (VF_BUS_SCSI, 2, 0);
  add_disk (VF_BUS_NVME, 0, 0);
  add_disk (VF_BUS_IDE, 0, 0);
  expect ("sda=scsi0:63:0 sdb=scsi1:6:0 sdc=sata0:0:0 sdd=sata0:1:0 "
          "sde=sata0:2:0");
  tear_down ();
}
END_TEST

/* The parallel LSI has ids up to 7: further disks get another controller. */
START_TEST (ids_that_qemu_lacks_are_moved)
{
  unsigned unit;

  set_up ();
  options.devices.disks = VF_DISKS_SOURCE;
  add_controller (VF_BUS_SCSI, 0, "lsilogic");
  for (unit = 0; unit < 10; unit++)
    add_disk (VF_BUS_SCSI, 0, unit + 4);
  expect ("sda=scsi0:4:0 sdb=scsi0:5:0 sdc=scsi0:6:0 sdd=scsi0:7:0 "
          "sde=scsi0:0:0 sdf=scsi0:1:0 sdg=scsi0:2:0 sdh=scsi0:3:0 "
          "sdi=scsi1:0:0 sdj=scsi1:1:0");
  tear_down ();
}
END_TEST

START_TEST (luns_are_those_of_hyperv)
{
  set_up ();
  machine->platform = VF_PLATFORM_HYPERV;
  options.devices.disks = VF_DISKS_VIRTIO_SCSI;
  add_disk (VF_BUS_SCSI, 0, 0);
  add_disk (VF_BUS_SCSI, 0, 7);
  expect ("sda=scsi0:0:0 sdb=scsi0:0:7");
  tear_down ();
}
END_TEST

START_TEST (seven_sata_disks_need_two_controllers)
{
  unsigned unit;

  set_up ();
  options.devices.disks = VF_DISKS_SOURCE;
  for (unit = 0; unit < 7; unit++)
    add_disk (VF_BUS_SATA, 0, unit * 4);
  expect ("sda=sata0:0:0 sdb=sata0:1:0 sdc=sata0:2:0 sdd=sata0:3:0 "
          "sde=sata0:4:0 sdf=sata0:5:0 sdg=sata1:0:0");
  tear_down ();
}
END_TEST

/* An old guest has an IDE controller, with room for four. */
START_TEST (old_guests_keep_ide)
{
  set_up ();
  machine->os.is_old = true;
  add_disk (VF_BUS_IDE, 0, 0);
  add_disk (VF_BUS_IDE, 1, 1);
  add_disk (VF_BUS_IDE, 1, 0)->device = VF_DISK_CDROM;
  add_disk (VF_BUS_SATA, 0, 0)->device = VF_DISK_CDROM;
  add_disk (VF_BUS_SATA, 0, 1)->device = VF_DISK_CDROM;
  expect ("hda=ide0:0:0 hdb=ide0:3:0 hdc=ide0:2:0 hdd=ide0:1:0 "
          "sda=sata0:0:0");
  tear_down ();
}
END_TEST

/* What runs on KVM already stays as it is. */
START_TEST (qemu_keeps_its_own)
{
  set_up ();
  machine->platform = VF_PLATFORM_QEMU;
  add_controller (VF_BUS_SCSI, 0, "virtio-scsi");
  add_disk (VF_BUS_VIRTIO, 0, 0);
  add_disk (VF_BUS_SCSI, 0, 2);
  add_disk (VF_BUS_SATA, 0, 1);
  expect ("vda=virtio0:0:0 sda=scsi0:2:0 sdb=sata0:0:0");
  tear_down ();
}
END_TEST

START_TEST (too_many_for_virtio_blk_go_on_scsi)
{
  unsigned unit;
  CLEANUP_HARDWARE struct vf_hardware *hardware = NULL;

  set_up ();
  for (unit = 0; unit < 200; unit++)
    add_disk (VF_BUS_SCSI, 0, unit);
  hardware = vf_hardware_new (machine, &options, &report, &err);
  ck_assert_ptr_nonnull (hardware);
  ck_assert_int_eq (hardware->disks.items[199].bus, VF_BUS_SCSI);
  ck_assert_uint_eq (hardware->disks.items[199].unit, 199);
  ck_assert_uint_eq (hardware->controllers.count, 1);
  tear_down ();
}
END_TEST

START_TEST (floppies_stay_with_what_was_in_them)
{
  struct vf_machine_disk *disk;
  unsigned unit;

  set_up ();
  add_disk (VF_BUS_FLOPPY, 0, 0)->device = VF_DISK_FLOPPY;
  for (unit = 1; unit < 4; unit++) {
    disk = add_disk (VF_BUS_FLOPPY, 0, unit);
    disk->device = VF_DISK_FLOPPY;
    disk->backing_name = strdup ("a.flp");
  }
  expect ("fda=floppy0:0:0 fdb=floppy0:1:0");
  ck_assert_uint_eq (vf_account_count (&report, VF_FATE_IRRELEVANT), 1);
  ck_assert_uint_eq (vf_account_count (&report, VF_FATE_LOSS), 1);
  tear_down ();
}
END_TEST

/* Each number is there once, whatever the source has; a NIC counts, too. */
START_TEST (boot_orders_become_unique)
{
  CLEANUP_HARDWARE struct vf_hardware *hardware = NULL;
  struct vf_machine_nic *nic;

  set_up ();
  add_disk (VF_BUS_SCSI, 0, 0)->boot_order = 7;
  add_disk (VF_BUS_SCSI, 0, 1);
  add_disk (VF_BUS_SCSI, 0, 2)->boot_order = 7;
  nic = vf_machine_add_nic (machine, "ethernet0", &err);
  nic->boot_order = 3;
  hardware = vf_hardware_new (machine, &options, &report, &err);
  ck_assert_uint_eq (hardware->nics.items[0].boot_order, 1);
  ck_assert_uint_eq (hardware->disks.items[0].boot_order, 2);
  ck_assert_uint_eq (hardware->disks.items[1].boot_order, 0);
  ck_assert_uint_eq (hardware->disks.items[2].boot_order, 3);
  tear_down ();
}
END_TEST

START_TEST (serials_fit_their_bus)
{
  CLEANUP_HARDWARE struct vf_hardware *hardware = NULL;

  set_up ();
  machine->os.family = VF_OS_LINUX;
  add_disk (VF_BUS_SCSI, 0, 0)->serial
      = strdup ("6000c29d6aa5ba8e5f36aabbccddeeff");
  add_disk (VF_BUS_SCSI, 0, 1)->serial = strdup ("a/b");
  hardware = vf_hardware_new (machine, &options, &report, &err);
  ck_assert_str_eq (hardware->disks.items[0].serial, "6000c29d6aa5ba8e5f36");
  ck_assert_str_eq (hardware->disks.items[1].serial, "ab");
  ck_assert_uint_eq (vf_account_count (&report, VF_FATE_LOSS), 2);
  tear_down ();
}
END_TEST

/* How many losses there are of a machine with one disk, whose guest is of
 * FAMILY and was found to have virtio or not. */
static size_t
losses_of (enum vf_os_family family, enum vf_tristate virtio)
{
  CLEANUP_HARDWARE struct vf_hardware *hardware = NULL;
  size_t count;

  set_up ();
  machine->os.family = family;
  options.guest.virtio_blk = virtio;
  add_disk (VF_BUS_SCSI, 0, 0);
  hardware = vf_hardware_new (machine, &options, &report, &err);
  ck_assert_ptr_nonnull (hardware);
  count = vf_account_count (&report, VF_FATE_LOSS);
  tear_down ();
  return count;
}

START_TEST (drivers_are_asked_for_where_nobody_looked)
{
  ck_assert_uint_eq (losses_of (VF_OS_LINUX, VF_UNSET), 0);
  ck_assert_uint_eq (losses_of (VF_OS_WINDOWS, VF_UNSET), 1);
  ck_assert_uint_eq (losses_of (VF_OS_UNKNOWN, VF_UNSET), 1);
  ck_assert_uint_eq (losses_of (VF_OS_WINDOWS, VF_YES), 0);
  ck_assert_uint_eq (losses_of (VF_OS_WINDOWS, VF_NO), 0);
}
END_TEST

UNIT_MAIN ("convert/vm/hardware-disk", virtio_is_first_choice,
           virtio_scsi_keeps_controllers_and_ids,
           a_guest_without_virtio_keeps_its_buses,
           ids_that_qemu_lacks_are_moved, luns_are_those_of_hyperv,
           seven_sata_disks_need_two_controllers, old_guests_keep_ide,
           qemu_keeps_its_own, too_many_for_virtio_blk_go_on_scsi,
           floppies_stay_with_what_was_in_them, boot_orders_become_unique,
           serials_fit_their_bus, drivers_are_asked_for_where_nobody_looked)
