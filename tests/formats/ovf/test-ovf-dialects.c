/* vmferry: tests of choosing a machine, and of what others than VMware write.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tests/formats/ovf/read.h"

START_TEST (one_of_several)
{
  const struct vf_machine_params nothing = { .vm = NULL };
  const struct vf_machine_params wrong = { .vm = "mail" };
  CLEANUP_MACHINE struct vf_machine *by_id
      = read_ovf ("collection.ovf", "db", NULL);
  CLEANUP_MACHINE struct vf_machine *by_name
      = read_ovf ("collection.ovf", "The db", NULL);
  struct vf_error err;

  ck_assert_str_eq (by_id->identity.name, "The db");
  ck_assert_str_eq (by_name->identity.source_id, "db");
  ck_assert_uint_eq (by_id->memory.size_bytes, 1 << 30); /* no unit: bytes */
  ck_assert_int_eq (by_id->lifecycle.start_order, 1);
  ck_assert_ptr_null (try_ovf ("collection.ovf", &nothing, &err));
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  ck_assert_msg (strstr (err.text, "\"web\" (The web), \"db\" (The db)"), "%s",
                 err.text);
  ck_assert_ptr_null (try_ovf ("collection.ovf", &wrong, &err));
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
}
END_TEST

START_TEST (deployment_options)
{
  static const struct {
    const char *option;
    unsigned vcpus;
    uint64_t mib;
  } rows[] = { { NULL, 2, 1024 },
               { "medium", 2, 1024 },
               { "small", 1, 1024 },
               { "large", 8, 16384 } };
  const struct vf_machine_params wrong
      = { .vm = "web", .configuration = "huge" };
  struct vf_error err;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    CLEANUP_MACHINE struct vf_machine *m
        = read_ovf ("collection.ovf", "web", rows[i].option);

    ck_assert_uint_eq (m->cpu.vcpus, rows[i].vcpus);
    ck_assert_uint_eq (m->memory.size_bytes, rows[i].mib << 20);
    ck_assert_uint_eq (m->hardware_version, 7); /* of "xen-3 vmx-07" */
    ck_assert_uint_eq (m->lifecycle.start_delay_s, 30);
  }
  ck_assert_ptr_null (try_ovf ("collection.ovf", &wrong, &err));
  ck_assert_msg (strstr (err.text, "\"small\", \"medium\", \"large\""), "%s",
                 err.text);
}
END_TEST

START_TEST (virtualbox)
{
  CLEANUP_MACHINE struct vf_machine *m
      = read_ovf ("virtualbox.ovf", NULL, NULL);

  ck_assert_int_eq (m->platform, VF_PLATFORM_VIRTUALBOX);
  ck_assert_str_eq (m->identity.bios_uuid_text,
                    "dc77c962-ad6e-4801-9278-ce87f0754e46");
  ck_assert_uint_eq (m->memory.size_bytes, UINT64_C (2) << 30);
  ck_assert_str_eq (fate_of (m, "Memory@RAMSize"), "loss");
  ck_assert_int_eq (m->firmware.kind, VF_FIRMWARE_EFI);
  ck_assert_str_eq (m->os.osinfo_uri, "http://debian.org/debian/12");
  ck_assert_uint_eq (m->os.bits, 64);
  ck_assert_int_eq (m->clock.is_localtime, VF_NO);
  ck_assert_int_eq (m->clock.offset_seconds, -3600);
  ck_assert_str_eq (m->disks.items[0].key, "sata0:0");
  ck_assert_uint_eq (m->disks.items[0].boot_order, 1);
  ck_assert_str_eq (m->nics.items[0].mac, "08:00:27:70:1a:a4");
  ck_assert_int_eq (m->nics.items[0].network_kind, VF_NETWORK_NAT);
  ck_assert_int_eq (m->nics.items[0].connected, VF_NO);
  ck_assert_int_eq (m->devices.items[0].kind, VF_DEVICE_TPM);
}
END_TEST

START_TEST (ovirt)
{
  CLEANUP_MACHINE struct vf_machine *m = read_ovf ("ovirt.ovf", NULL, NULL);

  ck_assert_int_eq (m->platform, VF_PLATFORM_QEMU);
  ck_assert_str_eq (m->identity.name, "rhv");
  ck_assert_str_eq (m->identity.description, "a note");
  ck_assert_uint_eq (m->cpu.vcpus, 4);
  ck_assert_uint_eq (m->cpu.max_vcpus, 16);
  ck_assert_int_eq (m->firmware.secure_boot, VF_YES);
  ck_assert_int_eq (m->disks.items[0].bus, VF_BUS_SCSI);
  ck_assert_int_eq (m->disks.items[0].multi_writer, VF_YES);
  ck_assert_uint_eq (m->disks.items[0].boot_order, 1);
  ck_assert_uint_eq (m->disks.items[0].capacity_bytes, 1 << 30);
  ck_assert_str_eq (m->nics.items[0].model, "virtio");
  ck_assert_str_eq (m->nics.items[0].mac, "00:11:22:33:44:55");
  ck_assert_str_eq (m->display.model, "qxl");
  ck_assert_int_eq (m->memory.balloon, VF_YES);
  ck_assert_uint_eq (m->devices.count, 1); /* the USB of it is disabled */
  ck_assert_int_eq (m->devices.items[0].kind, VF_DEVICE_RNG);
}
END_TEST

START_TEST (version_0_9)
{
  CLEANUP_MACHINE struct vf_machine *m = read_ovf ("old.ovf", NULL, NULL);

  ck_assert_str_eq (m->identity.name, "old");
  ck_assert_uint_eq (m->memory.size_bytes, 256 << 20);
  ck_assert_str_eq (m->controllers.items[0].key, "scsi1");
  ck_assert_str_eq (m->controllers.items[0].model, "lsilogic");
  ck_assert_str_eq (m->disks.items[0].key, "scsi1:0");
  ck_assert_str_eq (m->disks.items[0].member, "old.vmdk");
}
END_TEST

UNIT_MAIN ("formats/ovf/dialects", one_of_several, deployment_options,
           virtualbox, ovirt, version_0_9)
