/* vmferry: the files of an image and of its parents, by device and inode, so
 * that links and other spellings are found out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/same-file.h"

#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/image.h"
#include "formats/info.h"

static bool
is_same (const struct stat *a, const struct stat *b)
{
  return S_ISBLK (a->st_mode) && S_ISBLK (b->st_mode)
             ? a->st_rdev == b->st_rdev
             : a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool
is_io (const struct vf_io *io, const struct stat *file)
{
  struct stat st;
  uint64_t offset;
  int fd;

  return vf_io_get_fd (io, &fd, &offset) && fstat (fd, &st) == 0
         && is_same (&st, file);
}

static bool
is_extent (const struct vf_image *image, const struct stat *file)
{
  struct vf_info info = { 0 };
  bool found = false;
  struct vf_error err;
  struct stat st;
  size_t i;

  if (vf_image_info ((struct vf_image *)image, &info, &err) == 0)
    for (i = 0; i < info.n_extents && !found; i++)
      found = info.extents[i].path && stat (info.extents[i].path, &st) == 0
              && is_same (&st, file);
  vf_info_clear (&info);
  return found;
}

/* Whether an image of the chain comes from the NBD export at URI. */
static bool
uses_export (const struct vf_image *image, const char *uri)
{
  for (; image; image = vf_image_get_parent (image))
    if (strcmp (vf_io_name (vf_image_get_io (image)), uri) == 0)
      return true;
  return false;
}

bool
vf_image_uses_file (const struct vf_image *image, const char *path)
{
  struct stat file;

  if (vf_io_is_nbd_uri (path))
    return uses_export (image, path);
  if (stat (path, &file))
    return false;
  for (; image; image = vf_image_get_parent (image))
    if (is_io (vf_image_get_io (image), &file) || is_extent (image, &file))
      return true;
  return false;
}
