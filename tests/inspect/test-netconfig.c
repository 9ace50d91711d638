/* vmferry: tests of reading network configuration.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/netconfig.h"

#include "common/error.h"
#include "inspect/guest.h"
#include "tests/unit.h"

static struct vf_error err;

START_TEST (interfaces)
{
  static const char text[]
      = "# lo\nauto lo ens192\niface lo inet loopback\n"
        "   address 127.0.0.1\n"
        "source interfaces.d/*\nsource-directory /etc/network/more\n"
        "iface ens192 inet static\n"
        "\taddress 192.0.2.10/24\n\tgateway 192.0.2.1\n"
        "\taddress 192.0.2.11\n"
        "\tdns-nameservers 192.0.2.2\n"
        "\n"
        "iface ens192 inet6 auto\n"
        "allow-hotplug ens224\n"
        "\taddress of nothing\n"
        "iface ens224 inet dhcp";
  CLEANUP_TEXT_LIST struct vf_text_list sources = { 0 };
  struct vf_guest_network network = { 0 };

  ck_assert_int_eq (
      vf_ifupdown_parse (text, "/etc/x", &network, &sources, &err), 0);
  ck_assert_uint_eq (network.interface_count, 3);
  ck_assert_str_eq (network.interfaces[0].name, "ens192");
  ck_assert_str_eq (network.interfaces[0].family, "inet");
  ck_assert_str_eq (network.interfaces[0].method, "static");
  ck_assert_str_eq (network.interfaces[0].address, "192.0.2.10/24");
  ck_assert_str_eq (network.interfaces[0].gateway, "192.0.2.1");
  ck_assert_ptr_null (network.interfaces[0].netmask);
  ck_assert_uint_eq (network.interfaces[0].line, 7);
  ck_assert_str_eq (network.interfaces[1].family, "inet6");
  ck_assert_ptr_null (network.interfaces[1].address);
  ck_assert_str_eq (network.interfaces[2].name, "ens224");
  ck_assert_str_eq (network.interfaces[2].method, "dhcp");
  ck_assert_uint_eq (sources.count, 2);
  ck_assert_str_eq (sources.items[0], "interfaces.d/*");
  ck_assert_str_eq (sources.items[1], "/etc/network/more/*");
  vf_guest_network_clear (&network);
}
END_TEST

START_TEST (links)
{
  struct vf_guest_network network = { 0 };

  ck_assert_int_eq (
      vf_link_file_parse ("[Match]\nMACAddress=00-50-56-AB-00-01\n\n"
                          "[Link]\nName=lan0\n",
                          "/a.link", &network, &err),
      0);
  ck_assert_int_eq (vf_link_file_parse ("[Match]\nOriginalName=*\n[Link]\n"
                                        "NamePolicy=keep\n",
                                        "/b.link", &network, &err),
                    0);
  ck_assert_int_eq (
      vf_udev_rules_parse (
          "# a card\n"
          "SUBSYSTEM==\"net\", ATTR{address}==\"00:50:56:ab:00:02\", "
          "ATTR{type}==\"1\", KERNEL==\"eth*\", NAME=\"eth1\"\n"
          "SUBSYSTEM==\"net\", ATTR{address}==\"broken\n"
          "KERNEL==\"sda\", NAME=\"x\"\n",
          "/c.rules", &network, &err),
      0);
  ck_assert_uint_eq (network.link_count, 2);
  ck_assert_str_eq (network.links[0].mac, "00:50:56:ab:00:01");
  ck_assert_str_eq (network.links[0].name, "lan0");
  ck_assert_str_eq (network.links[1].mac, "00:50:56:ab:00:02");
  ck_assert_str_eq (network.links[1].name, "eth1");
  ck_assert_str_eq (network.links[1].file, "/c.rules");
  vf_guest_network_clear (&network);
}
END_TEST

UNIT_MAIN ("inspect/netconfig", interfaces, links)
