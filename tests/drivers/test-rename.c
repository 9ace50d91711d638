/* vmferry: tests of giving disks names that stay.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/rename.h"

#include "common/error.h"
#include "tests/drivers/sample-guest.h"
#include "tests/unit.h"

static struct vf_error err;

START_TEST (texts)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  struct vf_rename rename = { guest, &sample_target };
  static const struct {
    const char *text;
    const char *renamed;
  } cases[] = {
    { "/dev/sda1 / ext4\n", "UUID=r-1 / ext4\n" },
    { "  /dev/sda2\tnone swap", "  UUID=s-2\tnone swap" },
    { "\tlinux /vmlinuz root=/dev/sda1 ro\n",
      "\tlinux /vmlinuz root=UUID=r-1 ro\n" },
    { "RESUME=\"/dev/sda2\"\n", "RESUME=\"UUID=s-2\"\n" },
    { "X=\"resume=/dev/sda2 y=/dev/sda1\"",
      "X=\"resume=UUID=s-2 y=/dev/disk/by-uuid/r-1\"" },
    { "(hd0) /dev/sda\n", "(hd0) /dev/vda\n" },
    { "/dev/sda3 /x\n", "/dev/vda3 /x\n" },
    { "/dev/disk/by-id/ata-a-part1 /\n", "UUID=r-1 /\n" },
    { "/dev/sdb1 /b\n/dev/sda9 /c\n", "/dev/sdb1 /b\n/dev/sda9 /c\n" },
    { " # /dev/sda1\n\n", " # /dev/sda1\n\n" },
    { "UUID=r-1 /dev/sr0", "UUID=r-1 /dev/sr0" },
    { "", "" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    CLEANUP_FREE char *renamed
        = vf_rename_text (&rename, "/x", cases[i].text, false, &err);
    CLEANUP_FREE char *again
        = vf_rename_text (&rename, "/x", renamed, false, &err);

    ck_assert_str_eq (renamed, cases[i].renamed);
    ck_assert_str_eq (again, cases[i].renamed);
  }
}
END_TEST

START_TEST (only_known_lines)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  struct vf_rename rename = { guest, &sample_target };
  CLEANUP_FREE char *renamed = vf_rename_text (
      &rename, "/etc/fstab", "/dev/sda1 /\n/dev/sda2 none\n", true, &err);

  ck_assert_str_eq (renamed, "UUID=r-1 /\n/dev/sda2 none\n");
}
END_TEST

START_TEST (a_kernel_alone_knows_no_uuid)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  struct vf_rename rename = { guest, &sample_target };
  struct vf_slice line = { "root=/dev/sda1", 14 };
  struct vf_slice name = { line.start + 5, 9 };
  struct vf_rename_place place = { guest->boot.config, 9, line };
  CLEANUP_FREE char *with_initrd
      = vf_rename_device (&rename, &place, name, &err);
  CLEANUP_FREE char *without = NULL;
  CLEANUP_FREE char *with_partuuid = NULL;

  ck_assert_str_eq (with_initrd, "UUID=r-1");
  sample_set (&guest->boot.entries[0].initrd, NULL);
  without = vf_rename_device (&rename, &place, name, &err);
  ck_assert_str_eq (without, "/dev/vda1");
  guest->filesystems[0].partuuid = strdup ("5a-01");
  with_partuuid = vf_rename_device (&rename, &place, name, &err);
  ck_assert_str_eq (with_partuuid, "PARTUUID=5a-01");
}
END_TEST

START_TEST (names_on_the_target)
{
  static const char *const disks[] = { "vda", "nvme0n1" };
  const struct vf_target target = { disks, 2, NULL, 0, false, 0, false };
  static const char *const bad[]
      = { "/dev/vdb1", "/dev/sda1", "/dev/vda0", "/dev/vdax", "vda1",
          "/dev/nvme0n11", "/dev/nvme0n1p" };
  size_t disk;
  unsigned partition;

  ck_assert (vf_target_parse_name (&target, "/dev/vda12", &disk, &partition));
  ck_assert_uint_eq (disk, 0);
  ck_assert_uint_eq (partition, 12);
  ck_assert (
      vf_target_parse_name (&target, "/dev/nvme0n1p2", &disk, &partition));
  ck_assert_uint_eq (disk, 1);
  ck_assert_uint_eq (partition, 2);
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    ck_assert_msg (
        !vf_target_parse_name (&target, bad[i], &disk, &partition), "%s",
        bad[i]);
}
END_TEST

UNIT_MAIN ("drivers/rename", texts, only_known_lines,
           a_kernel_alone_knows_no_uuid, names_on_the_target)
