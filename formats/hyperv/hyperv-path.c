/* vmferry: from the path that a disk had on a Windows host to one here, by one
 * policy: the folder of the definition and below, and where that is the
 * "Virtual Machines" or "Snapshots" of an export, the folder of the export.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/hyperv/hyperv-locate.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/machine.h"
#include "formats/resolver.h"

/* What follows the last separator of Windows. */
static const char *
last_part (const char *name)
{
  const char *at, *last = name;

  for (at = name; *at; at++)
    if (*at == '/' || *at == '\\' || *at == ':')
      last = at + 1;
  return last;
}

static int
set_fault (struct vf_machine_disk *disk, const char *fault,
           struct vf_error *err)
{
  char *copy = strdup (fault);

  if (!copy)
    return vf_error_nomem (err, "a fault");
  free (disk->backing_path);
  free (disk->backing_fault);
  disk->backing_path = NULL;
  disk->backing_fault = copy;
  return 0;
}

/* What several VMs share since Windows Server 2016: the disk is an .avhdx. */
static bool
is_set (const char *name)
{
  size_t n = strlen (name);

  return n > 5 && strcasecmp (name + n - 5, ".vhds") == 0;
}

int
vf_hyperv_resolve_disk (struct vf_machine_disk *disk, const char *path,
                        struct vf_error *err)
{
  const char *name = last_part (disk->backing_name);
  const char *slash = strrchr (path, '/');
  int folder = slash ? (int)(slash + 1 - path) : 0;

  if (disk->device == VF_DISK_PASSTHROUGH)
    return set_fault (disk, "is a device of the source's host", err);
  if (is_set (name))
    return set_fault (disk, "is a VHD set, which only tells of disks", err);
  if (!*name || strcmp (name, ".") == 0 || strcmp (name, "..") == 0)
    return set_fault (disk, "names no file", err);
  disk->backing_path = vf_text_printf ("%.*s%s", folder, path, name);
  return disk->backing_path ? 0 : vf_error_nomem (err, "a path");
}

/* The folder of an exported VM, from that of its definition: the one above
 * "Virtual Machines" or "Snapshots", else the same.
 * Returns: malloc'd, or NULL without memory. */
static char *
export_folder (const char *folder)
{
  const char *slash = strrchr (folder, '/');

  if (slash && slash > folder
      && (strcasecmp (slash + 1, "Virtual Machines") == 0
          || strcasecmp (slash + 1, "Snapshots") == 0))
    return strndup (folder, (size_t)(slash - folder));
  return strdup (folder);
}

/* The file called NAME in DIR or a folder of it, in whatever case. */
static struct vf_io *
open_in (const struct vf_resolver *resolver, const struct vf_io *from,
         const char *dir, const char *name)
{
  static const char *const folders[]
      = { "", "Virtual Hard Disks/", "Snapshots/", "Virtual Machines/" };
  struct vf_io *io = NULL;
  struct vf_error ignored;
  size_t i;

  for (i = 0; !io && i < sizeof folders / sizeof *folders; i++) {
    CLEANUP_FREE char *path
        = vf_text_printf ("%s/%s%s", dir, folders[i], name);

    if (path)
      io = vf_resolver_open_any_case (resolver, from, path, &ignored);
  }
  return io;
}

static bool
is_taken (const struct vf_machine *machine, size_t index, const char *path)
{
  size_t i;

  for (i = 0; i < index; i++) {
    const char *other = machine->disks.items[i].backing_path;

    if (other && strcmp (other, path) == 0
        && strcmp (machine->disks.items[i].backing_name,
                   machine->disks.items[index].backing_name)
               != 0)
      return true;
  }
  return false;
}

/* Sets where the disk INDEX lies below the folder ROOT. */
static int
locate_disk (const struct vf_resolver *resolver, struct vf_io *from,
             const char *root, struct vf_machine *machine, size_t index,
             struct vf_error *err)
{
  struct vf_machine_disk *disk = &machine->disks.items[index];
  CLEANUP_IO struct vf_io *io
      = open_in (resolver, from, root, last_part (disk->backing_name));
  char *path;

  if (!io)
    return set_fault (disk,
                      "is not in the folder of the definition, nor in the "
                      "\"Virtual Hard Disks\" of its export",
                      err);
  if (is_taken (machine, index, vf_io_name (io)))
    return set_fault (disk,
                      "lay in another folder than a disk of the same name, "
                      "which is the one that is there",
                      err);
  path = strdup (vf_io_name (io));
  if (!path)
    return vf_error_nomem (err, "a path");
  free (disk->backing_path);
  disk->backing_path = path;
  return 0;
}

int
vf_hyperv_locate (struct vf_io *io, struct vf_machine *machine,
                  struct vf_error *err)
{
  const char *slash = strrchr (machine->source_path, '/');
  CLEANUP_FREE char *folder
      = strndup (machine->source_path,
                 slash ? (size_t)(slash - machine->source_path) : 0);
  CLEANUP_FREE char *root = folder ? export_folder (folder) : NULL;
  const char *allowed[1] = { root };
  struct vf_file_resolver resolver;
  size_t i;

  if (!root)
    return vf_error_nomem (err, "a path");
  vf_file_resolver_init (&resolver, allowed, 1);
  for (i = 0; i < machine->disks.count; i++)
    if (machine->disks.items[i].backing_path
        && machine->disks.items[i].device == VF_DISK_DISK
        && locate_disk (&resolver.resolver, io, root, machine, i, err))
      return -1;
  return 0;
}
