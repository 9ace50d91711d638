/* vmferry: the folders that a user allows files to be opened in, by names that
 * compare with what links lead to.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_ALLOWED_DIRS_H
#define VF_FORMATS_ALLOWED_DIRS_H

#include <stddef.h>

#include "common/cleanup.h"

struct vf_error;

/* Absolute names of the N folders DIRS, without links.
 * Returns: a list that NULL ends, for vf_allowed_dirs_free; NULL on error
 * Errors:  NOT_FOUND, NOMEM */
char **vf_allowed_dirs_real (const char *const *dirs, size_t n,
                             struct vf_error *err);

/* Frees the names and the list; NULL is allowed. */
void vf_allowed_dirs_free (char **dirs);

VF_DEFINE_CLEANUP (allowed_dirs, char *, vf_allowed_dirs_free)
#define CLEANUP_ALLOWED_DIRS VF_CLEANUP (vf_cleanup_allowed_dirs)

#endif
