/* vmferry: tests of reading fstab, crypttab and os-release.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/tabs.h"

#include "common/error.h"
#include "inspect/guest.h"
#include "inspect/os-release.h"
#include "tests/unit.h"

static struct vf_error err;

START_TEST (fstab)
{
  CLEANUP_TAB struct vf_tab tab = { 0 };
  static const char text[]
      = "# comment\n"
        "\n"
        "/dev/sda1  /  ext4  errors=remount-ro  0  1\n"
        "LABEL=my\\040disk\t/mnt/my\\040disk xfs defaults\r\n"
        "  UUID=0a none swap\n"
        "short\n"
        "tmpfs /tmp # the rest is a comment\n"
        "proc /proc proc";

  ck_assert_int_eq (vf_tab_parse_fstab (text, &tab, &err), 0);
  ck_assert_uint_eq (tab.count, 5);
  ck_assert_uint_eq (tab.items[0].line, 3);
  ck_assert_str_eq (tab.items[0].spec, "/dev/sda1");
  ck_assert_str_eq (tab.items[0].target, "/");
  ck_assert_str_eq (tab.items[0].type, "ext4");
  ck_assert_str_eq (tab.items[0].options, "errors=remount-ro");
  ck_assert_str_eq (tab.items[1].spec, "LABEL=my disk");
  ck_assert_str_eq (tab.items[1].target, "/mnt/my disk");
  ck_assert_str_eq (tab.items[1].options, "defaults");
  ck_assert_ptr_null (tab.items[2].options);
  ck_assert_ptr_null (tab.items[3].type);
  ck_assert_str_eq (tab.items[4].spec, "proc");
}
END_TEST

START_TEST (crypttab)
{
  CLEANUP_TAB struct vf_tab tab = { 0 };

  ck_assert_int_eq (
      vf_tab_parse_crypttab ("sda5_crypt /dev/sda5 none luks,discard\n", &tab,
                             &err),
      0);
  ck_assert_uint_eq (tab.count, 1);
  ck_assert_str_eq (tab.items[0].target, "sda5_crypt");
  ck_assert_str_eq (tab.items[0].spec, "/dev/sda5");
  ck_assert_str_eq (tab.items[0].type, "none");
  ck_assert_str_eq (tab.items[0].options, "luks,discard");
}
END_TEST

START_TEST (bad_escapes_stay)
{
  CLEANUP_TAB struct vf_tab tab = { 0 };

  ck_assert_int_eq (
      vf_tab_parse_fstab ("a\\04 b\\999\nc\\000d e\\\n", &tab, &err), 0);
  ck_assert_str_eq (tab.items[0].spec, "a\\04");
  ck_assert_str_eq (tab.items[0].target, "b\\999");
  ck_assert_str_eq (tab.items[1].spec, "c\\000d");
  ck_assert_str_eq (tab.items[1].target, "e\\");
}
END_TEST

START_TEST (os_release)
{
  struct vf_guest *guest = calloc (1, sizeof *guest);

  ck_assert_int_eq (
      vf_os_release_parse ("PRETTY_NAME=\"Ubuntu 22.04.3 LTS\"\n"
                           "#ID=x\nID=ubuntu\nID_LIKE='debian other'\n"
                           "VERSION_ID=\"22.04\"\n",
                           &guest->os, &err),
      0);
  ck_assert_str_eq (guest->os.id, "ubuntu");
  ck_assert_str_eq (guest->os.version, "22.04");
  ck_assert_str_eq (guest->os.name, "Ubuntu 22.04.3 LTS");
  ck_assert (vf_guest_is_family (guest, "debian"));
  ck_assert (vf_guest_is_family (guest, "ubuntu"));
  ck_assert (!vf_guest_is_family (guest, "deb"));
  vf_guest_free (guest);
  guest = calloc (1, sizeof *guest);
  ck_assert_int_eq (vf_os_release_parse ("", &guest->os, &err), 0);
  ck_assert_str_eq (guest->os.id, "linux");
  vf_guest_free (guest);
}
END_TEST

UNIT_MAIN ("inspect/tabs", fstab, crypttab, bad_escapes_stay, os_release)
