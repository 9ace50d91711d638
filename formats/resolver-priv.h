/* vmferry: what the two files of the resolver on the file system share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_RESOLVER_PRIV_H
#define VF_FORMATS_RESOLVER_PRIV_H

#include "formats/resolver.h"

/* The folder of the file behind FROM, with links followed.
 * Returns: malloc'd, or NULL.
 * Errors:  PERMISSION when FROM is behind a URI, NOT_FOUND */
char *vf_file_resolver_folder (const struct vf_io *from, struct vf_error *err);

/* The resolver's list. */
int vf_file_resolver_list (const struct vf_resolver *resolver,
                           const struct vf_io *from, const char *ending,
                           struct vf_name_list *names, struct vf_error *err);

#endif
