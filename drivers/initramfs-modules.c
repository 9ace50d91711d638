/* vmferry: the modules in what is put behind an initramfs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "drivers/initramfs-addon-priv.h"
#include "drivers/step.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"
#include "inspect/lines.h"
#include "inspect/modules.h"

/* modules.alias.bin has 1 MiB, the largest module some 5. */
#define FILE_MAX ((size_t)64 << 20)
/* The modules that initramfs-tools loads at once, a name per line. */
#define LOADED "conf/modules"

/* Indexes of modprobe; those of the initramfs know its own modules only.  A
 * module that they name and that is not in the initramfs does no harm.
 * Source: libkmod/libkmod.c, kmod 30 */
static const char *const indexes[] = {
  "modules.dep",       "modules.dep.bin",     "modules.alias",
  "modules.alias.bin", "modules.symbols.bin", "modules.softdep",
  "modules.builtin",   "modules.builtin.bin", "modules.builtin.alias.bin",
  "modules.order",
};

/* Copies FILE of the kernel's modules' folder.  MAY_LACK: that there is none
 * is fine. */
static int
copy_module_file (struct vf_addon *addon, const char *file, bool may_lack,
                  struct vf_error *err)
{
  CLEANUP_FREE char *from
      = vf_text_printf ("%s/%s", addon->kernel->modules_dir, file);
  CLEANUP_FREE char *to
      = vf_text_printf ("%s/%s", addon->initramfs.modules_dir, file);
  CLEANUP_FREE void *bytes = NULL;
  struct vf_error why = { 0 };
  size_t size;

  if (!from || !to)
    return vf_error_nomem (err, file);
  bytes = vf_appliance_read_file (addon->context->appliance, from, FILE_MAX,
                                  &size, &why);
  if (!bytes && may_lack && why.code == VF_ERROR_NOT_FOUND)
    return 0;
  if (!bytes) {
    *err = why;
    return -1;
  }
  return vf_addon_add_file (addon, to, bytes, size, err);
}

/* The text of FILE in the kernel's modules' folder; empty without one. */
static char *
read_index (const struct vf_addon *addon, const char *file,
            struct vf_error *err)
{
  CLEANUP_FREE char *path
      = vf_text_printf ("%s/%s", addon->kernel->modules_dir, file);
  struct vf_error why = { 0 };
  char *text;

  if (!path) {
    vf_error_nomem (err, file);
    return NULL;
  }
  text = vf_appliance_read_text (addon->context->appliance, path, FILE_MAX,
                                 &why);
  if (!text && why.code == VF_ERROR_NOT_FOUND)
    return strdup ("");
  if (!text)
    *err = why;
  return text;
}

/* All files that the kernel's virtio modules need. */
static int
list_modules (const struct vf_addon *addon, struct vf_text_list *files,
              struct vf_error *err)
{
  CLEANUP_FREE char *dep = read_index (addon, "modules.dep", err);
  CLEANUP_FREE char *builtin
      = dep ? read_index (addon, "modules.builtin", err) : NULL;
  struct vf_modules modules = { dep, builtin };

  if (!dep || !builtin)
    return -1;
  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    if (addon->kernel->virtio[i].state == VF_DRIVER_MODULE
        && vf_modules_driver_files (&modules, i, files, err) == -1)
      return -1;
  return 0;
}

static int
add_modules (struct vf_addon *addon, struct vf_error *err)
{
  CLEANUP_TEXT_LIST struct vf_text_list files = { 0 };
  size_t added = 0;

  if (list_modules (addon, &files, err) == -1)
    return -1;
  for (size_t i = 0; i < files.count; i++) {
    if (vf_initramfs_has_module (&addon->initramfs, files.items[i]))
      continue;
    added++;
    if (copy_module_file (addon, files.items[i], false, err) == -1)
      return -1;
  }
  for (size_t i = 0; added && i < sizeof indexes / sizeof indexes[0]; i++)
    if (copy_module_file (addon, indexes[i], true, err) == -1)
      return -1;
  return 0;
}

/* Whether LIST, a name per line, has NAME. */
static bool
lists_module (const char *list, const char *name)
{
  struct vf_lines lines = { list, 0 };
  struct vf_slice line;

  while (vf_lines_next (&lines, &line))
    if (vf_slice_is (line, name))
      return true;
  return false;
}

/* The list of modules to load at once, with ours. */
static int
add_loaded (struct vf_addon *addon, struct vf_error *err)
{
  const char *old = vf_initramfs_text (&addon->initramfs, LOADED);
  CLEANUP_FREE char *list = strdup (old ? old : "");
  bool is_changed = false;

  for (int i = 0; list && i < VF_VIRTIO_COUNT; i++) {
    const char *name = vf_guest_virtio_name (i);
    size_t n = strlen (list);
    char *longer;

    if (addon->kernel->virtio[i].state != VF_DRIVER_MODULE
        || lists_module (list, name))
      continue;
    longer = vf_text_printf ("%s%s%s\n", list,
                             n && list[n - 1] != '\n' ? "\n" : "", name);
    free (list);
    list = longer;
    is_changed = true;
  }
  if (!list)
    return vf_error_nomem (err, LOADED);
  return is_changed
             ? vf_addon_add_file (addon, LOADED, list, strlen (list), err)
             : 0;
}

int
vf_addon_add_modules (struct vf_addon *addon, struct vf_error *err)
{
  return add_modules (addon, err) == -1 ? -1 : add_loaded (addon, err);
}
