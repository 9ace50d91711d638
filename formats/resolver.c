/* vmferry: opening extents and parents by the names that images give, under
 * the path policy.  The kernel holds the line (RESOLVE_BENEATH), so that no
 * link or ".." leads out of the folder, not even by a race.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/resolver-priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/io-pool.h"
#include "common/io.h"
#include "common/text.h"

struct vf_io *
vf_file_resolver_open_below (const char *dir, const char *name,
                             struct vf_error *err)
{
  struct open_how how = {
    .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
  };
  CLEANUP_FREE char *path = vf_text_printf ("%s/%s", dir, name);
  CLEANUP_FD int dirfd = -1;
  CLEANUP_FD int fd = -1;
  struct stat st;
  int taken;

  if (!path) {
    vf_error_nomem (err, name);
    return NULL;
  }
  dirfd = open (dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (dirfd >= 0)
    fd = syscall (SYS_openat2, dirfd, name, &how, sizeof how);
  if (fd < 0 && errno == EXDEV) {
    vf_error_set (err, VF_ERROR_PERMISSION,
                  "\"%s\" leads out of the folder %s; allow its folder with "
                  "--allow-path if you trust the image",
                  name, dir);
    return NULL;
  }
  if (fd < 0 || fstat (fd, &st)) {
    vf_error_set_errno (err, errno, "cannot open \"%s\"", path);
    return NULL;
  }
  if (!S_ISREG (st.st_mode)) {
    vf_error_set (err, VF_ERROR_PERMISSION, "\"%s\" is no regular file", path);
    return NULL;
  }
  taken = fd;
  fd = -1;
  return vf_io_from_fd_pooled (taken, path, err);
}

/* The part of PATH below DIR, or NULL. */
static const char *
part_below (const char *path, const char *dir)
{
  size_t n = strlen (dir);

  while (n > 1 && dir[n - 1] == '/')
    n--;
  if (strncmp (path, dir, n) || (path[n] != '/' && n > 1))
    return NULL;
  path += n;
  while (*path == '/')
    path++;
  return *path ? path : NULL;
}

bool
vf_file_resolver_is_foreign (const char *name)
{
  return strchr (name, '\\') || strncmp (name, "/vmfs/", 6) == 0
         || (name[0] && name[1] == ':');
}

const char *
vf_file_resolver_last_part (const char *name)
{
  const char *last = name, *c;

  for (c = name; *c; c++)
    if (*c == '/' || *c == '\\')
      last = c + 1;
  return last;
}

/* The folder of the file behind IO, with links followed.
 * Returns: malloc'd, or NULL. */
static char *
folder_of (const struct vf_io *io)
{
  CLEANUP_FREE char *real = realpath (vf_io_name (io), NULL);
  char *slash = real ? strrchr (real, '/') : NULL;

  if (!slash)
    return NULL;
  slash[slash == real] = '\0';
  return TAKE (real);
}

/* Opens the absolute NAME if it lies below the image's folder or an allowed
 * one. */
static struct vf_io *
open_absolute (const struct vf_file_resolver *resolver, const char *folder,
               const char *name, struct vf_error *err)
{
  const char *below = part_below (name, folder);
  size_t i;

  if (below)
    return vf_file_resolver_open_below (folder, below, err);
  for (i = 0; i < resolver->n_allowed_dirs; i++) {
    below = part_below (name, resolver->allowed_dirs[i]);
    if (below)
      return vf_file_resolver_open_below (resolver->allowed_dirs[i], below,
                                          err);
  }
  vf_error_set (err, VF_ERROR_PERMISSION,
                "\"%s\" lies outside the folder %s; allow its folder with "
                "--allow-path if you trust the image",
                name, folder);
  return NULL;
}

/* Where PATH leads, with links followed; of a file that is not there, in
 * which folder it would be, so that the policy can answer for that too.
 * Returns: malloc'd, or NULL. */
static char *
real_path (const char *path)
{
  CLEANUP_FREE char *real = realpath (path, NULL);
  CLEANUP_FREE char *folder = NULL;
  const char *last = vf_file_resolver_last_part (path);
  struct stat st;

  if (real || !*last || lstat (path, &st) == 0)
    return TAKE (real);
  folder = vf_text_printf ("%.*s", (int)(last - path), path);
  real = folder ? realpath (folder, NULL) : NULL;
  return real ? vf_text_printf ("%s/%s", real, last) : NULL;
}

/* Opens the relative NAME below the image's folder, or, where the kernel says
 * that it leaves that (by an absolute link, maybe back into it), wherever it
 * really is, if that is allowed. */
