/* vmferry: tests of disks, drives, NICs, firmware and scheduling of a .vmx:
 * each key in its member, and what became of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/text.h"
#include "tests/formats/vmx/read.h"

#define DISK "scsi0:3.present = \"TRUE\"\nscsi0:3.fileName = \"a.vmdk\"\n"

START_TEST (disks_have_limits_and_flags)
{
  CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (
      DISK "sched.scsi0:3.shares = \"high\"\n"
           "sched.scsi0:3.throughputCap = \"300\"\n"
           "sched.scsi0:3.reservation = \"50\"\n"
           "scsi0:3.mode = \"independent-nonpersistent\"\n"
           "scsi0:3.writeThrough = \"TRUE\"\nscsi0:3.virtualSSD = \"1\"\n"
           "scsi0:3.cryptoKeyId = \"k\"\nscsi0:3.sharing = \"multi-writer\"\n"
           "sched.scsi0:4.shares = \"low\"\n");
  const struct vf_machine_disk *disk
      = vf_machine_find_disk (machine, "scsi0:3");

  ck_assert_ptr_nonnull (disk);
  ck_assert_int_eq (disk->shares, 2000);
  ck_assert_int_eq (disk->limit_iops, 300);
  ck_assert_int_eq (disk->reservation_iops, 50);
  ck_assert_int_eq (disk->mode, VF_DISK_MODE_INDEPENDENT_NONPERSISTENT);
  ck_assert_int_eq (disk->write_through, VF_YES);
  ck_assert_int_eq (disk->ssd, VF_YES);
  ck_assert_int_eq (disk->encrypted, VF_YES);
  ck_assert_int_eq (disk->multi_writer, VF_YES);
  ck_assert_int_eq (disk->reservations, VF_UNSET);
  ck_assert_str_eq (fate_of (machine, "sched.scsi0:3.shares"), "mapped");
  ck_assert_str_eq (fate_of (machine, "sched.scsi0:4.shares"), "irrelevant");
}
END_TEST

START_TEST (a_shared_bus_shares_its_disks)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = read_vmx_lines (DISK "scsi0.present = \"TRUE\"\n"
                             "scsi0.sharedBus = \"physical\"\n"
                             "scsi0.virtualDev = \"lsisas1068\"\n"
                             "scsi0.pciSlotNumber = \"160\"\n"
                             "scsi1.present = \"TRUE\"\n"
                             "scsi1.sharedBus = \"none\"\n"
                             "scsi1:0.present = \"TRUE\"\n"
                             "scsi1:0.fileName = \"b.vmdk\"\n");

  ck_assert_uint_eq (machine->controllers.count, 2);
  ck_assert_str_eq (machine->controllers.items[0].sharing, "physical");
  ck_assert_str_eq (machine->controllers.items[0].model, "lsisas1068");
  ck_assert_int_eq (machine->controllers.items[0].pci_slot, 160);
  ck_assert_ptr_null (machine->controllers.items[1].sharing);
  ck_assert_int_eq (machine->disks.items[0].multi_writer, VF_YES);
  ck_assert_int_eq (machine->disks.items[0].reservations, VF_YES);
  ck_assert_int_eq (machine->disks.items[1].multi_writer, VF_UNSET);
}
END_TEST

/* A drive, and the name and path that are kept of its medium. */
static const struct {
  const char *lines;
  const char *name, *path, *fault; /* NULL: none */
} drives[] = {
  { "sata0:1.deviceType = \"cdrom-image\"\nsata0:1.fileName = \"a.iso\"",
    "a.iso", "vm/a.iso", NULL },
  { "sata0:1.deviceType = \"cdrom-image\"\n"
    "sata0:1.fileName = \"/usr/lib/tools.iso\"",
    "/usr/lib/tools.iso", NULL, "lies outside the folder of the definition" },
  { "sata0:1.deviceType = \"cdrom-image\"\n"
    "sata0:1.fileName = \"auto detect\"",
    NULL, NULL, NULL },
  { "sata0:1.deviceType = \"cdrom-raw\"\nsata0:1.fileName = \"auto detect\"",
    NULL, NULL, NULL },
  { "sata0:1.deviceType = \"atapi-cdrom\"\n"
    "sata0:1.fileName = \"a.iso\"\nsata0:1.clientDevice = \"TRUE\"",
    NULL, NULL, NULL },
  { "sata0:1.deviceType = \"cdrom-image\"\n"
    "sata0:1.fileName = \"emptyBackingString\"",
    NULL, NULL, NULL },
};

static void
check_text (const char *got, const char *expected)
{
  if (expected)
    ck_assert_pstr_eq (got, expected);
  else
    ck_assert_ptr_null (got);
}

