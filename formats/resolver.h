/* vmferry: names that images give (extents, parents) become ios in one place,
 * under one policy.  A name from a file is never trusted: by default it may
 * lead to the folder of the file that names it and below, nowhere else.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_RESOLVER_H
#define VF_FORMATS_RESOLVER_H

#include <stdbool.h>
#include <stddef.h>

struct vf_error;
struct vf_io;

/* Start it as all zeros. */
struct vf_name_list {
  char **items;
  size_t count, capacity;
};

struct vf_resolver {
  /* Opens NAME, as it stands in the file behind FROM, read-only. */
  struct vf_io *(*open) (const struct vf_resolver *resolver,
                         const struct vf_io *from, const char *name,
                         struct vf_error *err);
  /* See vf_resolver_open_any_case.  NULL: finds nothing. */
  struct vf_io *(*open_any_case) (const struct vf_resolver *resolver,
                                  const struct vf_io *from, const char *name,
                                  struct vf_error *err);
  /* See vf_resolver_list.  NULL: nothing can be listed. */
  int (*list) (const struct vf_resolver *resolver, const struct vf_io *from,
               const char *ending, struct vf_name_list *names,
               struct vf_error *err);
};

/* A resolver on the file system. */
struct vf_file_resolver {
  struct vf_resolver resolver;
  const char *const *allowed_dirs; /* further folders; not owned */
  size_t n_allowed_dirs;
};

/* Sets up a resolver that opens names relative to the folder of the file that
 * names them.  Absolute names and "..", links that leave the folder, URIs and
 * anything but regular files are refused, unless they lie in one of the
 * allowed folders.  A name that is absolute on another host (a drive letter,
 * /vmfs/volumes) is looked for by its last part beside the file, then in the
 * allowed folders. */
void vf_file_resolver_init (struct vf_file_resolver *resolver,
                            const char *const *allowed_dirs,
                            size_t n_allowed_dirs);

/* Opens NAME by RESOLVER, which may be NULL: then it is refused.
 * Owner:   the caller closes the io.
 * Errors:  NOT_FOUND, PERMISSION when the policy forbids it */
struct vf_io *vf_resolver_open (const struct vf_resolver *resolver,
                                const struct vf_io *from, const char *name,
                                struct vf_error *err);

/* For a NAME of a host that knows no case, which vf_resolver_open has not
 * found: opens, under the same policy, what has that name in another
 * case, its folders too.  Where two have, there is none.
 * Owner:   the caller closes the io.
 * Errors:  NOT_FOUND, PERMISSION */
struct vf_io *vf_resolver_open_any_case (const struct vf_resolver *resolver,
                                         const struct vf_io *from,
                                         const char *name,
                                         struct vf_error *err);

/* For an image that says of its parent what it is, not where: appends names
 * that end in ENDING (any case) and that vf_resolver_open may open, those in
 * the folder of FROM first, then those in the allowed folders; each folder's
 * in the order of names, at most 4096 in all.
 * Owner:   the caller frees NAMES with vf_name_list_clear.
 * Errors:  PERMISSION when nothing may be listed, NOT_FOUND, NOMEM */
int vf_resolver_list (const struct vf_resolver *resolver,
                      const struct vf_io *from, const char *ending,
                      struct vf_name_list *names, struct vf_error *err);

/* Frees the names; the list is empty after it. */
void vf_name_list_clear (struct vf_name_list *names);

#endif
