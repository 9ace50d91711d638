/* vmferry: each member of a machine has a row among the gaps, each name that
 * an emitter lists is one of them, and what is not listed is reported.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/gaps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "convert/vm/emit/emit.h"
#include "formats/machine-member.h"
#include "formats/machine.h"
#include "tests/golden.h"

static struct vf_error err;

static const struct vf_gap *
find (const char *name)
{
  const struct vf_gap *gap;

  for (gap = vf_gaps; gap->name; gap++)
    if (strcmp (gap->name, name) == 0)
      return gap;
  return NULL;
}

START_TEST (every_member_has_a_row)
{
  static const struct {
    const char *section;
    const struct vf_member *members;
  } sections[] = {
    { "identity", vf_members_identity },
    { "smbios", vf_members_smbios },
    { "lifecycle", vf_members_lifecycle },
    { "cpu", vf_members_cpu },
    { "cpu.mhz", vf_members_schedule },
    { "memory", vf_members_memory },
    { "memory.bytes", vf_members_schedule },
    { "firmware", vf_members_firmware },
    { "controller", vf_members_controller },
    { "disk", vf_members_disk },
    { "nic", vf_members_nic },
    { "display", vf_members_display },
    { "security", vf_members_security },
    { "property", vf_members_property },
  };
  const struct vf_member *member;
  char name[80];
  size_t i;

  for (i = 0; i < sizeof sections / sizeof *sections; i++)
    for (member = sections[i].members; member->name; member++) {
      snprintf (name, sizeof name, "%s.%s", sections[i].section, member->name);
      ck_assert_msg (find (name) != NULL, "%s has no row", name);
    }
  for (i = 0; i <= VF_DEVICE_AGENT; i++) {
    snprintf (name, sizeof name, "device.%s", vf_device_kind_name (i));
    ck_assert_msg (find (name) != NULL, "%s has no row", name);
  }
}
END_TEST

START_TEST (emitters_list_what_there_is)
{
  const char *const *said;
  size_t i;

  for (i = 0; vf_emitters[i]; i++)
    for (said = vf_emitters[i]->says; said && *said; said++)
      ck_assert_msg (find (*said) && find (*said)->loss,
                     "%s: \"%s\" is no member that could be lost",
                     vf_emitters[i]->name, *said);
}
END_TEST

/* The fate of KEY in what EMITTER's gaps report of MACHINE. */
static const char *
note_of (const struct vf_account *report, const char *key)
{
  size_t i;

  for (i = 0; i < report->entries.count; i++)
    if (strcmp (report->entries.items[i].key, key) == 0)
      return report->entries.items[i].note;
  return NULL;
}

/* A machine that has one of most kinds of members. */
static struct vf_machine *
sample (void)
{
  struct vf_machine *machine = vf_machine_new (&err);
  struct vf_machine_disk *disk;

  ck_assert_ptr_nonnull (machine);
  machine->cpu.affinity = strdup ("0-3");
  machine->cpu.pmu = VF_YES;
  machine->cpu.threads_per_core = 1;
  machine->cpu.mhz.limit = 2000;
  machine->memory.balloon = VF_NO;
  machine->identity.has_genid = true;
  disk = vf_machine_add_disk (machine, "scsi0:1", &err);
  ck_assert_ptr_nonnull (disk);
  disk->wwn = strdup ("5000c50012345678");
  ck_assert_ptr_nonnull (
      vf_machine_add_device (machine, VF_DEVICE_SOUND, "sound", &err));
  return machine;
}

START_TEST (what_is_not_said_is_lost)
{
  static const char *const lost[]
      = { "cpu.affinity",   "cpu.mhz.limit", "cpu.pmu", "memory.balloon",
          "identity.genid", "scsi0:1",       "sound" };
  const struct vf_emitter mute = { .name = "mute" };
  CLEANUP_MACHINE struct vf_machine *machine = sample ();
  struct vf_account report = { 0 };
  size_t i;

  ck_assert_int_eq (vf_emit_report_gaps (&mute, machine, &report, &err), 0);
  ck_assert_uint_eq (vf_account_count (&report, VF_FATE_LOSS),
                     sizeof lost / sizeof *lost);
  for (i = 0; i < sizeof lost / sizeof *lost; i++)
    ck_assert_msg (note_of (&report, lost[i]) != NULL, "%s", lost[i]);
  ck_assert_str_eq (note_of (&report, "scsi0:1"),
                    "not carried over to mute: the world wide name that the "
                    "guest knows it by");
  vf_account_clear (&report);
}
END_TEST

START_TEST (what_is_said_is_not)
{
  static const char *const says[] = { "cpu.*", "memory.balloon", NULL };
  const struct vf_emitter emitter = { .name = "some", .says = says };
  CLEANUP_MACHINE struct vf_machine *machine = sample ();
  struct vf_account report = { 0 };

  ck_assert_int_eq (vf_emit_report_gaps (&emitter, machine, &report, &err), 0);
  ck_assert_uint_eq (report.entries.count, 3);
  ck_assert_ptr_null (note_of (&report, "cpu.pmu"));
  ck_assert_ptr_nonnull (note_of (&report, "sound"));
  vf_account_clear (&report);
}
END_TEST

