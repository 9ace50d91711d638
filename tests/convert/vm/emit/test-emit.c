/* vmferry: tests of the names of converted things, and of network maps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/emit.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "convert/vm/hardware/host.h"
#include "formats/account.h"
#include "formats/machine.h"
#include "tests/unit.h"

static struct vf_error err;

START_TEST (names_become_safe)
{
  static const char *const rows[][2] = {
    { "db01", "db01" },
    { "a/b", "a_b" },
    { "..", "vm" },
    { "../../x", "_.._x" },
    { " .hidden", "hidden" },
    { "\x7f..", "vm" },
    { "\n.\x01.x", "x" },
    { "two\nlines ", "twolines" },
    { "", "vm" },
    { "\xff", "\xef\xbf\xbd" },
    { "\xe6\x95\xb0", "\xe6\x95\xb0" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_FREE char *name = vf_safe_name (rows[i][0], &err);

    ck_assert_str_eq (name, rows[i][1]);
  }
}
END_TEST

START_TEST (long_names_are_cut_between_characters)
{
  char text[400] = "a";
  CLEANUP_FREE char *name = NULL;
  size_t i;

  for (i = 1; i + 3 < sizeof text; i += 3)
    memcpy (text + i, "\xe6\x95\xb0", 4);
  name = vf_safe_name (text, &err);
  ck_assert_uint_eq (strlen (name), 199);
}
END_TEST

START_TEST (files_are_named_by_disk)
{
  static const struct {
    unsigned index;
    const char *name;
  } rows[] = { { 0, "x-sda.qcow2" },
               { 25, "x-sdz.qcow2" },
               { 26, "x-sdaa.qcow2" } };
  size_t i;

  for (i = 0; i < 3; i++) {
    CLEANUP_FREE char *name
        = vf_disk_file_name ("x", rows[i].index, "qcow2", &err);

    ck_assert_str_eq (name, rows[i].name);
  }
}
END_TEST

START_TEST (maps_are_parsed)
{
  static const char *const rows[][3] = {
    { "VM Network:default", "VM Network", "default" },
    { "*:br0", "*", "br0" },
    { ":br0", "*", "br0" },
    { "br0", "*", "br0" },
    { "vlan:10:br0", "vlan:10", "br0" },
    { "00:50:56:aa:BB:01:br0", "00:50:56:aa:BB:01", "br0" },
  };
  struct vf_network_map map;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    ck_assert_int_eq (vf_network_map_parse (rows[i][0], true, &map, &err), 0);
    ck_assert_str_eq (map.source, rows[i][1]);
    ck_assert_str_eq (map.target, rows[i][2]);
    ck_assert (map.is_bridge);
    vf_network_map_clear (&map);
  }
  ck_assert_int_eq (vf_network_map_parse ("x:", true, &map, &err), -1);
  ck_assert_str_eq (err.text, "\"x:\" names no target, must be SOURCE:TARGET");
  ck_assert_int_eq (
      vf_network_map_parse ("00:50:56:aa:BB:01", true, &map, &err), -1);
  ck_assert_str_eq (err.text, "\"00:50:56:aa:BB:01\" names no target, must be "
                              "SOURCE:TARGET");
}
END_TEST

START_TEST (emitters_are_found)
{
  ck_assert_ptr_nonnull (vf_emitter_find ("libvirt", &err));
  ck_assert_ptr_null (vf_emitter_find ("vmware", &err));
  ck_assert_str_eq (err.text,
                    "there is no target \"vmware\"; there are: libvirt, qemu, "
                    "kubevirt, proxmox, openstack");
}
END_TEST

/* It is written as the one, and so the report must not tell of the other. */
START_TEST (a_shared_disk_is_not_transient)
{
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (&err);
  CLEANUP_FREE char *text = NULL;
  const struct vf_emit_disk raw
      = { .key = "scsi0:0", .path = "/a.raw", .format = "raw" };
  struct vf_host host;
  const struct vf_emit_options options
      = { .target = &host, .disks = &raw, .n_disks = 1 };
  struct vf_machine_disk *disk = vf_machine_add_disk (machine, raw.key, &err);
  struct vf_account report = { 0 };
  size_t i, n = 0;

  disk->mode = VF_DISK_MODE_INDEPENDENT_NONPERSISTENT;
  disk->multi_writer = VF_YES;
  vf_host_init (&host, false);
  text = vf_emitter_find ("libvirt", &err)
             ->emit (machine, &options, &report, &err);
  ck_assert_msg (text != NULL, "%s", err.text);
  ck_assert_ptr_nonnull (strstr (text, "<shareable/>"));
  ck_assert_ptr_null (strstr (text, "<transient/>"));
  for (i = 0; i < report.entries.count; i++)
    n += report.entries.items[i].note
         && strstr (report.entries.items[i].note, "it is kept at power-off");
  ck_assert_uint_eq (n, 1);
  vf_account_clear (&report);
}
END_TEST

UNIT_MAIN ("convert/vm/emit", names_become_safe,
           long_names_are_cut_between_characters, files_are_named_by_disk,
           maps_are_parsed, emitters_are_found, a_shared_disk_is_not_transient)
