/* vmferry: the files of an image and of its parents, by device and inode, so
 * that links and other spellings are found out, and the loop devices that
 * show them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/same-file.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
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

static bool
uses (const struct vf_image *image, const struct stat *file)
{
  for (; image; image = vf_image_get_parent (image))
    if (is_io (vf_image_get_io (image), file) || is_extent (image, file))
      return true;
  return false;
}

/* The file that DEVICE, a loop device or a partition of one, shows.
 * Returns: false when it is no such device. */
static bool
find_loop_file (const struct stat *device, struct stat *ret_file)
{
  static const char *const places[] = { "", "../" };
  char path[PATH_MAX] = "";
  size_t i;

  for (i = 0; i < sizeof places / sizeof places[0] && !path[0]; i++) {
    CLEANUP_FREE char *name = vf_text_printf (
        "/sys/dev/block/%u:%u/%sloop/backing_file", major (device->st_rdev),
        minor (device->st_rdev), places[i]);
    FILE *file = name ? fopen (name, "re") : NULL;

    if (file && !fgets (path, sizeof path, file))
      path[0] = '\0';
    if (file)
      fclose (file);
  }
  path[strcspn (path, "\n")] = '\0';
  return path[0] && stat (path, ret_file) == 0;
}

bool
vf_image_uses_file (const struct vf_image *image, const char *path)
{
  struct stat file, behind;

  if (vf_io_is_nbd_uri (path))
    return uses_export (image, path);
  if (stat (path, &file))
    return false;
  if (S_ISBLK (file.st_mode) && find_loop_file (&file, &behind)
      && uses (image, &behind))
    return true;
  return uses (image, &file);
}