/* Variables are those of UEFI; memory of a screen counts where the target's is
 * smaller. */
START_TEST (what_the_target_has_is_not_lost)
{
  const struct vf_emitter mute = { .name = "mute" };
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (&err);
  struct vf_account report = { 0 }, other = { 0 };

  machine->firmware.nvram_name = strdup ("a.nvram");
  machine->display.vram_bytes = 16 << 20;
  ck_assert_int_eq (vf_emit_report_gaps (&mute, machine, &report, &err), 0);
  ck_assert_uint_eq (report.entries.count, 0);
  machine->firmware.kind = VF_FIRMWARE_EFI;
  machine->display.vram_bytes = 32 << 20;
  ck_assert_int_eq (vf_emit_report_gaps (&mute, machine, &other, &err), 0);
  ck_assert_uint_eq (other.entries.count, 2);
  ck_assert_ptr_nonnull (note_of (&other, "firmware.nvram"));
  ck_assert_ptr_nonnull (note_of (&other, "display.vram"));
  vf_account_clear (&report);
  vf_account_clear (&other);
}
END_TEST

/* Adds port NUMBER of KIND. */
static struct vf_machine_device *
add_port (struct vf_machine *machine, enum vf_device_kind kind,
          unsigned number)
{
  CLEANUP_FREE char *key
      = vf_text_printf ("%s%u", vf_device_kind_name (kind), number);
  struct vf_machine_device *port
      = vf_machine_add_device (machine, kind, key, &err);

  ck_assert_ptr_nonnull (port);
  return port;
}

START_TEST (what_is_behind_ports_is_lost)
{
  static const char *const says[] = { "device.serial", "device.parallel",
                                      NULL };
  const struct vf_emitter emitter = { .name = "some", .says = says };
  const struct vf_emitter mute = { .name = "mute" };
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (&err);
  struct vf_account report = { 0 }, other = { 0 };
  unsigned i;

  for (i = 0; i < 5; i++)
    add_port (machine, VF_DEVICE_SERIAL, i);
  for (i = 0; i < 4; i++)
    add_port (machine, VF_DEVICE_PARALLEL, i);
  machine->devices.items[1].connected = VF_NO;
  machine->devices.items[5].backing = strdup ("lpt.txt");
  ck_assert_int_eq (vf_emit_report_gaps (&emitter, machine, &report, &err), 0);
  ck_assert_uint_eq (vf_account_count (&report, VF_FATE_LOSS), 4);
  ck_assert_str_eq (note_of (&report, "serial0"), "a terminal of the host");
  ck_assert_str_eq (note_of (&report, "serial1"),
                    "the source started with it disconnected: here it is "
                    "connected");
  ck_assert_str_eq (note_of (&report, "serial4"),
                    "it is left out: a PC has 4 serial ports");
  ck_assert_str_eq (note_of (&report, "parallel0"),
                    "behind it is nothing, not \"lpt.txt\"");
  ck_assert_str_eq (note_of (&report, "parallel3"),
                    "it is left out: a PC has 3 parallel ports");
  ck_assert_int_eq (vf_emit_report_gaps (&mute, machine, &other, &err), 0);
  ck_assert_uint_eq (other.entries.count, 9);
  vf_account_clear (&report);
  vf_account_clear (&other);
}
END_TEST

/* The row of the table in docs/vm-definition.md for GAP. */
static char *
row_of (const struct vf_gap *gap)
{
  char marks[160] = "";
  size_t i, used = 0;

  for (i = 0; vf_emitters[i]; i++)
    if (vf_emitters[i]->says)
      used += (size_t)snprintf (
          marks + used, sizeof marks - used, " %s |",
          vf_emitter_says (vf_emitters[i], gap->name) ? "yes" : "-");
  return vf_text_printf ("| `%s` |%s %s |\n", gap->name, marks, gap->loss);
}

START_TEST (the_documentation_has_each_row)
{
  CLEANUP_FREE char *path
      = vf_text_printf ("%s/docs/vm-definition.md", getenv ("top_srcdir"));
  CLEANUP_FREE char *text = NULL;
  const struct vf_gap *gap;
  size_t n;

  text = golden_slurp (path, &n);
  for (gap = vf_gaps; gap->name; gap++) {
    CLEANUP_FREE char *row = gap->loss ? row_of (gap) : NULL;

    if (row && getenv ("VMFERRY_REWRITE"))
      fputs (row, stdout);
    else
      ck_assert_msg (!row || strstr (text, row), "%s has no row\n%s", path,
                     row);
  }
}
END_TEST

UNIT_MAIN ("convert/vm/emit-gaps", every_member_has_a_row,
           emitters_list_what_there_is, what_is_not_said_is_lost,
           what_is_said_is_not, what_the_target_has_is_not_lost,
           what_is_behind_ports_is_lost, the_documentation_has_each_row)
