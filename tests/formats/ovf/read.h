/* vmferry: reading an OVF of the fixtures in a unit test.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_FORMATS_OVF_READ_H
#define VF_TESTS_FORMATS_OVF_READ_H

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-machine.h"
#include "tests/unit.h"

/* The machine of fixtures/machine/ovf/NAME that PARAMS mean, or NULL with ERR
 * set; the caller frees it. */
static inline struct vf_machine *
try_ovf (const char *name, const struct vf_machine_params *params,
         struct vf_error *err)
{
  const char *top = getenv ("top_srcdir");
  CLEANUP_FREE char *path
      = vf_text_printf ("%s/fixtures/machine/ovf/%s", top ? top : ".", name);
  CLEANUP_IO struct vf_io *io = vf_io_open_file (path, err);

  ck_assert_msg (io != NULL, "%s", err->text);
  return vf_machine_read (io, "vm/x.ovf", &vf_machine_format_ovf, params, err);
}

/* The same, which must succeed. */
static inline struct vf_machine *
read_ovf (const char *name, const char *vm, const char *configuration)
{
  const struct vf_machine_params params
      = { .vm = vm, .configuration = configuration };
  struct vf_error err;
  struct vf_machine *machine = try_ovf (name, &params, &err);

  ck_assert_msg (machine != NULL, "%s: %s", name, err.text);
  return machine;
}

/* What became of the key that ends in END, "mapped" and so on. */
static inline const char *
fate_of (const struct vf_machine *machine, const char *end)
{
  size_t i, n, m = strlen (end);

  for (i = 0; i < machine->account.entries.count; i++) {
    const char *key = machine->account.entries.items[i].key;

    n = strlen (key);
    if (n >= m && strcmp (key + n - m, end) == 0)
      return vf_fate_name (machine->account.entries.items[i].fate);
  }
  return "not there";
}

#endif
