/* vmferry: each .vmx of the fixtures becomes the domain that it should, and
 * the report says what changed; some become what they should for each other
 * target.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/json.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "tests/golden.h"

static void
check_report (const char *path, struct vf_account *report)
{
  CLEANUP_JSON struct vf_json *json = vf_account_to_json (report);
  CLEANUP_FREE char *text = NULL, *lines = NULL;
  struct vf_error err;

  text = vf_json_text (json, false, &err);
  ck_assert_ptr_nonnull (text);
  lines = vf_text_printf ("%s\n", text);
  golden_compare (path, "expected.report.json", lines);
}

static char *
emit (const struct vf_emitter *emitter, const char *path,
      struct vf_account *report)
{
  static const struct vf_network_map networks[] = {
    { .source = (char *)"pg 1", .target = (char *)"br1", .is_bridge = true },
    { .source = (char *)"00:50:56:80:00:02", .target = (char *)"by-mac" },
    { .source = (char *)"ethernet3", .target = (char *)"by-key" },
  };
  CLEANUP_MACHINE struct vf_machine *machine = golden_machine (path);
  struct vf_host host;
  struct vf_emit_options options = {
    .target = &host,
    .networks = networks,
    .n_networks = 3,
  };
  struct vf_error err;
  char *text;

  vf_host_init (&host, false);
  text = emitter->emit (machine, &options, report, &err);
  ck_assert_msg (text != NULL, "%s: %s", path, err.text);
  return text;
}

static void
check_domain (const char *path)
{
  struct vf_account report = { 0 };
  CLEANUP_FREE char *text = emit (&vf_emitter_libvirt, path, &report);

  golden_compare (path, "expected.xml", text);
  check_report (path, &report);
  vf_account_clear (&report);
}

/* The cases whose text for other targets is kept, too. */
static bool
is_kept (const char *path)
{
  static const char *const names[]
      = { "/worked-example.vmx", "/secure-boot.vmx", "/old-bios.vmx",
          "/escapes.vmx", "/nic-order.vmx" };
  size_t i;

  for (i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp (strrchr (path, '/'), names[i]) == 0)
      return true;
  return false;
}

static void
check_others (const char *path)
{
  char ending[64];
  size_t i;

  for (i = 0; vf_emitters[i] && is_kept (path); i++) {
    struct vf_account report = { 0 };
    CLEANUP_FREE char *text = NULL;

    if (vf_emitters[i] == &vf_emitter_libvirt)
      continue;
    text = emit (vf_emitters[i], path, &report);
    snprintf (ending, sizeof ending, "expected.%s", vf_emitters[i]->name);
    golden_compare (path, ending, text);
    vf_account_clear (&report);
  }
}

START_TEST (domains_are_as_expected) { golden_loop (check_domain); }
END_TEST

START_TEST (other_targets_are_as_expected) { golden_loop (check_others); }
END_TEST

UNIT_MAIN ("convert/vm/emit", domains_are_as_expected,
           other_targets_are_as_expected)
