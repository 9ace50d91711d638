/* vmferry: tests of an OVF of VMware with everything that it may have.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tests/formats/ovf/read.h"

START_TEST (amounts)
{
  CLEANUP_MACHINE struct vf_machine *m = read_ovf ("vmware.ovf", NULL, NULL);

  ck_assert_int_eq (m->platform, VF_PLATFORM_VMWARE);
  ck_assert_uint_eq (m->hardware_version, 13);
  ck_assert_str_eq (m->identity.name, "The vm");
  ck_assert_str_eq (m->identity.description, "Two\nlines");
  ck_assert (m->identity.has_bios_uuid);
  ck_assert_uint_eq (m->cpu.vcpus, 4);
  ck_assert_uint_eq (m->cpu.cores_per_socket, 2);
  ck_assert_int_eq (m->cpu.hot_add, VF_YES);
  ck_assert_int_eq (m->cpu.nested, VF_YES);
  ck_assert_int_eq (m->cpu.mhz.reservation, 500);
  ck_assert_int_eq (m->cpu.mhz.shares, 2000);
  ck_assert_uint_eq (m->memory.size_bytes, UINT64_C (4) << 30);
  ck_assert_int_eq (m->memory.bytes.limit, INT64_C (8) << 30);
  ck_assert_int_eq (m->firmware.kind, VF_FIRMWARE_EFI);
  ck_assert_int_eq (m->firmware.secure_boot, VF_YES);
  ck_assert_str_eq (m->firmware.nvram_name, "vm.nvram");
  ck_assert_str_eq (m->os.source_id, "rhel9-64");
  ck_assert_uint_eq (m->os.bits, 64);
}
END_TEST

/* By the numbers of controllers and places, whatever the order of items. */
START_TEST (disks)
{
  static const struct {
    const char *key, *member;
    uint64_t capacity;
    unsigned boot_order;
  } rows[] = {
    { "scsi0:2", "disk 1.vmdk", UINT64_C (1) << 30, 0 },
    { "scsi0:10", "disk2.vmdk", 1 << 20, 1 },
    { "scsi1:0", NULL, 3 << 20, 0 },
    { "ide0:0", NULL, 0, 0 },
  };
  CLEANUP_MACHINE struct vf_machine *m = read_ovf ("vmware.ovf", NULL, NULL);
  size_t i;

  ck_assert_uint_eq (m->disks.count, 4);
  for (i = 0; i < 4; i++) {
    const struct vf_machine_disk *disk = &m->disks.items[i];

    ck_assert_str_eq (disk->key, rows[i].key);
    ck_assert_uint_eq (disk->capacity_bytes, rows[i].capacity);
    ck_assert_uint_eq (disk->boot_order, rows[i].boot_order);
    ck_assert_pstr_eq (disk->member, rows[i].member);
    if (rows[i].member)
      ck_assert_str_eq (disk->backing_path, "vm/x.ovf");
  }
  ck_assert_int_eq (m->disks.items[0].write_through, VF_YES);
  ck_assert_int_eq (m->disks.items[0].ssd, VF_YES);
  ck_assert_int_eq (m->disks.items[2].blank, VF_YES);
  ck_assert_int_eq (m->disks.items[3].device, VF_DISK_CDROM);
  ck_assert_str_eq (m->controllers.items[0].model, "pvscsi");
  ck_assert_int_eq (m->controllers.items[0].pci_slot, 160);
  ck_assert_str_eq (m->controllers.items[1].model, "lsilogic");
}
END_TEST

START_TEST (cards_and_devices)
{
  CLEANUP_MACHINE struct vf_machine *m = read_ovf ("vmware.ovf", NULL, NULL);

  ck_assert_uint_eq (m->nics.count, 2);
  ck_assert_str_eq (m->nics.items[0].model, "e1000");
  ck_assert_str_eq (m->nics.items[0].network, "VM Network");
  ck_assert_int_eq (m->nics.items[0].wake_on_lan, VF_YES);
  ck_assert_uint_eq (m->nics.items[0].pci_rank, 1);
  ck_assert_uint_eq (m->nics.items[0].boot_order, 2);
  ck_assert_str_eq (m->nics.items[0].mac, "");
  ck_assert_str_eq (m->nics.items[1].mac, "00:50:56:aa:bb:01");
  ck_assert_int_eq (m->nics.items[1].connected, VF_NO);
  ck_assert_uint_eq (m->nics.items[1].pci_rank, 0);
  ck_assert_uint_eq (m->display.heads, 2);
  ck_assert_uint_eq (m->display.vram_bytes, 8 << 20);
  ck_assert_uint_eq (m->devices.count, 1);
  ck_assert_int_eq (m->devices.items[0].kind, VF_DEVICE_TPM);
}
END_TEST

START_TEST (properties)
{
  CLEANUP_MACHINE struct vf_machine *m = read_ovf ("vmware.ovf", NULL, NULL);

  ck_assert_uint_eq (m->properties.count, 3);
  ck_assert_str_eq (m->properties.items[0].key, "com.acme.ip.1");
  ck_assert_str_eq (m->properties.items[0].value, "10.0.0.1");
  ck_assert_str_eq (m->properties.items[0].label, "Address");
  ck_assert_int_eq (m->properties.items[0].user_configurable, VF_YES);
  ck_assert_ptr_null (m->properties.items[1].value); /* a password */
  ck_assert_str_eq (m->property_transport, "iso com.vmware.guestInfo");
}
END_TEST

START_TEST (fates)
{
  static const struct {
    const char *end, *fate;
  } rows[] = {
    { "Item[7]/HostResource", "mapped" },
    { "Item[7]/ElementName", "irrelevant" },
    { "Item[9]/HostResource", "loss" },
    { "Item[10]/Address", "loss" },
    { "Item[11]/Address", "mapped" },
    { "Item[14]/ResourceType", "unknown" },
    { "Config[firmware]", "mapped" },
    { "Config[slotInfo.pciSlotNumber]", "mapped" },
    { "Config[nobody.knows]", "unknown" },
    { "ExtraConfig[vhv.enable]", "mapped" },
    { "ExtraConfig[nvram]", "mapped" },
    { "ExtraConfig[scsi0:2.virtualSSD]", "mapped" },
    { "ExtraConfig[no.such.key]", "unknown" },
    { "EulaSection/License", "irrelevant" },
    { "MadeUpSection/Thing", "unknown" },
    { "Property[ip]@value", "loss" },
    { "Disk[d1]@capacity", "mapped" },
    { "VirtualHardwareSection@transport", "loss" },
  };
  CLEANUP_MACHINE struct vf_machine *m = read_ovf ("vmware.ovf", NULL, NULL);
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
    ck_assert_msg (strcmp (fate_of (m, rows[i].end), rows[i].fate) == 0,
                   "%s: %s", rows[i].end, fate_of (m, rows[i].end));
  for (i = 0; i < m->account.entries.count; i++)
    ck_assert (!m->account.entries.items[i].value
               || !strstr (m->account.entries.items[i].value, "hunter2"));
}
END_TEST

UNIT_MAIN ("formats/ovf/vmware", amounts, disks, cards_and_devices, properties,
           fates)
