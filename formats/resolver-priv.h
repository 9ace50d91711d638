/* vmferry: what the files of the resolver on the file system share.
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

/* Opens NAME, relative, below DIR.
 * Returns: the io; NULL with NOT_FOUND when it is not there, PERMISSION when
 * it leads out of DIR or is no regular file. */
struct vf_io *vf_file_resolver_open_below (const char *dir, const char *name,
                                           struct vf_error *err);

/* Whether NAME is absolute on a host that is not this one. */
bool vf_file_resolver_is_foreign (const char *name);

/* What follows the last separator of any host.  Owner: NAME. */
const char *vf_file_resolver_last_part (const char *name);

/* The resolver's open_any_case. */
struct vf_io *vf_file_resolver_open_any_case (const struct vf_resolver *base,
                                              const struct vf_io *from,
                                              const char *name,
                                              struct vf_error *err);

/* The resolver's list. */
int vf_file_resolver_list (const struct vf_resolver *resolver,
                           const struct vf_io *from, const char *ending,
                           struct vf_name_list *names, struct vf_error *err);

#endif
