/* vmferry: each .vmx of the fixtures becomes the machine that it should; the
 * expectations leave out what the source does not say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <jansson.h>

#include "common/json.h"
#include "tests/golden.h"

/* Removes the members of OBJECT that are null. */
static void
prune (json_t *value)
{
  const char *key;
  json_t *child;
  size_t i;
  void *next;

  json_array_foreach (value, i, child)
    prune (child);
  json_object_foreach_safe (value, next, key, child) {
    prune (child);
    if (json_is_null (child))
      json_object_del (value, key);
  }
}

/* TEXT, which is JSON, without nulls, a member a line. */
static char *
pruned (const char *text)
{
  json_t *value = json_loads (text, 0, NULL);
  CLEANUP_FREE char *dump = NULL;

  ck_assert_ptr_nonnull (value);
  prune (value);
  dump = json_dumps (value, JSON_INDENT (2) | JSON_REAL_PRECISION (15));
  json_decref (value);
  return vf_text_printf ("%s\n", dump);
}

static void
check_case (const char *path)
{
  CLEANUP_MACHINE struct vf_machine *machine = golden_machine (path);
  CLEANUP_JSON struct vf_json *json = vf_machine_to_json (machine, true);
  CLEANUP_FREE char *text = NULL, *lines = NULL;
  struct vf_error err;

  text = vf_json_text (json, false, &err);
  ck_assert_ptr_nonnull (text);
  lines = pruned (text);
  golden_compare (path, "expected.json", lines);
}

START_TEST (machines_are_as_expected) { golden_loop (check_case); }
END_TEST

UNIT_MAIN ("formats/vmx", machines_are_as_expected)
