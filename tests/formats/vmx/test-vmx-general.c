/* vmferry: tests of what a .vmx says in words that are easily taken too
 * literally: the guest system, the clock, two addresses of one NIC.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/text.h"
#include "tests/formats/vmx/read.h"

/* Before vSphere 8 a Rocky Linux is an "rhel9-64" to VMware; only the Tools
 * tell it apart. */
START_TEST (the_tools_know_the_distribution)
{
  static const struct {
    const char *type, *name, *version, *uri;
  } rows[] = {
    { "rhel9-64", "Red Hat Enterprise Linux", "9.4",
      "http://redhat.com/rhel/9.4" },
    { "rhel9-64", "Rocky Linux", "9.4", "http://rockylinux.org/rocky/9" },
    { "rhel9-64", "AlmaLinux", "9.4", "http://almalinux.org/almalinux/9" },
    { "centos8-64", "AlmaLinux", "8.10", "http://almalinux.org/almalinux/8" },
    { "almalinux-64", "AlmaLinux", "?", "http://almalinux.org/almalinux/9" },
    { "ubuntu-64", "Ubuntu 22.04.3 LTS", "22.04",
      "http://ubuntu.com/ubuntu/22.04" },
    { "solaris10-64", "", "", "http://sun.com/solaris/10" },
    { "winnt", "", "", "http://microsoft.com/winnt/4.0" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_FREE char *lines = vf_text_printf (
        "guestOS = \"%s\"\nguestInfo.detailed.data = \"bitness='64' "
        "distroName='%s' distroVersion='%s'\"\n",
        rows[i].type, rows[i].name, rows[i].version);
    CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (lines);

    ck_assert_str_eq (machine->os.osinfo_uri, rows[i].uri);
  }
}
END_TEST

START_TEST (a_clock_is_not_off_by_more_than_a_century)
{
  static const struct {
    const char *text;
    bool has_offset;
    int64_t seconds;
  } rows[] = {
    { "3600", true, 3600 },
    { "-7200", true, -7200 },
    { "0", true, 0 },
    { "3162240000", true, 3162240000 },
    { "3162240001", false, 0 },
    { "-3162240001", false, 0 },
    { "9223372036854775807", false, 0 },
    { "-9223372036854775808", false, 0 },
    { "99999999999999999999", false, 0 },
    { "-99999999999999999999", false, 0 },
    { "1h", false, 0 },
    { "", false, 0 },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_FREE char *lines
        = vf_text_printf ("rtc.diffFromUTC = \"%s\"\n", rows[i].text);
    CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (lines);

    ck_assert_msg (machine->clock.has_offset == rows[i].has_offset
                       && machine->clock.offset_seconds == rows[i].seconds,
                   "%s: %lld", rows[i].text,
                   (long long)machine->clock.offset_seconds);
    ck_assert_str_eq (fate_of (machine, "rtc.diffFromUTC"),
                      rows[i].has_offset ? "mapped" : "loss");
  }
}
END_TEST

/* Of two addresses, the one that is not used is not called mapped. */
START_TEST (one_address_is_used)
{
  static const struct {
    const char *type, *address, *generated, *mac;
    const char *fate_address, *fate_generated;
  } rows[] = {
    { "static", "00:50:56:00:00:01", "00:0c:29:00:00:02", "00:50:56:00:00:01",
      "mapped", "irrelevant" },
    { "generated", "00:50:56:00:00:01", "00:0c:29:00:00:02",
      "00:0c:29:00:00:02", "irrelevant", "mapped" },
    { "static", "00:00:00:00:00:00", "00:0c:29:00:00:02", "00:0c:29:00:00:02",
      "irrelevant", "mapped" },
    { "static", "none", "00:00:00:00:00:00", "", "loss", "loss" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_FREE char *lines
        = vf_text_printf ("ethernet0.present = \"TRUE\"\n"
                          "ethernet0.addressType = \"%s\"\n"
                          "ethernet0.address = \"%s\"\n"
                          "ethernet0.generatedAddress = \"%s\"\n",
                          rows[i].type, rows[i].address, rows[i].generated);
    CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (lines);

    ck_assert_str_eq (machine->nics.items[0].mac, rows[i].mac);
    ck_assert_str_eq (fate_of (machine, "ethernet0.address"),
                      rows[i].fate_address);
    ck_assert_str_eq (fate_of (machine, "ethernet0.generatedAddress"),
                      rows[i].fate_generated);
  }
}
END_TEST

UNIT_MAIN ("formats/vmx/vmx-general", the_tools_know_the_distribution,
           a_clock_is_not_off_by_more_than_a_century, one_address_is_used)
