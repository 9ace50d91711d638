/* vmferry: making the archive that is put behind an initramfs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/initramfs-addon.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "drivers/cpio-writer.h"
#include "drivers/initramfs-addon-priv.h"
#include "drivers/network-names.h"
#include "drivers/rename.h"
#include "drivers/step.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"

static void
addon_clear (struct vf_addon *addon)
{
  vf_initramfs_clear (&addon->initramfs);
  vf_cpio_writer_free (addon->writer);
}

/* Adds the folders above NAME that are not there. */
static int
add_parents (struct vf_addon *addon, const char *name, struct vf_error *err)
{
  for (const char *slash = strchr (name, '/'); slash;
       slash = strchr (slash + 1, '/')) {
    CLEANUP_FREE char *folder = strndup (name, (size_t)(slash - name));

    if (!folder)
      return vf_error_nomem (err, "an initramfs");
    if (vf_text_list_has (&addon->initramfs.folders, folder))
      continue;
    if (vf_cpio_writer_add_folder (addon->writer, folder, err) == -1
        || vf_text_list_take (&addon->initramfs.folders, TAKE (folder), err)
               == -1)
      return -1;
  }
  return 0;
}

int
vf_addon_add_file (struct vf_addon *addon, const char *name, const void *bytes,
                   size_t n, struct vf_error *err)
{
  if (add_parents (addon, name, err) == -1)
    return -1;
  return vf_cpio_writer_add_file (addon->writer, name, bytes, n, err);
}

/* Settings in which a disk has another name from now on. */
static int
add_settings (struct vf_addon *addon, struct vf_error *err)
{
  const struct vf_text_list *texts = &addon->initramfs.texts;
  struct vf_rename rename = { addon->context->guest, addon->context->target };

  for (size_t i = 0; i + 1 < texts->count; i += 2) {
    const char *name = texts->items[i];
    const char *text = texts->items[i + 1];
    CLEANUP_FREE char *renamed
        = vf_rename_text (&rename, name, text, false, err);

    if (!renamed)
      return -1;
    if (strcmp (renamed, text) != 0
        && vf_addon_add_file (addon, name, renamed, strlen (renamed), err)
               == -1)
      return -1;
  }
  return 0;
}

/* Where udev in the initramfs looks for .link files, or NULL. */
static const char *
link_folder (const struct vf_initramfs *initramfs)
{
  static const char *const folders[]
      = { "usr/lib/systemd/network", "lib/systemd/network" };

  for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
    if (vf_text_list_has (&initramfs->folders, folders[i]))
      return folders[i];
  return NULL;
}

static int
add_links (struct vf_addon *addon, struct vf_error *err)
{
  CLEANUP_NETWORK_LINKS struct vf_network_links links = { 0 };
  const char *folder = link_folder (&addon->initramfs);

  if (!folder)
    return 0;
  if (vf_network_links_make (addon->context->guest, addon->context->target,
                             &links, err)
      == -1)
    return -1;
  for (size_t i = 0; i < links.count; i++) {
    CLEANUP_FREE char *name
        = vf_text_printf ("%s/%s", folder, links.items[i].file);
    CLEANUP_FREE char *text = vf_network_link_text (&links.items[i]);

    if (!name || !text)
      return vf_error_nomem (err, "a link");
    if (vf_addon_add_file (addon, name, text, strlen (text), err) == -1)
      return -1;
  }
  return 0;
}

/* An initramfs without a module of this kernel says nothing of where they
 * would be. */
static int
find_modules_dir (struct vf_addon *addon, struct vf_error *err)
{
  bool is_merged = vf_text_list_has (&addon->initramfs.folders, "usr/lib");

  if (addon->initramfs.modules_dir)
    return 0;
  addon->initramfs.modules_dir = vf_text_printf (
      "%slib/modules/%s", is_merged ? "usr/" : "", addon->kernel->version);
  return addon->initramfs.modules_dir ? 0 : vf_error_nomem (err, "a path");
}

static void *
make_addon (struct vf_addon *addon, size_t *ret_size, struct vf_error *err)
{
  addon->writer = vf_cpio_writer_new (err);
  if (!addon->writer || find_modules_dir (addon, err) == -1
      || vf_addon_add_modules (addon, err) == -1
      || add_settings (addon, err) == -1 || add_links (addon, err) == -1)
    return NULL;
  return vf_cpio_writer_finish (addon->writer, ret_size, err);
}

/* OLD with zeros up to a multiple of four, where a plain archive must start,
 * and ADDON behind it. */
static void *
join (const void *old, size_t old_size, const void *addon, size_t addon_size,
      size_t *ret_size)
{
  size_t padding = (4 - old_size % 4) % 4;
  char *bytes = calloc (1, old_size + padding + addon_size);

  if (!bytes)
    return NULL;
  memcpy (bytes, old, old_size);
  memcpy (bytes + old_size + padding, addon, addon_size);
  *ret_size = old_size + padding + addon_size;
  return bytes;
}

void *
vf_initramfs_extend (const struct vf_step_context *context,
                     const struct vf_guest_kernel *kernel, size_t *ret_size,
                     struct vf_error *err)
{
  VF_CLEANUP (addon_clear)
  struct vf_addon addon = { .context = context, .kernel = kernel };
  CLEANUP_FREE void *old = NULL;
  CLEANUP_FREE void *bytes = NULL;
  size_t old_size, size;
  void *joined;

  old = vf_appliance_read_file (context->appliance, kernel->initramfs,
                                VF_INITRAMFS_MAX, &old_size, err);
  if (!old)
    return NULL;
  if (vf_initramfs_read (old, old_size, kernel->version, &addon.initramfs, err)
      == -1) {
    vf_error_prefix (err, "%s", kernel->initramfs);
    return NULL;
  }
  bytes = make_addon (&addon, &size, err);
  if (!bytes)
    return NULL;
  joined = join (old, old_size, bytes, size, ret_size);
  if (!joined)
    vf_error_nomem (err, "an initramfs");
  return joined;
}
