/* vmferry: reading an initramfs for what booting depends on.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/initramfs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/text.h"
#include "inspect/cpio.h"
#include "inspect/modules.h"

/* Settings of initramfs-tools in which a disk can be named.
 * Source: mkinitramfs and hooks/{resume,cryptroot}, Debian 10 to 12 */
static const char *const settings[]
    = { "conf/", "cryptroot/crypttab", "etc/fstab" };

/* Names and settings of an initramfs are far below; a guest must not make us
 * keep what it packs well. */
#define KEPT_MAX ((size_t)64 << 20)

struct collector {
  struct vf_initramfs initramfs;
  size_t kept; /* bytes, about */
  const char *version;
};

static bool
ends_with (const char *text, const char *end)
{
  size_t n = strlen (text);
  size_t m = strlen (end);

  return n >= m && strcmp (text + n - m, end) == 0;
}

static bool
is_setting (const char *name)
{
  for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
    if (strncmp (name, settings[i], strlen (settings[i])) == 0)
      return true;
  return false;
}

/* What follows "lib/modules/VERSION/" in NAME, or NULL. */
static const char *
below_modules (const char *name, const char *version)
{
  static const char folder[] = "lib/modules/";
  const char *at = strncmp (name, "usr/", 4) == 0 ? name + 4 : name;
  size_t n = strlen (version);

  if (strncmp (at, folder, strlen (folder)) != 0)
    return NULL;
  at += strlen (folder);
  return strncmp (at, version, n) == 0 && at[n] == '/' ? at + n + 1 : NULL;
}

static int
add_module (struct collector *collector, const char *name, const char *below,
            struct vf_error *err)
{
  struct vf_initramfs *initramfs = &collector->initramfs;

  if (!initramfs->modules_dir)
    initramfs->modules_dir
        = strndup (name, (size_t)(below - name) - 1);
  if (!initramfs->modules_dir)
    return vf_error_nomem (err, "the initramfs");
  return vf_text_list_take (&initramfs->modules, vf_modules_name_of (name),
                            err);
}

/* A later file of the same name replaces the earlier one. */
static int
add_setting (struct vf_initramfs *initramfs, const char *name,
             const char *data, struct vf_error *err)
{
  struct vf_text_list *texts = &initramfs->texts;

  for (size_t i = 0; i + 1 < texts->count; i += 2)
    if (strcmp (texts->items[i], name) == 0) {
      free (texts->items[i + 1]);
      texts->items[i + 1] = strdup (data);
      return texts->items[i + 1] ? 0 : vf_error_nomem (err, name);
    }
  if (vf_text_list_add (texts, name, err) == -1)
    return -1;
  return vf_text_list_add (texts, data, err);
}

static int
add_link (struct vf_initramfs *initramfs, const char *name,
          struct vf_error *err)
{
  const char *base = strrchr (name, '/') + 1;

  return vf_text_list_has (&initramfs->links, base)
             ? 0
             : vf_text_list_add (&initramfs->links, base, err);
}

/* Counts what may be kept of ENTRY. */
static int
count_kept (struct collector *collector, const struct vf_cpio_entry *entry,
            struct vf_error *err)
{
  collector->kept += strlen (entry->name);
  if (entry->data && is_setting (entry->name))
    collector->kept += entry->size;
  if (collector->kept <= KEPT_MAX)
    return 0;
  return vf_error_set (err, VF_ERROR_LIMIT,
                       "its names and settings have more than %zu bytes",
                       KEPT_MAX);
}

static int
collect (void *data, const struct vf_cpio_entry *entry, struct vf_error *err)
{
  struct collector *collector = data;
  struct vf_initramfs *initramfs = &collector->initramfs;
  const char *below = below_modules (entry->name, collector->version);

  if (count_kept (collector, entry, err) == -1)
    return -1;
  if (S_ISDIR (entry->mode))
    return vf_text_list_add (&initramfs->folders, entry->name, err);
  if (!S_ISREG (entry->mode))
    return 0;
  if (strcmp (entry->name, "conf/initramfs.conf") == 0)
    initramfs->is_initramfs_tools = true;
  if (below && strstr (below, ".ko"))
    return add_module (collector, entry->name, below, err);
  if (strstr (entry->name, "systemd/network/")
      && ends_with (entry->name, ".link"))
    return add_link (initramfs, entry->name, err);
  if (entry->data && is_setting (entry->name))
    return add_setting (initramfs, entry->name, entry->data, err);
  return 0;
}

int
vf_initramfs_read (const void *bytes, size_t n, const char *version,
                   struct vf_initramfs *ret_initramfs, struct vf_error *err)
{
  struct collector collector = { .version = version };

  if (vf_cpio_visit_all (bytes, n, collect, &collector, err) == -1) {
    vf_initramfs_clear (&collector.initramfs);
    return -1;
  }
  *ret_initramfs = collector.initramfs;
  return 0;
}

bool
vf_initramfs_has_module (const struct vf_initramfs *initramfs,
                         const char *file)
{
  CLEANUP_FREE char *name = vf_modules_name_of (file);

  return name && vf_text_list_has (&initramfs->modules, name);
}

const char *
vf_initramfs_text (const struct vf_initramfs *initramfs, const char *path)
{
  const struct vf_text_list *texts = &initramfs->texts;

  for (size_t i = 0; i + 1 < texts->count; i += 2)
    if (strcmp (texts->items[i], path) == 0)
      return texts->items[i + 1];
  return NULL;
}

void
vf_initramfs_clear (struct vf_initramfs *initramfs)
{
  free (initramfs->modules_dir);
  vf_text_list_clear (&initramfs->modules);
  vf_text_list_clear (&initramfs->folders);
  vf_text_list_clear (&initramfs->links);
  vf_text_list_clear (&initramfs->texts);
  memset (initramfs, 0, sizeof *initramfs);
}
