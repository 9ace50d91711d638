/* vmferry: which files an image's parent may be one of, where the image says
 * only what its parent is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "common/vector.h"
#include "formats/resolver-priv.h"

/* Far more disks than one folder has; each is opened to see what it is. */
enum { MAX_NAMES = 4096 };

static bool
has_ending (const char *name, const char *ending)
{
  size_t n = strlen (name), n_ending = strlen (ending);

  return n > n_ending && strcasecmp (name + n - n_ending, ending) == 0;
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* Appends the names in DIR, each with PREFIX. */
static int
list_folder (const char *dir, const char *prefix, const char *ending,
             struct vf_name_list *names, struct vf_error *err)
{
  VF_CLEANUP (vf_cleanup_dir) DIR *stream = opendir (dir);
  size_t first = names->count;
  struct dirent *entry;
  char *name;

  if (!stream)
    return vf_error_set_errno (err, errno, "cannot list %s", dir);
  while (names->count < MAX_NAMES && (entry = readdir (stream))) {
    if (!has_ending (entry->d_name, ending))
      continue;
    name = vf_text_printf ("%s%s", prefix, entry->d_name);
    if (!name || vf_vector_push (names, name)) {
      free (name);
      return vf_error_nomem (err, "names of files");
    }
  }
  if (names->count > first)
    qsort (names->items + first, names->count - first, sizeof *names->items,
           compare_names);
  return 0;
}

int
vf_file_resolver_list (const struct vf_resolver *base,
                       const struct vf_io *from, const char *ending,
                       struct vf_name_list *names, struct vf_error *err)
{
  const struct vf_file_resolver *resolver
      = (const struct vf_file_resolver *)base;
  CLEANUP_FREE char *folder = vf_file_resolver_folder (from, err);
  size_t i;

  if (!folder || list_folder (folder, "", ending, names, err))
    return -1;
  for (i = 0; i < resolver->n_allowed_dirs; i++) {
    CLEANUP_FREE char *prefix
        = vf_text_printf ("%s/", resolver->allowed_dirs[i]);

    if (!prefix)
      return vf_error_nomem (err, "names of files");
    if (list_folder (resolver->allowed_dirs[i], prefix, ending, names, err))
      return -1;
  }
  return 0;
}

int
vf_resolver_list (const struct vf_resolver *resolver, const struct vf_io *from,
                  const char *ending, struct vf_name_list *names,
                  struct vf_error *err)
{
  if (!resolver || !resolver->list)
    return vf_error_set (err, VF_ERROR_PERMISSION,
                         "no further files may be looked for here");
  return resolver->list (resolver, from, ending, names, err);
}

void
vf_name_list_clear (struct vf_name_list *names)
{
  size_t i;

  for (i = 0; i < names->count; i++)
    free (names->items[i]);
  free (names->items);
  *names = (struct vf_name_list){ 0 };
}
