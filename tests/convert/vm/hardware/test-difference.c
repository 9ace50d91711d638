/* vmferry: the list of what changes has every part of the machine, with what
 * it was and what it becomes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/difference.h"

#include "common/json.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "tests/golden.h"

#define CLEANUP_DIFFERENCES __attribute__ ((cleanup (vf_differences_clear)))

static struct vf_error err;

/* What becomes of the machine of CASE, with REPORT on it. */
static struct vf_differences
differences_of (const struct vf_machine *machine,
                const struct vf_account *report)
{
  struct vf_host host;
  const struct vf_emit_options options = { .target = &host };
  struct vf_differences list = { 0 };

  vf_host_init (&host, false);
  ck_assert_msg (vf_differences_find (machine, &options, report, &list, &err)
                     == 0,
                 "%s", err.text);
  return list;
}

static struct vf_machine *
machine_of (const char *name)
{
  CLEANUP_FREE char *path = vf_text_printf ("%s/fixtures/machine/vmx/%s.vmx",
                                            getenv ("top_srcdir"), name);

  return golden_machine (path);
}

static const struct vf_difference *
find (const struct vf_differences *list, const char *what)
{
  size_t i;

  for (i = 0; i < list->items.count; i++)
    if (strcmp (list->items.items[i].what, what) == 0)
      return &list->items.items[i];
  ck_abort_msg ("nothing is said of %s", what);
}

START_TEST (each_part_is_there)
{
  static const char *const rows[][3] = {
    { "firmware", "UEFI without secure boot", "UEFI without secure boot" },
    { "vCPUs", "24, 12 in a socket",
      "24: sockets 2, dies 1, cores 12, threads 1" },
    { "memory", "64 GiB", "64 GiB" },
    { "NUMA nodes", "12 vCPUs and 32 GiB; 12 vCPUs and 32 GiB",
      "12 vCPUs and 32 GiB; 12 vCPUs and 32 GiB" },
    { "scsi0:0", "disk on scsi (pvscsi), boots as number 1",
      "vda on virtio, boots as number 1" },
    { "ethernet0", "vmxnet3, 00:50:56:00:00:00, network net0, in slot 192",
      "virtio, 00:50:56:00:00:00, not mapped, number 3 on the bus" },
  };
  CLEANUP_MACHINE struct vf_machine *machine = machine_of ("worked-example");
  const struct vf_account report = { 0 };
  CLEANUP_DIFFERENCES struct vf_differences list
      = differences_of (machine, &report);
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    ck_assert_str_eq (find (&list, rows[i][0])->source, rows[i][1]);
    ck_assert_str_eq (find (&list, rows[i][0])->target, rows[i][2]);
  }
}
END_TEST

START_TEST (fates_of_devices_are_the_report_s)
{
  CLEANUP_MACHINE struct vf_machine *machine = machine_of ("secure-boot");
  struct vf_account report = { 0 };
  struct vf_differences list = differences_of (machine, &report);

  ck_assert_str_eq (find (&list, "vtpm")->target, "kept");
  vf_differences_clear (&list);
  ck_assert_int_eq (vf_account_lose (&report, &err, "vtpm", "no swtpm"), 0);
  list = differences_of (machine, &report);
  ck_assert_ptr_null (find (&list, "vtpm")->target);
  vf_differences_clear (&list);
  vf_account_clear (&report);
}
END_TEST

START_TEST (the_screen_is_told)
{
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (&err);
  const struct vf_account report = { 0 };
  CLEANUP_DIFFERENCES struct vf_differences list = { 0 };

  machine->display.heads = 2;
  machine->display.accelerated = VF_YES;
  list = differences_of (machine, &report);
  ck_assert_str_eq (find (&list, "display")->source,
                    "unknown model, 2 screens, 3D");
  ck_assert_str_eq (find (&list, "display")->target, "VGA, seen by VNC");
}
END_TEST

START_TEST (json_has_null_for_what_is_not)
{
  struct vf_differences list = { 0 };
  struct vf_difference item
      = { .what = strdup ("sound"), .source = strdup ("hda") };
  CLEANUP_JSON struct vf_json *json = NULL;
  CLEANUP_FREE char *text = NULL;

  ck_assert_int_eq (vf_vector_push (&list.items, item), 0);
  json = vf_differences_to_json (&list);
  text = vf_json_text (json, true, &err);
  ck_assert_str_eq (
      text, "[{\"what\":\"sound\",\"source\":\"hda\",\"target\":null}]");
  vf_differences_clear (&list);
}
END_TEST

UNIT_MAIN ("convert/vm/difference", each_part_is_there,
           fates_of_devices_are_the_report_s, the_screen_is_told,
           json_has_null_for_what_is_not)
