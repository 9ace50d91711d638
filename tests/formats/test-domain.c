/* vmferry: tests of the reader of libvirt domains.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/domain.h"

#include <string.h>

#include "common/error.h"
#include "tests/unit.h"

static const char full[]
    = "<domain type='kvm'><name>a b</name>"
      "<uuid>3c9a4d56-e751-8b40-a1d2-6f0e3f123477</uuid>"
      "<memory unit='MiB'>2048</memory><vcpu current='2'>4</vcpu>"
      "<memoryBacking/><os firmware='efi'>"
      "<type arch='x86_64' machine='pc-q35-7.2'>hvm</type>"
      "<firmware><feature enabled='yes' name='secure-boot'/></firmware>"
      "<nvram>/v/n.fd</nvram></os>"
      "<cpu mode='custom'><model>Haswell</model>"
      "<topology sockets='2' dies='1' cores='2' threads='1'/></cpu>"
      "<devices><disk type='file' device='disk'>"
      "<driver name='qemu' type='qcow2'/><source file='/d/a,b.qcow2'/>"
      "<target dev='sda' bus='scsi'/><serial>S1</serial><boot order='1'/>"
      "<address type='drive' controller='1' bus='0' target='3' unit='2'/>"
      "</disk><disk type='file' device='cdrom'>"
      "<target dev='sdb' bus='sata'/><readonly/></disk>"
      "<controller type='scsi' index='1' model='virtio-scsi'/>"
      "<interface type='bridge'><mac address='00:50:56:3f:12:34'/>"
      "<model type='virtio'/></interface><serial type='pty'/>"
      "<channel type='unix'><target type='virtio' "
      "name='org.qemu.guest_agent.0'/></channel>"
      "<hostdev/><hostdev/></devices></domain>";

static struct vf_domain *
read_text (const char *text, struct vf_error *err)
{
  return vf_domain_read_xml (text, strlen (text), err);
}

START_TEST (the_machine_is_read)
{
  struct vf_error err = { 0 };
  CLEANUP_DOMAIN struct vf_domain *domain = read_text (full, &err);

  ck_assert_msg (domain != NULL, "%s", err.text);
  ck_assert_str_eq (domain->name, "a b");
  ck_assert_uint_eq (domain->memory_bytes, UINT64_C (2) << 30);
  ck_assert_uint_eq (domain->vcpus, 2);
  ck_assert_uint_eq (domain->sockets, 2);
  ck_assert_uint_eq (domain->cores, 2);
  ck_assert_str_eq (domain->cpu_model, "Haswell");
  ck_assert_str_eq (domain->machine, "pc-q35-7.2");
  ck_assert (domain->firmware.is_uefi);
  ck_assert (domain->firmware.is_secure_boot);
  ck_assert_str_eq (domain->firmware.nvram, "/v/n.fd");
  ck_assert (domain->has_serial);
  ck_assert (domain->has_agent_channel);
  ck_assert_uint_eq (domain->ignored.count, 2);
  ck_assert_str_eq (domain->ignored.items[0], "memoryBacking");
  ck_assert_str_eq (domain->ignored.items[1], "devices/hostdev");
}
END_TEST

START_TEST (the_devices_are_read)
{
  struct vf_error err = { 0 };
  CLEANUP_DOMAIN struct vf_domain *domain = read_text (full, &err);
  const struct vf_domain_disk *disk;

  ck_assert_msg (domain != NULL, "%s", err.text);
  ck_assert_uint_eq (domain->disks.count, 2);
  disk = &domain->disks.items[0];
  ck_assert_str_eq (disk->path, "/d/a,b.qcow2");
  ck_assert_str_eq (disk->format, "qcow2");
  ck_assert_str_eq (disk->bus, "scsi");
  ck_assert_str_eq (disk->serial, "S1");
  ck_assert_uint_eq (disk->controller, 1);
  ck_assert_uint_eq (disk->scsi_target, 3);
  ck_assert_uint_eq (disk->unit, 2);
  ck_assert_uint_eq (disk->boot_order, 1);
  ck_assert_int_eq (domain->disks.items[1].device, VF_DOMAIN_CDROM);
  ck_assert_ptr_null (domain->disks.items[1].path);
  ck_assert_uint_eq (domain->nics.count, 1);
  ck_assert_str_eq (domain->nics.items[0].mac, "00:50:56:3f:12:34");
  ck_assert_str_eq (domain->controllers.items[0].model, "virtio-scsi");
}
END_TEST

START_TEST (what_is_no_domain_is_refused)
{
  static const struct {
    const char *text;
    const char *sentence;
  } cases[] = {
    { "", "no well-formed XML" },
    { "<domain>", "no well-formed XML" },
    { "<network/>", "outermost element is not <domain>" },
    { "<domain><name>a</name></domain>", "has no <memory>" },
    { "<domain><memory>1048576</memory></domain>", "has no <name>" },
    { "<domain><name>a</name><memory unit='X'>1</memory></domain>",
      "<memory> is '1 X'" },
    { "<domain><name>a</name><memory unit='EiB'>99</memory></domain>",
      "<memory> is '99 EiB'" },
    { "<domain><vcpu>4097</vcpu></domain>", "<vcpu>" },
    { "<domain><devices><disk type='network'><target dev='vda'/></disk>"
      "</devices></domain>",
      "disk vda: it is neither a file nor a block device" },
    { "<!DOCTYPE domain [<!ENTITY x SYSTEM '/etc/passwd'>]>"
      "<domain><name>&x;</name><memory>1048576</memory></domain>",
      "document type" },
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct vf_error err = { 0 };

    ck_assert_ptr_null (read_text (cases[i].text, &err));
    ck_assert_msg (strstr (err.text, cases[i].sentence), "%s: %s",
                   cases[i].text, err.text);
  }
}
END_TEST

UNIT_MAIN ("formats/domain", the_machine_is_read, the_devices_are_read,
           what_is_no_domain_is_refused)
