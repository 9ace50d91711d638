/* vmferry: from the name that a .vmx gives a file to a path, by one policy:
 * the folder of the definition and below, nowhere else.  Names that only mean
 * something on the source's host are looked for by their last part.
 *
 * Pure: whether the file is there is seen when it is opened.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"

/* What follows the last "/" or "\". */
static const char *
last_part (const char *name)
{
  const char *at, *last = name;

  for (at = name; *at; at++)
    if (*at == '/' || *at == '\\')
      last = at + 1;
  return last;
}

/* "C:\VMs\x.vmdk", "\\server\share\x.vmdk". */
static bool
is_windows_path (const char *name)
{
  return (isalpha ((unsigned char)name[0]) && name[1] == ':')
         || strncmp (name, "\\\\", 2) == 0;
}

/* "[datastore1] folder/x.vmdk", "/vmfs/volumes/..." */
static bool
is_elsewhere (const char *name)
{
  return name[0] == '[' || strncmp (name, "/vmfs/", 6) == 0
         || is_windows_path (name);
}

/* Whether one of the parts of NAME is "..". */
static bool
leads_up (const char *name)
{
  size_t n;

  for (; *name; name += n + (name[n] != '\0')) {
    n = strcspn (name, "/\\");
    if (n == 2 && name[0] == '.' && name[1] == '.')
      return true;
  }
  return false;
}

/* Length of the folder of PATH with its last "/"; 0 for the current one. */
static size_t
folder_length (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash ? (size_t)(slash + 1 - path) : 0;
}

/* Why NAME must not be opened, or NULL. */
static const char *
find_fault (const char *name, const char *path)
{
  size_t folder = folder_length (path);

  if (strncmp (name, "/dev/", 5) == 0
      || strncmp (name, "/vmfs/devices/", 14) == 0)
    return "is a device of the source's host";
  if (leads_up (name))
    return "leads out of the folder of the definition";
  if (name[0] == '/' && (!folder || strncmp (name, path, folder) != 0))
    return "lies outside the folder of the definition";
  if (!*last_part (name))
    return "names no file";
  return NULL;
}

int
vf_vmx_resolve (const char *name, const char *path, char **ret_path,
                char **ret_fault, struct vf_error *err)
{
  const char *fault;

  if (is_elsewhere (name))
    name = last_part (name);
  fault = find_fault (name, path);
  if (fault) {
    *ret_fault = strdup (fault);
    return *ret_fault ? 0 : vf_error_nomem (err, "a fault");
  }
  *ret_path
      = name[0] == '/'
            ? strdup (name)
            : vf_text_printf ("%.*s%s", (int)folder_length (path), path, name);
  return *ret_path ? 0 : vf_error_nomem (err, "a path");
}

int
vf_vmx_resolve_disk (struct vf_machine_disk *disk, const char *path,
                     struct vf_error *err)
{
  if (disk->device != VF_DISK_PASSTHROUGH)
    return vf_vmx_resolve (disk->backing_name, path, &disk->backing_path,
                           &disk->backing_fault, err);
  disk->backing_fault = strdup ("is a device of the source's host");
  return disk->backing_fault ? 0 : vf_error_nomem (err, "a fault");
}
