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
#include "common/io.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/machine.h"

char *
vf_hyperv_slurp (struct vf_io *io, size_t *ret_n, struct vf_error *err)
{
  CLEANUP_FREE char *bytes = NULL;
  uint64_t n = vf_io_size (io);

  if (n > VF_HYPERV_MAX_BYTES) {
    vf_error_set (err, VF_ERROR_LIMIT, "%llu bytes, must be at most %d",
                  (unsigned long long)n, VF_HYPERV_MAX_BYTES);
    return NULL;
  }
  bytes = malloc (n + 1);
  if (!bytes) {
    vf_error_nomem (err, "the definition");
    return NULL;
  }
  if (vf_io_read (io, bytes, n, 0, err))
    return NULL;
  bytes[n] = '\0';
  *ret_n = n;
  return TAKE (bytes);
}

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
