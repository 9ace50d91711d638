/* vmferry: the folders that a user allows files to be opened in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/allowed-dirs.h"

#include <stdlib.h>

#include "common/error.h"

void
vf_allowed_dirs_free (char **dirs)
{
  char **dir;

  for (dir = dirs; dir && *dir; dir++)
    free (*dir);
  free (dirs);
}

char **
vf_allowed_dirs_real (const char *const *dirs, size_t n, struct vf_error *err)
{
  CLEANUP_ALLOWED_DIRS char **real = calloc (n + 1, sizeof *real);
  size_t i;

  if (!real) {
    vf_error_nomem (err, "allowed folders");
    return NULL;
  }
  for (i = 0; i < n; i++) {
    real[i] = realpath (dirs[i], NULL);
    if (!real[i]) {
      vf_error_set (err, VF_ERROR_NOT_FOUND, "%s: no such folder", dirs[i]);
      return NULL;
    }
  }
  return TAKE (real);
}
