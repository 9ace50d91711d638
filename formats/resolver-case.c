/* vmferry: opening a parent by a name of a host that knows no case: each
 * folder on the way is read for the one that is meant.  The name that comes of
 * it is opened like any other, under the same policy.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/resolver-priv.h"

/* Far more than a folder of disks has. */
enum { MAX_ENTRIES = 65536 };

/* NAME in FOLDER, both absolute for the result, with "." and ".." gone. An
 * absolute NAME stays alone.
 * Returns: malloc'd, or NULL where it leads above the root, or without
 * memory. */
static char *
make_absolute (const char *folder, const char *name)
{
  CLEANUP_FREE char *path = name[0] == '/'
                                ? strdup (name)
                                : vf_text_printf ("%s/%s", folder, name);
  char *to = path, *part, *next;
  size_t n;

  for (part = path; part; part = next) {
    next = strchr (part, '/');
    n = next ? (size_t)(next++ - part) : strlen (part);
    if (n == 0 || (n == 1 && part[0] == '.'))
      continue;
    if (n == 2 && part[0] == '.' && part[1] == '.') {
      if (to == path)
        return NULL;
      while (*--to != '/')
        ;
      continue;
    }
    memmove (to + 1, part, n);
    *to = '/';
    to += n + 1;
  }
  if (path)
    *to = '\0';
  return TAKE (path);
}

/* The part of PATH below DIR, in whatever case, or NULL. */
static const char *
part_below (const char *path, const char *dir)
{
  size_t n = strcmp (dir, "/") == 0 ? 0 : strlen (dir);

  if (strncasecmp (path, dir, n) || path[n] != '/' || !path[n + 1])
    return NULL;
  return path + n + 1;
}

/* The entry of the folder FOUND below DIRFD that is called as the N bytes at
 * PART are: just so, or else the only one in another case.
 * Returns: malloc'd, or NULL. */
static char *
find_entry (int dirfd, const char *found, const char *part, size_t n)
{
  struct open_how how = {
    .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
  };
  CLEANUP_FD int fd
      = syscall (SYS_openat2, dirfd, *found ? found : ".", &how, sizeof how);
  CLEANUP_DIR DIR *stream = fd < 0 ? NULL : fdopendir (fd);
  CLEANUP_FREE char *match = NULL;
  unsigned n_entries = 0, n_matches = 0;
  struct dirent *entry;

  if (!stream)
    return NULL;
  fd = -1; /* the stream's */
  while (n_entries++ < MAX_ENTRIES && (entry = readdir (stream))) {
    if (strlen (entry->d_name) != n
        || strncasecmp (entry->d_name, part, n) != 0)
      continue;
    free (match);
    match = strdup (entry->d_name);
    if (!match || strncmp (entry->d_name, part, n) == 0)
      return TAKE (match);
    n_matches++;
  }
  return n_matches == 1 ? TAKE (match) : NULL;
}

/* NAME, which lies below DIR, as it is called there.
 * Returns: malloc'd, or NULL where there is none. */
static char *
find_below (const char *dir, const char *name)
{
  CLEANUP_FD int dirfd = open (dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
  CLEANUP_FREE char *found = strdup ("");
  size_t n;

  for (; dirfd >= 0 && found && *name; name += n + (name[n] == '/')) {
    CLEANUP_FREE char *before = TAKE (found);
    CLEANUP_FREE char *entry = NULL;

    n = strcspn (name, "/");
    entry = find_entry (dirfd, before, name, n);
    if (!entry)
      return NULL;
    found = vf_text_printf ("%s%s%s", before, *before ? "/" : "", entry);
  }
  return dirfd >= 0 ? TAKE (found) : NULL;
}

static struct vf_io *
open_in (const char *dir, const char *path, struct vf_error *err)
{
  const char *below = part_below (path, dir);
  CLEANUP_FREE char *found = below ? find_below (dir, below) : NULL;

  return found ? vf_file_resolver_open_below (dir, found, err) : NULL;
}

struct vf_io *
vf_file_resolver_open_any_case (const struct vf_resolver *base,
                                const struct vf_io *from, const char *name,
                                struct vf_error *err)
{
  const struct vf_file_resolver *resolver
      = (const struct vf_file_resolver *)base;
  CLEANUP_FREE char *folder = vf_file_resolver_folder (from, err);
  CLEANUP_FREE char *path = NULL;
  struct vf_io *io = NULL;
  size_t i;

  if (!folder)
    return NULL;
  vf_error_set (err, VF_ERROR_NOT_FOUND,
                "\"%s\" is not there, in whatever case", name);
  path = make_absolute (folder, vf_file_resolver_is_foreign (name)
                                    ? vf_file_resolver_last_part (name)
                                    : name);
  if (!path)
    return NULL;
  io = open_in (folder, path, err);
  for (i = 0; !io && i < resolver->n_allowed_dirs; i++)
    io = open_in (resolver->allowed_dirs[i], path, err);
  return io;
}
