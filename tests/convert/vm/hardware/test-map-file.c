/* vmferry: tests of map files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/map-file.h"

#include <string.h>

#include "common/error.h"
#include "convert/vm/hardware/device-choices.h"
#include "convert/vm/emit/emit.h"
#include "tests/unit.h"

static struct vf_error err;

START_TEST (lines_are_split)
{
  static const char text[] = "# a remark\r\n\n"
                             "VM Network -> network:default\r\n"
                             "  a->b  ->  bridge:br0";
  CLEANUP_MAP_FILE struct vf_map_file file = { 0 };

  ck_assert_int_eq (vf_map_file_parse (text, strlen (text), &file, &err), 0);
  ck_assert_uint_eq (file.lines.count, 2);
  ck_assert_uint_eq (file.lines.items[0].number, 3);
  ck_assert_str_eq (file.lines.items[0].source, "VM Network");
  ck_assert_str_eq (file.lines.items[0].target, "network:default");
  ck_assert_str_eq (file.lines.items[1].source, "a");
}
END_TEST

START_TEST (what_is_no_map_is_named)
{
  static const char *const texts[] = { "a b", "-> x", "x ->", "a->b\na -> c",
                                       " -> " };
  size_t i;

  for (i = 0; i < sizeof texts / sizeof *texts; i++) {
    CLEANUP_MAP_FILE struct vf_map_file file = { 0 };

    ck_assert_int_eq (
        vf_map_file_parse (texts[i], strlen (texts[i]), &file, &err), -1);
    ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  }
  ck_assert_str_eq (err.text, "line 1: \"->\" must be SOURCE -> TARGET");
}
END_TEST

START_TEST (a_source_has_one_target)
{
  static const char text[] = "a -> network:x\n\nb -> network:x\na->bridge:y";
  CLEANUP_MAP_FILE struct vf_map_file file = { 0 };

  ck_assert_int_eq (vf_map_file_parse (text, strlen (text), &file, &err), -1);
  ck_assert_str_eq (err.text, "line 4: \"a\" is in line 1 already");
}
END_TEST

START_TEST (networks_have_tags_and_sizes)
{
  static const struct {
    const char *target, *name;
    bool is_bridge, is_openvswitch;
    int vlan;
    unsigned mtu;
  } rows[] = {
    { "network:default", "default", false, false, 0, 0 },
    { "bridge:br0 mtu=9000", "br0", true, false, 0, 9000 },
    { "openvswitch:br-int  vlan=20 mtu=1500", "br-int", true, true, 20, 1500 },
    { "openvswitch:br-int\tvlan=20\t mtu=1500", "br-int", true, true, 20,
      1500 },
    { "network:two words vlan=4094", "two words", false, false, 4094, 0 },
  };
  struct vf_network_map map;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct vf_map_line line
        = { .source = (char *)"pg", .target = (char *)rows[i].target };

    ck_assert_msg (vf_map_line_network (&line, &map, &err) == 0, "%s",
                   err.text);
    ck_assert_str_eq (map.source, "pg");
    ck_assert_str_eq (map.target, rows[i].name);
    ck_assert_int_eq (map.is_bridge, rows[i].is_bridge);
    ck_assert_int_eq (map.is_openvswitch, rows[i].is_openvswitch);
    ck_assert_int_eq (map.vlan, rows[i].vlan);
    ck_assert_uint_eq (map.mtu, rows[i].mtu);
    vf_network_map_clear (&map);
  }
}
END_TEST

START_TEST (networks_of_no_kind_are_refused)
{
  static const char *const targets[] = { "br0",
                                         "nat:x",
                                         "bridge:",
                                         "bridge:br0 vlan=0",
                                         "bridge:br0 vlan=4095",
                                         "bridge:br0 vlna=20",
                                         "bridge:br0 vlan=20 mto=9000",
                                         "bridge:br0 vlan = 20",
                                         "openvswitch:br0 untagged",
                                         "bridge:br/0",
                                         "bridge:sixteen-bytes-16",
                                         "network:x mtu=9",
                                         "network:x mtu=1e3" };
  struct vf_network_map map;
  size_t i;

  for (i = 0; i < sizeof targets / sizeof *targets; i++) {
    struct vf_map_line line = { .number = 7,
                                .source = (char *)"pg",
                                .target = (char *)targets[i] };

    ck_assert_int_eq (vf_map_line_network (&line, &map, &err), -1);
    ck_assert (strncmp (err.text, "line 7: ", 8) == 0);
  }
}
END_TEST

START_TEST (devices_are_pci_addresses)
{
  struct vf_map_line line = { .source = (char *)"pciPassthru0" };
  struct vf_device_map map;
  static const char *const bad[] = {
    "", "3b:00", "0000:3b:00.8", "0000:3b:20.0", "0000:3b:00.0 x", "gpu",
    "-1:3b:00.0", "0x1:3b:00.0", "0000: 3b:00.0"
  };
  size_t i;

  line.target = (char *)"0001:3b:1f.7";
  ck_assert_int_eq (vf_map_line_device (&line, &map, &err), 0);
  ck_assert_uint_eq (map.domain, 1);
  ck_assert_uint_eq (map.bus, 0x3b);
  ck_assert_uint_eq (map.slot, 0x1f);
  ck_assert_uint_eq (map.function, 7);
  line.target = (char *)"af:00.1";
  ck_assert_int_eq (vf_map_line_device (&line, &map, &err), 0);
  ck_assert_uint_eq (map.domain, 0);
  ck_assert_uint_eq (map.bus, 0xaf);
  for (i = 0; i < sizeof bad / sizeof *bad; i++) {
    line.target = (char *)bad[i];
    ck_assert_msg (vf_map_line_device (&line, &map, &err) == -1, "%s", bad[i]);
  }
}
END_TEST

UNIT_MAIN ("convert/vm/map-file", lines_are_split, what_is_no_map_is_named,
           a_source_has_one_target,
           networks_have_tags_and_sizes, networks_of_no_kind_are_refused,
           devices_are_pci_addresses)
