/* vmferry: tests of reading dpkg's status file, and of telling tools.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/dpkg.h"

#include <string.h>

#include "common/error.h"
#include "inspect/hypervisor-tools.h"
#include "tests/unit.h"

static const char status[]
    = "Package: open-vm-tools\n"
      "Status: install ok installed\n"
      "Version: 2:12.2.0-1\n"
      "Depends: libc6 (>= 2.34), pciutils, iproute2 | iproute\n"
      "Conffiles:\n"
      " /etc/vmware-tools/tools.conf 0123\n"
      "Description: Open VMware Tools\n"
      " Package: not-a-package\n"
      " Depends: nothing\n"
      "\n"
      "Package: gone\n"
      "Status: deinstall ok config-files\n"
      "Depends: open-vm-tools\n"
      "\n"
      "\n"
      "Package: never\n"
      "Status: purge ok not-installed\n"
      "\n"
      "Package: cloud-kit\n"
      "Status: install ok installed\n"
      "Pre-Depends: dpkg\n"
      "Depends: open-vm-tools:any (>= 2:10), x|y";

START_TEST (packages)
{
  CLEANUP_DPKG struct vf_dpkg list = { 0 };
  struct vf_error err;

  ck_assert_int_eq (vf_dpkg_parse (status, &list, &err), 0);
  ck_assert_uint_eq (list.count, 4);
  ck_assert (vf_slice_is (list.items[0].name, "open-vm-tools"));
  ck_assert (vf_slice_is (list.items[0].version, "2:12.2.0-1"));
  ck_assert (vf_dpkg_is_there (&list.items[0]));
  ck_assert (vf_dpkg_is_there (&list.items[1]));
  ck_assert (!vf_dpkg_is_there (&list.items[2]));
  ck_assert (vf_dpkg_depends_on (&list.items[0], "libc6"));
  ck_assert (vf_dpkg_depends_on (&list.items[0], "pciutils"));
  ck_assert (!vf_dpkg_depends_on (&list.items[0], "iproute2"));
  ck_assert (!vf_dpkg_depends_on (&list.items[0], "lib"));
  ck_assert (!vf_dpkg_depends_on (&list.items[1], "open-vm-tools"));
  ck_assert (vf_dpkg_depends_on (&list.items[3], "open-vm-tools"));
  ck_assert (vf_dpkg_depends_on (&list.items[3], "dpkg"));
}
END_TEST

START_TEST (empty)
{
  CLEANUP_DPKG struct vf_dpkg list = { 0 };
  struct vf_error err;

  ck_assert_int_eq (vf_dpkg_parse ("\n\n", &list, &err), 0);
  ck_assert_uint_eq (list.count, 0);
}
END_TEST

START_TEST (tools)
{
  static const char *const are[]
      = { "open-vm-tools", "open-vm-tools-desktop", "hyperv-daemons",
          "virtualbox-guest-utils" };
  static const char *const are_not[]
      = { "open-vm-toolsx", "openvm", "open", "", "virtualbox" };
  enum vf_guest_tool_kind kind;

  for (size_t i = 0; i < sizeof are / sizeof are[0]; i++) {
    struct vf_slice name = { are[i], strlen (are[i]) };

    ck_assert (vf_tool_is_package (name, &kind));
  }
  for (size_t i = 0; i < sizeof are_not / sizeof are_not[0]; i++) {
    struct vf_slice name = { are_not[i], strlen (are_not[i]) };

    ck_assert (!vf_tool_is_package (name, &kind));
  }
  ck_assert (vf_tool_is_service ("open-vm-tools.service"));
  ck_assert (!vf_tool_is_service ("ssh.service"));
}
END_TEST

UNIT_MAIN ("inspect/dpkg", packages, empty, tools)
