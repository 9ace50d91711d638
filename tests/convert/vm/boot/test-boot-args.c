/* vmferry: tests of the arguments that QEMU is given.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/boot-args.h"

#include <string.h>

#include "common/error.h"
#include "formats/domain.h"
#include "tests/unit.h"

#define DOMAIN(type, vcpu, devices)                                           \
  "<domain><name>a</name><memory unit='MiB'>2048</memory>" vcpu               \
  "<os><type machine='" type "'>hvm</type></os><devices>" devices             \
  "</devices></domain>"

#define DISK(path, bus, more)                                                 \
  "<disk type='file' device='disk'><source file='" path                       \
  "'/><target dev='sdb' bus='" bus "'/>" more "</disk>"

static const struct vf_boot_plan bios = {
  .folder = "/t,mp",
  .has_user_network = true,
  .max_memory_bytes = 1ull << 30,
};

/* The arguments for XML, each on a line, then the notes; or the error. */
static char *
build (const char *xml, const struct vf_boot_plan *plan)
{
  __attribute__ ((cleanup (vf_args_clear))) struct vf_args args = { 0 };
  struct vf_error err = { 0 };
  CLEANUP_DOMAIN struct vf_domain *domain
      = vf_domain_read_xml (xml, strlen (xml), &err);
  char *text = calloc (1, 65536);
  size_t i;

  ck_assert_ptr_nonnull (text);
  ck_assert_msg (domain != NULL, "%s", err.text);
  if (vf_args_build (&args, domain, plan, &err))
    return strcpy (text, err.text);
  for (i = 0; args.argv.items[i]; i++)
    strcat (strcat (text, args.argv.items[i]), "\n");
  for (i = 0; i < args.notes.count; i++)
    strcat (strcat (text, args.notes.items[i]), "\n");
  return text;
}

START_TEST (arguments_follow_the_definition)
{
  static const struct {
    const char *xml;
    const char *line;
  } cases[] = {
    { DOMAIN ("pc-q35-7.2", "<vcpu>8</vcpu>", ""),
      "\n-smp\n2,sockets=1,cores=2\n" },
    { DOMAIN ("pc-q35-7.2", "<vcpu>8</vcpu>", ""),
      "\n2 vCPUs instead of 8, since there is no KVM\n" },
    { DOMAIN ("pc", "", ""), "\n-m\n1048576k\n" },
    { DOMAIN ("pc", "", ""), "\n1024 MiB of memory instead of 2048\n" },
    { DOMAIN ("pc",
              "<vcpu>2</vcpu><cpu><topology sockets='1' dies='1' "
              "cores='2' threads='1'/></cpu>",
              ""),
      "\n2,sockets=1,dies=1,cores=2,threads=1\n" },
    { DOMAIN ("pc-q35-7.2", "", DISK ("/a", "virtio", "")),
      "\nvirtio-blk-pci,bus=port1,drive=disk0,bootindex=1\n" },
    { DOMAIN ("pc", "", DISK ("/a", "virtio", "<serial>x,y</serial>")),
      "\nvirtio-blk-pci,drive=disk0,bootindex=1,serial=x,,y\n" },
    { DOMAIN ("pc", "", DISK ("/a", "virtio", "")),
      "file=/t,,mp/disk-0.qcow2,format=qcow2,cache=unsafe\n" },
    { DOMAIN ("pc", "", DISK ("/a", "sata", "")),
      "\nide-hd,bus=sata.1,drive=disk0,bootindex=1\n" },
    { DOMAIN (
          "pc", "",
          DISK (
              "/a", "scsi",
              "<address type='drive' controller='2' unit='5'/>") "<controller "
                                                                 "type='scsi' "
                                                                 "index='2' "
                                                                 "model='"
                                                                 "vmpvscsi'/"
                                                                 ">"),
      "\n-device\npvscsi,id=scsi2\n" },
    { DOMAIN ("pc", "",
              DISK ("/a", "virtio", "")
                  DISK ("/b", "virtio", "<boot order='1'/>")),
      "drive=disk1,bootindex=1\n" },
    { DOMAIN ("pc", "",
              "<interface><mac address='00:50:56:01:02:03'/>"
              "<model type='virtio'/></interface>"),
      "\nuser,id=net0,restrict=on\n" },
    { DOMAIN ("pc", "",
              "<interface><mac address='00:50:56:01:02:03'/>"
              "<model type='virtio'/></interface>"),
      "\nvirtio-net-pci,netdev=net0,romfile=,mac=00:50:56:01:02:03\n" },
    { DOMAIN ("pc", "", "<interface><model type='x'/></interface>"),
      "\nwithout NIC 1: QEMU has no model 'x'\n" },
    { DOMAIN ("pc", "", ""), "\nisa-serial,index=0,chardev=console\n" },
    { DOMAIN ("pc", "", ""), "\nisa-serial,index=3,chardev=screen\n" },
    { DOMAIN ("pc", "", "<hostdev/>"),
      "\nwithout devices/hostdev of the definition\n" },
    { DOMAIN ("pc,accel=x", "", ""), "machine type 'pc,accel=x'" },
    { DOMAIN ("pc", "", DISK ("/a", "xen", "")), "disk sdb: on bus 'xen'" },
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    CLEANUP_FREE char *text = build (cases[i].xml, &bios);

    ck_assert_msg (strstr (text, cases[i].line), "case %zu: %s", i, text);
  }
}
END_TEST

START_TEST (the_originals_are_in_no_argument)
{
  CLEANUP_FREE char *text = build (
      DOMAIN ("pc", "", DISK ("/original/disk", "virtio", "")), &bios);

  ck_assert_ptr_null (strstr (text, "/original"));
}
END_TEST

START_TEST (uefi_gets_flash_and_no_bios_screen)
{
  struct vf_boot_plan uefi = bios;
  CLEANUP_FREE char *text = NULL;

  uefi.uefi_code = "/code.fd";
  uefi.uefi_is_secure = true;
  text = build (DOMAIN ("pc-q35-7.2", "", ""), &uefi);
  ck_assert_ptr_nonnull (strstr (text, "readonly=on,file=/code.fd\n"));
  ck_assert_ptr_nonnull (strstr (text, "file=/t,,mp/nvram.fd\n"));
  ck_assert_ptr_nonnull (strstr (text, "pc-q35-7.2,smm=on\n"));
  ck_assert_ptr_null (strstr (text, "sercon"));
}
END_TEST

UNIT_MAIN ("convert/vm/boot-args", arguments_follow_the_definition,
           the_originals_are_in_no_argument,
           uefi_gets_flash_and_no_bios_screen)
