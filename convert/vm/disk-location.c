/* vmferry: disks in folders that the user allows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/disk-location.h"

#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "convert/vm/convert.h"
#include "formats/allowed-dirs.h"
#include "formats/machine.h"
#include "formats/resolver.h"

/* Opens DISK by its name in the definition, in a folder of DIRS. */
static struct vf_io *
open_disk (const struct vf_machine *machine,
           const struct vf_machine_disk *disk, char **dirs, size_t n_dirs)
{
  struct vf_error ignored;
  CLEANUP_IO struct vf_io *definition
      = vf_io_open_file (machine->source_path, &ignored);
  struct vf_file_resolver resolver;

  if (!definition)
    return NULL;
  vf_file_resolver_init (&resolver, (const char *const *)dirs, n_dirs);
  return vf_resolver_open (&resolver.resolver, definition, disk->backing_name,
                           &ignored);
}

int
vf_disk_location_find (const struct vf_machine *machine,
                       const struct vf_machine_disk *disk,
                       const struct vf_convert_options *options,
                       char **ret_path, struct vf_error *err)
{
  CLEANUP_ALLOWED_DIRS char **dirs = NULL;
  CLEANUP_IO struct vf_io *io = NULL;

  *ret_path = NULL;
  if (!options->n_allowed_dirs || !disk->backing_name || !machine->source_path
      || (disk->backing_path && access (disk->backing_path, F_OK) == 0))
    return 0;
  dirs = vf_allowed_dirs_real (options->allowed_dirs, options->n_allowed_dirs,
                               err);
  if (!dirs)
    return vf_error_prefix (err, "--allow-path");
  io = open_disk (machine, disk, dirs, options->n_allowed_dirs);
  if (!io)
    return 0;
  *ret_path = strdup (vf_io_name (io));
  return *ret_path ? 0 : vf_error_nomem (err, "a path");
}
