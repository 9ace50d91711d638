/* vmferry: each .vmx of the fixtures becomes the machine that it should.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/json.h"
#include "tests/golden.h"

static void
check_case (const char *path)
{
  CLEANUP_MACHINE struct vf_machine *machine = golden_machine (path);
  CLEANUP_JSON struct vf_json *json = vf_machine_to_json (machine, true);
  CLEANUP_FREE char *text = NULL, *lines = NULL;
  struct vf_error err;

  text = vf_json_text (json, false, &err);
  ck_assert_ptr_nonnull (text);
  lines = vf_text_printf ("%s\n", text);
  golden_compare (path, "expected.json", lines);
}

START_TEST (machines_are_as_expected) { golden_loop (check_case); }
END_TEST

UNIT_MAIN ("formats/vmx", machines_are_as_expected)
