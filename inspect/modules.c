/* vmferry: reading modules.dep and modules.builtin.
 *
 * Source: modules.dep(5), kmod 30: "FILE: FILE FILE ..." per line, the
 * dependencies being complete (depmod follows them to the end).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/modules.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "inspect/lines.h"

char *
vf_modules_name_of (const char *path)
{
  const char *slash = strrchr (path, '/');
  char *name = strdup (slash ? slash + 1 : path);
  char *end = name ? strstr (name, ".ko") : NULL;

  if (end)
    *end = '\0';
  for (char *c = name; c && *c; c++)
    if (*c == '-')
      *c = '_';
  return name;
}

/* Whether PATH is the file of module NAME. */
static bool
is_file_of (struct vf_slice path, const char *name)
{
  const char *slash = memrchr (path.start, '/', path.length);
  const char *c = slash ? slash + 1 : path.start;
  const char *end = path.start + path.length;

  for (; *name; name++, c++)
    if (c == end || (*c == '-' ? '_' : *c) != *name)
      return false;
  return end - c >= 3 && memcmp (c, ".ko", 3) == 0
         && (end - c == 3 || c[3] == '.');
}

static bool
is_built_in (const char *builtin, const char *name)
{
  struct vf_lines lines = { builtin, 0 };
  struct vf_slice line;

  while (builtin && vf_lines_next (&lines, &line))
    if (is_file_of (line, name))
      return true;
  return false;
}

/* The line of modules.dep for module NAME. */
static bool
find_line (const char *dep, const char *name, struct vf_slice *ret_path,
           struct vf_slice *ret_needs)
{
  struct vf_lines lines = { dep, 0 };
  struct vf_slice line;

  while (vf_lines_next (&lines, &line))
    if (vf_slice_split (line, ':', ret_path, ret_needs)
        && is_file_of (*ret_path, name))
      return true;
  return false;
}

enum vf_guest_driver_state
vf_modules_state (const struct vf_modules *modules, const char *name)
{
  struct vf_slice path, needs;

  if (is_built_in (modules->builtin, name))
    return VF_DRIVER_BUILT_IN;
  return find_line (modules->dep, name, &path, &needs) ? VF_DRIVER_MODULE
                                                       : VF_DRIVER_ABSENT;
}

static int
add_once (struct vf_text_list *files, struct vf_slice path,
          struct vf_error *err)
{
  CLEANUP_FREE char *text = vf_slice_dup (path);

  if (!text)
    return vf_error_nomem (err, "a module's path");
  return vf_text_list_has (files, text)
             ? 0
             : vf_text_list_take (files, TAKE (text), err);
}

int
vf_modules_files (const struct vf_modules *modules, const char *name,
                  struct vf_text_list *ret_files, struct vf_error *err)
{
  struct vf_slice path, needs, word;

  if (is_built_in (modules->builtin, name))
    return 0;
  if (!find_line (modules->dep, name, &path, &needs))
    return vf_error_set (err, VF_ERROR_NOT_FOUND, "the kernel has no %s",
                         name);
  while (vf_slice_next_word (&needs, &word))
    if (add_once (ret_files, word, err) == -1)
      return -1;
  return add_once (ret_files, path, err);
}

int
vf_modules_driver_files (const struct vf_modules *modules,
                         enum vf_guest_virtio driver,
                         struct vf_text_list *ret_files, struct vf_error *err)
{
  if (driver == VF_VIRTIO_SCSI
      && vf_modules_state (modules, "sd_mod") == VF_DRIVER_MODULE
      && vf_modules_files (modules, "sd_mod", ret_files, err) == -1)
    return -1;
  return vf_modules_files (modules, vf_guest_virtio_name (driver), ret_files,
                           err);
}