static struct vf_io *
open_relative (const struct vf_file_resolver *resolver, const char *folder,
               const char *name, struct vf_error *err)
{
  CLEANUP_FREE char *path = NULL;
  CLEANUP_FREE char *real = NULL;
  struct vf_error found;
  struct vf_io *io = vf_file_resolver_open_below (folder, name, &found);

  if (io)
    return io;
  if (found.code != VF_ERROR_PERMISSION) {
    *err = found;
    return NULL;
  }
  path = vf_text_printf ("%s/%s", folder, name);
  real = path ? real_path (path) : NULL;
  if (real)
    return open_absolute (resolver, folder, real, err);
  *err = found;
  return NULL;
}

/* Opens LAST in the image's folder or else in an allowed one. */
static struct vf_io *
open_by_last_part (const struct vf_file_resolver *resolver, const char *folder,
                   const char *last, struct vf_error *err)
{
  struct vf_error first, ignored;
  struct vf_io *io = vf_file_resolver_open_below (folder, last, &first);
  size_t i;

  if (!io && first.code != VF_ERROR_NOT_FOUND) {
    *err = first;
    return NULL;
  }
  for (i = 0; !io && i < resolver->n_allowed_dirs; i++)
    io = vf_file_resolver_open_below (resolver->allowed_dirs[i], last,
                                      &ignored);
  if (!io)
    vf_error_set (err, VF_ERROR_NOT_FOUND,
                  "%s; --allow-path names other folders to look in",
                  first.text);
  return io;
}

/* Opens the NAME of another host by its last part, unless it is a name here as
 * it stands: in Shift_JIS and Big5 a backslash may be half of a character. */
static struct vf_io *
open_foreign (const struct vf_file_resolver *resolver, const char *folder,
              const char *name, struct vf_error *err)
{
  struct vf_error ignored;
  struct vf_io *io
      = name[0] == '/' ? NULL
                       : vf_file_resolver_open_below (folder, name, &ignored);

  return io ? io
            : open_by_last_part (resolver, folder,
                                 vf_file_resolver_last_part (name), err);
}

char *
vf_file_resolver_folder (const struct vf_io *from, struct vf_error *err)
{
  char *folder;

  if (vf_io_is_nbd_uri (vf_io_name (from))) {
    vf_error_set (err, VF_ERROR_PERMISSION,
                  "an image that comes from a URI may not lead to further "
                  "files");
    return NULL;
  }
  errno = ENOENT;
  folder = folder_of (from);
  if (!folder)
    vf_error_set_errno (err, errno, "cannot find the folder of %s",
                        vf_io_name (from));
  return folder;
}

static struct vf_io *
file_open (const struct vf_resolver *base, const struct vf_io *from,
           const char *name, struct vf_error *err)
{
  const struct vf_file_resolver *resolver
      = (const struct vf_file_resolver *)base;
  CLEANUP_FREE char *folder = NULL;

  if (vf_io_is_nbd_uri (vf_io_name (from)) || strstr (name, "://")) {
    vf_error_set (err, VF_ERROR_PERMISSION,
                  "\"%s\": an image that comes from or leads to a URI may not "
                  "name further files",
                  name);
    return NULL;
  }
  folder = vf_file_resolver_folder (from, err);
  if (!folder)
    return NULL;
  if (vf_file_resolver_is_foreign (name))
    return open_foreign (resolver, folder, name, err);
  if (name[0] == '/')
    return open_absolute (resolver, folder, name, err);
  return open_relative (resolver, folder, name, err);
}

void
vf_file_resolver_init (struct vf_file_resolver *resolver,
                       const char *const *allowed_dirs, size_t n_allowed_dirs)
{
  *resolver = (struct vf_file_resolver){
    .resolver = { .open = file_open,
                  .open_any_case = vf_file_resolver_open_any_case,
                  .list = vf_file_resolver_list },
    .allowed_dirs = allowed_dirs,
    .n_allowed_dirs = n_allowed_dirs,
  };
}

struct vf_io *
vf_resolver_open (const struct vf_resolver *resolver, const struct vf_io *from,
                  const char *name, struct vf_error *err)
{
  if (!*name) {
    vf_error_set (err, VF_ERROR_CORRUPT, "it names a file with an empty name");
    return NULL;
  }
  if (!resolver) {
    vf_error_set (err, VF_ERROR_PERMISSION,
                  "\"%s\": no further files may be opened here", name);
    return NULL;
  }
  return resolver->open (resolver, from, name, err);
}

struct vf_io *
vf_resolver_open_any_case (const struct vf_resolver *resolver,
                           const struct vf_io *from, const char *name,
                           struct vf_error *err)
{
  if (resolver && resolver->open_any_case)
    return resolver->open_any_case (resolver, from, name, err);
  vf_error_set (err, VF_ERROR_NOT_FOUND, "\"%s\" is not there", name);
  return NULL;
}
