/* vmferry: tests of the rules that QEMU has for a domain's devices, each
 * broken once and kept once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/domain-check.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "tests/unit.h"

static struct vf_error err;

/* Checks DEVICES on a board. */
static int
check (const char *board, const char *devices)
{
  CLEANUP_FREE char *text = vf_text_printf (
      "<domain><os><type machine='%s'>hvm</type></os><devices>%s</devices>"
      "</domain>",
      board, devices);

  return vf_domain_check_devices (text, strlen (text), &err);
}

static int
check_disk (const char *board, const char *model, const char *bus,
            const char *address)
{
  CLEANUP_FREE char *text = vf_text_printf (
      "<controller type='scsi' index='0' model='virtio-scsi'/>"
      "<controller type='scsi' index='1' model='%s'/>"
      "<disk><target dev='sda' bus='%s'/><address type='drive' %s/></disk>",
      model, bus, address);

  return check (board, text);
}

START_TEST (controllers_have_so_many_ids)
{
  static const struct {
    const char *board, *model, *bus, *good, *bad;
  } rows[] = {
    { "q35", "lsilogic", "scsi", "controller='1' unit='7'",
      "controller='1' unit='8'" },
    { "q35", "lsisas1068", "scsi", "controller='1' target='7' unit='0'",
      "controller='1' target='8' unit='0'" },
    { "q35", "lsisas1068", "scsi", "controller='1' target='1'",
      "controller='1' target='0' unit='1'" },
    { "q35", "lsisas1078", "scsi", "controller='1' target='63'",
      "controller='1' target='64'" },
    { "q35", "vmpvscsi", "scsi", "controller='1' target='63'",
      "controller='1' target='64'" },
    { "q35", "vmpvscsi", "scsi", "controller='1' target='15'",
      "controller='1' unit='15'" },
    { "q35", "virtio-scsi", "scsi", "controller='1' target='255'",
      "controller='1' target='256'" },
    { "q35", "virtio-scsi", "scsi", "controller='1' unit='16383'",
      "controller='1' unit='16384'" },
    { "q35", "lsilogic", "sata", "unit='5'", "unit='6'" },
    { "pc-i440fx-7.2", "lsilogic", "ide", "bus='1' unit='1'",
      "bus='0' unit='2'" },
    { "pc-i440fx-7.2", "lsilogic", "ide", "bus='1' unit='0'",
      "bus='2' unit='0'" },
    { "q35", "lsilogic", "fdc", "unit='1'", "unit='2'" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    ck_assert_msg (
        check_disk (rows[i].board, rows[i].model, rows[i].bus, rows[i].good)
            == 0,
        "%zu: %s", i, err.text);
    ck_assert_msg (
        check_disk (rows[i].board, rows[i].model, rows[i].bus, rows[i].bad)
            == -1,
        "%zu: %s is taken", i, rows[i].bad);
    ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  }
}
END_TEST

START_TEST (q35_has_no_ide)
{
  ck_assert_int_eq (check_disk ("pc-q35-7.2", "", "ide", "unit='0'"), -1);
  ck_assert_str_eq (err.text, "disk sda: q35 has no IDE controller");
}
END_TEST

START_TEST (a_scsi_controller_without_model_is_the_parallel_lsi)
{
  ck_assert_int_eq (check_disk ("q35", "", "scsi", "controller='9' unit='8'"),
                    -1);
  ck_assert_str_eq (err.text, "disk sda: bus 0, target 0, unit 8: lsilogic "
                              "has 1, 1048576 and 8");
}
END_TEST

START_TEST (names_and_places_are_there_once)
{
  static const struct {
    const char *devices, *text;
  } rows[] = {
    { "<disk><target dev='sda' bus='scsi'/></disk>"
      "<disk><target dev='sda' bus='sata'/></disk>",
      "disk sda is there twice" },
    { "<disk><target dev='sda' bus='sata'/><address type='drive' unit='3'/>"
      "</disk><disk><target dev='sdb' bus='sata'/>"
      "<address type='drive' controller='0' bus='0' target='0' unit='3'/>"
      "</disk>",
      "sata address 0:0:0:3 is there twice" },
    { "<disk><target dev='sda' bus='scsi'/><address type='drive' target='1' "
      "unit='3'/></disk><disk><target dev='sdb' bus='scsi'/>"
      "<address type='drive' target='2' unit='3'/></disk>",
      "scsi address 0:0:0:3 is there twice" },
    { "<video><address type='pci' bus='0x00' slot='0x01'/></video>"
      "<sound><address type='pci' domain='0' bus='0' slot='1'/></sound>",
      "PCI address 0000:00:01.0 is there twice" },
    { "<disk><boot order='1'/></disk><interface><boot order='1'/></interface>",
      "boot order 1 is there twice" },
    { "<interface><acpi index='7'/></interface>"
      "<interface><acpi index='7'/></interface>",
      "ACPI index 7 is there twice" },
    { "<serial><target port='0'/></serial><serial><target port='0'/></serial>",
      "serial port 0 is there twice" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    ck_assert_msg (check ("q35", rows[i].devices) == -1, "%s", rows[i].text);
    ck_assert_str_eq (err.text, rows[i].text);
  }
}
END_TEST

START_TEST (ports_of_the_board_have_their_range)
{
  ck_assert_int_eq (
      check ("q35", "<rng><address type='pci' bus='1' slot='1'/></rng>"), -1);
  ck_assert_int_eq (
      check ("pc", "<rng><address type='pci' bus='1' slot='1'/></rng>"), 0);
  ck_assert_int_eq (
      check ("q35", "<rng><address type='pci' bus='0' slot='32'/></rng>"), -1);
  ck_assert_int_eq (check ("q35", "<serial><target port='4'/></serial>"), -1);
  ck_assert_str_eq (err.text, "serial port 4: a PC has ports 0 to 3");
}
END_TEST

START_TEST (what_is_no_domain_is_refused)
{
  ck_assert_int_eq (vf_domain_check_devices ("<a", 2, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  ck_assert_int_eq (vf_domain_check_devices ("<a/>", 4, &err), 0);
}
END_TEST

UNIT_MAIN ("formats/domain-check", controllers_have_so_many_ids,
           q35_has_no_ide, a_scsi_controller_without_model_is_the_parallel_lsi,
           names_and_places_are_there_once,
           ports_of_the_board_have_their_range, what_is_no_domain_is_refused)
