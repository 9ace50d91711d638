/* vmferry: each .vmx of the fixtures becomes the domain that it should, and
 * the report says what changed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/json.h"
#include "convert/vm/emit.h"
#include "convert/vm/host.h"
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

static void
check_case (const char *path)
{
  static const struct vf_network_map networks[] = {
    { .source = (char *)"pg 1", .target = (char *)"br1", .is_bridge = true },
    { .source = (char *)"00:50:56:80:00:02", .target = (char *)"by-mac" },
    { .source = (char *)"ethernet3", .target = (char *)"by-key" },
  };
  CLEANUP_MACHINE struct vf_machine *machine = golden_machine (path);
  const struct vf_emitter *emitter;
  struct vf_account report = { 0 };
  struct vf_host host;
  struct vf_emit_options options = {
    .target = &host,
    .networks = networks,
    .n_networks = 3,
  };
  CLEANUP_FREE char *text = NULL;
  struct vf_error err;

  vf_host_init (&host, false);
  emitter = vf_emitter_find ("libvirt", &err);
  ck_assert_ptr_nonnull (emitter);
  text = emitter->emit (machine, &options, &report, &err);
  ck_assert_msg (text != NULL, "%s: %s", path, err.text);
  golden_compare (path, "expected.xml", text);
  check_report (path, &report);
  vf_account_clear (&report);
}

START_TEST (domains_are_as_expected) { golden_loop (check_case); }
END_TEST

UNIT_MAIN ("convert/vm/emit", domains_are_as_expected)
