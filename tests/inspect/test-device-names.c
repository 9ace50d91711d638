/* vmferry: tests of finding and reading names of disks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/device-names.h"

#include <string.h>

#include "tests/unit.h"

static struct vf_slice
slice (const char *text)
{
  return (struct vf_slice){ text, strlen (text) };
}

START_TEST (parse)
{
  static const struct {
    const char *name;
    size_t disks;
    size_t disk;
    unsigned partition;
  } good[] = {
    { "/dev/sda", 1, 0, 0 },
    { "/dev/sdb12", 1, 1, 12 },
    { "/dev/hdc3", 1, 2, 3 },
    { "/dev/vdz", 1, 25, 0 },
    { "/dev/sdaa1", 1, 26, 1 },
    { "/dev/xvdb1", 1, 1, 1 },
    { "/dev/nvme0n1", 1, 0, 0 },
    { "/dev/nvme1n1p2", 1, 1, 2 },
    { "/dev/disk/by-id/scsi-36000c29-part3", 1, 0, 3 },
    { "/dev/disk/by-path/pci-0000:03:00.0-scsi-0:0:0:0", 1, 0, 0 },
  };
  static const char *const bad[]
      = { "/dev/sda1x", "/dev/sd", "/dev/sd1", "/dev/sr0",   "/dev/mapper/a",
          "sda1",       "/dev/",   "",         "/dev/sda01234567890",
          "/dev/disk/by-uuid/a", "/dev/nvme0", "/dev/nvme0n0",
          "/dev/sdaaaaaaaaaaaaaaaaaaaaaaaaaa" };
  size_t disk;
  unsigned partition;

  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    ck_assert_msg (vf_device_name_parse (slice (good[i].name), good[i].disks,
                                         &disk, &partition),
                   "%s", good[i].name);
    ck_assert_uint_eq (disk, good[i].disk);
    ck_assert_uint_eq (partition, good[i].partition);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    ck_assert_msg (
        !vf_device_name_parse (slice (bad[i]), 1, &disk, &partition), "%s",
        bad[i]);
  ck_assert (!vf_device_name_parse (slice ("/dev/disk/by-id/ata-x-part1"), 2,
                                    &disk, &partition));
}
END_TEST

START_TEST (find)
{
  static const struct {
    const char *text;
    const char *name; /* NULL: none */
  } cases[] = {
    { "root=/dev/sda1 ro", "/dev/sda1" },
    { "RESUME=\"/dev/sda2\"", "/dev/sda2" },
    { "cryptdevice=/dev/sdb3:root", "/dev/sdb3" },
    { "(hd0)\t/dev/disk/by-id/ata-VMware_1", "/dev/disk/by-id/ata-VMware_1" },
    { "/dev/mapper/a /dev/sda3", "/dev/sda3" },
    { "UUID=/dev/disk/by-uuid/1", NULL },
    { "/dev/disk/by-id/dm-name-x", NULL },
    { "x/dev/sda1", NULL },
    { "/dev/sda1/x", NULL },
    { "/dev/sda1x", NULL },
    { "", NULL },
    { "/dev/", NULL },
  };

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct vf_slice name;
    bool found = vf_device_name_find (slice (cases[i].text), &name);

    ck_assert_msg (found == (cases[i].name != NULL), "%s", cases[i].text);
    if (found)
      ck_assert_msg (vf_slice_is (name, cases[i].name), "%s", cases[i].text);
  }
}
END_TEST

START_TEST (names_of_disks)
{
  char buf[16];

  ck_assert_str_eq (vf_device_name_of_disk ("sd", 0, buf), "sda");
  ck_assert_str_eq (vf_device_name_of_disk ("vd", 25, buf), "vdz");
  ck_assert_str_eq (vf_device_name_of_disk ("/dev/sd", 26, buf), "/dev/sdaa");
  ck_assert_str_eq (vf_device_name_of_disk ("sd", 701, buf), "sdzz");
  ck_assert_str_eq (vf_device_name_of_disk ("sd", 702, buf), "sdaaa");
}
END_TEST

UNIT_MAIN ("inspect/device-names", parse, find, names_of_disks)