START_TEST (drives_keep_the_name_of_their_medium)
{
  size_t i;

  for (i = 0; i < sizeof drives / sizeof *drives; i++) {
    CLEANUP_FREE char *lines
        = vf_text_printf ("sata0:1.present = \"TRUE\"\n"
                          "sata0:1.startConnected = \"FALSE\"\n%s",
                          drives[i].lines);
    CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (lines);
    const struct vf_machine_disk *disk = &machine->disks.items[0];

    ck_assert_int_eq (disk->device, VF_DISK_CDROM);
    ck_assert_int_eq (disk->connected, VF_NO);
    check_text (disk->backing_name, drives[i].name);
    check_text (disk->backing_path, drives[i].path);
    check_text (disk->backing_fault, drives[i].fault);
  }
}
END_TEST

START_TEST (nics_have_limits_and_flags)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = read_vmx_lines ("ethernet2.present = \"TRUE\"\n"
                        "ethernet2.virtualDev = \"vmxnet\"\n"
                        "ethernet2.features = \"15\"\n"
                        "ethernet2.limit = \"100\"\n"
                        "ethernet2.reservation = \"10\"\n"
                        "ethernet2.wakeOnPcktRcv = \"TRUE\"\n"
                        "ethernet2.noforgedsrcaddr = \"TRUE\"\n"
                        "ethernet2.connectionType = \"pvn\"\n"
                        "ethernet2.pvnID = \"52 e3\"\n"
                        "ethernet2.filter0.name = \"x\"\n");
  const struct vf_machine_nic *nic = &machine->nics.items[0];

  ck_assert_str_eq (nic->model, "vmxnet2");
  ck_assert_int_eq (nic->limit_bps, 100000000);
  ck_assert_int_eq (nic->reservation_bps, 10000000);
  ck_assert_int_eq (nic->wake_on_lan, VF_YES);
  ck_assert_int_eq (nic->mac_spoofing, VF_NO);
  ck_assert_int_eq (nic->network_kind, VF_NETWORK_CUSTOM);
  ck_assert_str_eq (nic->network_id, "52 e3");
  ck_assert_str_eq (fate_of (machine, "ethernet2.filter0.name"), "loss");
}
END_TEST

START_TEST (firmware_has_its_settings)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = read_vmx_lines ("firmware = \"EFI\"\n"
                        "uefi.secureBoot.enabled = \"TRUE\"\n"
                        "nvram = \"x.nvram\"\nbios.bootDelay = \"500\"\n"
                        "bios.bootRetry.enabled = \"TRUE\"\n"
                        "bios.bootRetry.delay = \"10\"\n"
                        "bios.forceSetupOnce = \"TRUE\"\n");
  const struct vf_machine_firmware *firmware = &machine->firmware;

  ck_assert_int_eq (firmware->kind, VF_FIRMWARE_EFI);
  ck_assert_int_eq (firmware->secure_boot, VF_YES);
  ck_assert_int_eq (firmware->enrolled_keys, VF_YES);
  ck_assert_str_eq (firmware->nvram_path, "vm/x.nvram");
  ck_assert_uint_eq (firmware->boot_delay_ms, 500);
  ck_assert_uint_eq (firmware->boot_retry_ms, 10000);
  ck_assert_int_eq (firmware->enter_setup, VF_YES);
}
END_TEST

START_TEST (firmware_is_careful)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = read_vmx_lines ("uefi.secureBoot.enabled = \"TRUE\"\n"
                        "uefi.secureBoot.PKDefault.file0 = \"pk.der\"\n"
                        "nvram = \"../x.nvram\"\n"
                        "bios.bootRetry.delay = \"10\"\n");

  ck_assert_int_eq (machine->firmware.enrolled_keys, VF_UNSET);
  ck_assert_ptr_null (machine->firmware.nvram_path);
  ck_assert_uint_eq (machine->firmware.boot_retry_ms, 0);
  ck_assert_str_eq (fate_of (machine, "nvram"), "loss");
  ck_assert_str_eq (fate_of (machine, "bios.bootRetry.delay"), "irrelevant");
}
END_TEST

/* A disk, a drive and a NIC, and their places in the boot order. */
#define THREE                                                                 \
  "scsi0:0.present = \"TRUE\"\nscsi0:0.fileName = \"a.vmdk\"\n"               \
  "ide1:0.present = \"TRUE\"\nide1:0.deviceType = \"cdrom-raw\"\n"            \
  "ethernet0.present = \"TRUE\"\n"

