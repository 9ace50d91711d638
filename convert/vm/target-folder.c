/* vmferry: what may be written over: nothing that is there, unless asked for,
 * and never the source.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/target-folder.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "common/tempdir.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
#include "convert/vm/work.h"
#include "formats/machine.h"

/* Whether files can be made in FOLDER. */
static int
check_folder (const char *folder, struct vf_error *err)
{
  struct stat st;

  if (stat (folder, &st))
    return vf_error_set_errno (err, errno, "%s: no such folder", folder);
  if (!S_ISDIR (st.st_mode))
    return vf_error_set (err, VF_ERROR_EXISTS, "%s: is no folder", folder);
  if (access (folder, W_OK | X_OK))
    return vf_error_set_errno (err, errno, "%s: cannot write there", folder);
  return 0;
}

int
vf_target_folder_make (const char *folder, struct vf_tempdir **ret_made,
                       struct vf_error *err)
{
  if (mkdir (folder, 0777)) {
    if (errno != EEXIST)
      return vf_error_set_errno (err, errno, "%s: cannot make the folder",
                                 folder);
  } else if (!(*ret_made = vf_tempdir_adopt (folder, err))) {
    rmdir (folder);
    return -1;
  }
  return check_folder (folder, err);
}

int
vf_target_folder_prepare (struct vf_work *work, struct vf_error *err)
{
  const char *folder = work->options->folder;
  bool is_plan = work->options->plan_only;
  char **absolute = &work->conversion->folder;

  if (!folder)
    folder = ".";
  if (!is_plan && vf_target_folder_make (folder, &work->made_folder, err))
    return -1;
  *absolute = realpath (folder, NULL);
  if (!*absolute && is_plan)
    *absolute = strdup (folder);
  if (!*absolute)
    return vf_error_set_errno (err, errno, "%s: no such folder", folder);
  return 0;
}

bool
vf_target_is_same_file (const char *a, const char *b)
{
  struct stat st_a, st_b;

  return a && b && stat (a, &st_a) == 0 && stat (b, &st_b) == 0
         && st_a.st_dev == st_b.st_dev && st_a.st_ino == st_b.st_ino;
}

static bool
is_source (const struct vf_conversion *conversion, const char *path)
{
  size_t i;

  for (i = 0; i < conversion->disks.count; i++)
    if (vf_target_is_same_file (path, conversion->disks.items[i].source_path))
      return true;
  return vf_target_is_same_file (path, conversion->source_path)
         || vf_target_is_same_file (path,
                                    conversion->machine->firmware.nvram_path);
}

static int
check_file (const struct vf_work *work, const char *path, struct vf_error *err)
{
  struct stat st;

  if (lstat (path, &st))
    return 0;
  if (is_source (work->conversion, path))
    return vf_error_set (err, VF_ERROR_EXISTS,
                         "%s: belongs to the source, which is not changed",
                         path);
  if (work->options->overwrite)
    return 0;
  return vf_error_set (err, VF_ERROR_EXISTS,
                       "%s: is there already (--overwrite replaces it)", path);
}

int
vf_target_folder_check (const struct vf_work *work, struct vf_error *err)
{
  const struct vf_conversion *conversion = work->conversion;
  size_t i;

  if (work->options->plan_only)
    return 0;
  for (i = 0; i < conversion->disks.count; i++)
    if (check_file (work, conversion->disks.items[i].target_path, err))
      return -1;
  if (conversion->nvram_path
      && check_file (work, conversion->nvram_path, err))
    return -1;
  return check_file (work, conversion->xml_path, err);
}

void
vf_target_folder_drop (struct vf_work *work)
{
  vf_tempdir_remove (work->made_folder);
  work->made_folder = NULL;
}
