/* vmferry: reading the bytes of a definition of Hyper-V.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/hyperv/hyperv-bytes.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/machine.h"

struct vf_machine *
vf_hyperv_machine_new (const char *path, struct vf_error *err)
{
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (err);

  if (!machine)
    return NULL;
  machine->platform = VF_PLATFORM_HYPERV;
  machine->source_path = strdup (path);
  if (!machine->source_path) {
    vf_error_nomem (err, "a path");
    return NULL;
  }
  return TAKE (machine);
}

bool
vf_hyperv_has_word (const char *head, size_t n, const char *word)
{
  size_t i, matched = 0;

  for (i = 0; i < n && word[matched]; i++) {
    if (head[i] == '\0')
      continue;
    if (head[i] != word[matched])
      matched = 0;
    matched += head[i] == word[matched];
  }
  return !word[matched];
}