START_TEST (devices_boot_in_their_order)
{
  static const struct {
    const char *lines;
    unsigned disk, drive, nic;
    const char *key, *fate;
  } rows[] = {
    { "a = \"\"", 1, 0, 0, "a", "unknown" },
    { "bios.bootOrder = \"ethernet0,CDROM,hdd\"", 3, 2, 1, "bios.bootOrder",
      "mapped" },
    { "bios.bootOrder = \"cdrom\"", 2, 1, 0, "bios.bootOrder", "mapped" },
    { "bios.bootOrder = \" cdrom, ethernet0 , hdd\"", 3, 1, 2,
      "bios.bootOrder", "mapped" },
    { "bios.bootOrder = \"usb,cdrom\"", 2, 1, 0, "bios.bootOrder", "loss" },
    { "bios.bootDeviceClasses = \"allow:net,cd,hd\"", 3, 2, 1,
      "bios.bootDeviceClasses", "mapped" },
    { "bios.bootDeviceClasses = \"only:net\"", 2, 0, 1,
      "bios.bootDeviceClasses", "mapped" },
    { "bios.bootDeviceClasses = \"deny:cd\"", 1, 0, 0,
      "bios.bootDeviceClasses", "loss" },
    { "efi.bootOrder = \"x\"", 1, 0, 0, "efi.bootOrder", "loss" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_FREE char *lines = vf_text_printf (THREE "%s\n", rows[i].lines);
    CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (lines);

    ck_assert_uint_eq (machine->disks.items[0].boot_order, rows[i].disk);
    ck_assert_uint_eq (machine->disks.items[1].boot_order, rows[i].drive);
    ck_assert_uint_eq (machine->nics.items[0].boot_order, rows[i].nic);
    ck_assert_str_eq (fate_of (machine, rows[i].key), rows[i].fate);
  }
}
END_TEST

START_TEST (scheduling_has_its_units)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = read_vmx_lines ("numvcpus = \"4\"\nmemSize = \"1024\"\n"
                        "sched.cpu.units = \"mhz\"\n"
                        "sched.cpu.min = \"500\"\nsched.cpu.max = \"2000\"\n"
                        "sched.cpu.shares = \"high\"\n"
                        "sched.cpu.affinity = \"0,2-3\"\n"
                        "sched.cpu.latencySensitivity = \"high\"\n"
                        "sched.mem.min = \"0\"\nsched.mem.minSize = \"256\"\n"
                        "sched.mem.max = \"unlimited\"\n"
                        "sched.mem.shares = \"low\"\n"
                        "sched.mem.maxmemctl = \"0\"\n"
                        "sched.mem.pin = \"TRUE\"\n");
  const struct vf_machine_cpu *cpu = &machine->cpu;

  ck_assert_int_eq (cpu->mhz.reservation, 500);
  ck_assert_int_eq (cpu->mhz.limit, 2000);
  ck_assert_int_eq (cpu->mhz.shares, 8000);
  ck_assert_str_eq (cpu->affinity, "0,2-3");
  ck_assert_str_eq (cpu->latency_sensitivity, "high");
  ck_assert_int_eq (machine->memory.bytes.reservation, 256 << 20);
  ck_assert_int_eq (machine->memory.bytes.limit, -1);
  ck_assert_int_eq (machine->memory.bytes.shares, 5 * 1024);
  ck_assert_int_eq (machine->memory.balloon, VF_NO);
  ck_assert_int_eq (machine->memory.locked, VF_YES);
}
END_TEST

START_TEST (percents_of_a_core_are_no_megahertz)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = read_vmx_lines ("sched.cpu.units = \"percent\"\n"
                        "sched.cpu.max = \"50\"\n");

  ck_assert_int_eq (machine->cpu.mhz.limit, -1);
  ck_assert_str_eq (fate_of (machine, "sched.cpu.max"), "loss");
}
END_TEST

START_TEST (evc_is_a_switch_or_a_name)
{
  static const struct {
    const char *value, *baseline;
    enum vf_tristate compatible;
  } rows[] = {
    { "FALSE", NULL, VF_NO },
    { "TRUE", NULL, VF_YES },
    { "intel-haswell", "intel-haswell", VF_UNSET },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_FREE char *lines
        = vf_text_printf ("evcCompatibilityMode = \"%s\"\n", rows[i].value);
    CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (lines);

    check_text (machine->cpu.baseline, rows[i].baseline);
    ck_assert_int_eq (machine->cpu.compatible, rows[i].compatible);
  }
}
END_TEST

START_TEST (identifiers_are_kept)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = read_vmx_lines ("viv.moid = \"bd916f5e:vm-42:abc=\"\n"
                        "smbios.assetTag = \"tag\"\n"
                        "board-id = \"Mac-1\"\nhw.model = \"MacBook\"\n"
                        "serialNumber = \"C02\"\n"
                        "smbios.reflectHost = \"TRUE\"\n");
  const struct vf_machine_smbios *smbios = &machine->identity.smbios;

  ck_assert_str_eq (machine->identity.source_id, "vm-42");
  ck_assert_str_eq (smbios->chassis_asset, "tag");
  ck_assert_str_eq (smbios->board_product, "Mac-1");
  ck_assert_str_eq (smbios->product, "MacBook");
  ck_assert_str_eq (smbios->serial, "C02");
  ck_assert_int_eq (smbios->reflects_host, VF_YES);
}
END_TEST

UNIT_MAIN ("formats/vmx/vmx-keys", disks_have_limits_and_flags,
           a_shared_bus_shares_its_disks, drives_keep_the_name_of_their_medium,
           nics_have_limits_and_flags, firmware_has_its_settings,
           firmware_is_careful, devices_boot_in_their_order,
           scheduling_has_its_units, percents_of_a_core_are_no_megahertz,
           evc_is_a_switch_or_a_name, identifiers_are_kept)
