/* vmferry: which extents cannot be read, and which cannot be together.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/extent-check.h"

#include <inttypes.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/descriptor.h"
#include "formats/vmdk/extent.h"

/* What to do about a type that is known but cannot be read; NULL where it
 * can. */
static const char *
what_to_do (enum vf_vmdk_extent_type type)
{
  switch (type) {
  case VF_VMDK_VMFSRDM:
  case VF_VMDK_VMFSRAW:
    return "it is a raw device mapping: clone the disk to a VMDK on a "
           "datastore first (vmkfstools -i)";
  case VF_VMDK_VSANSPARSE:
    return "its format is not public: consolidate the VM's snapshots or "
           "export it first";
  default:
    return NULL;
  }
}

int
vf_vmdk_check_line (const struct vf_vmdk_line *line, struct vf_error *err)
{
  const char *instead = what_to_do (line->type);

  if (line->access == VF_VMDK_NOACCESS)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "extent access NOACCESS: its %" PRIu64
                         " sectors may not be read, so the disk is not whole",
                         line->sectors);
  if (instead)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED, "extent type %s: %s",
                         vf_vmdk_type_name (line->type), instead);
  if (!line->name && line->type != VF_VMDK_ZERO)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "extent type %s: the line names no file",
                         vf_vmdk_type_name (line->type));
  return 0;
}

/* A file that stands behind an extent. */
struct extent_file {
  struct vf_file_id id;
  bool is_sparse;
};

static int
compare_files (const void *a, const void *b)
{
  const struct vf_file_id *x = &((const struct extent_file *)a)->id;
  const struct vf_file_id *y = &((const struct extent_file *)b)->id;

  if (x->device != y->device)
    return x->device < y->device ? -1 : 1;
  if (x->inode != y->inode)
    return x->inode < y->inode ? -1 : 1;
  return 0;
}

int
vf_vmdk_check_files_differ (const struct vf_vmdk_extents *extents,
                            struct vf_error *err)
{
  CLEANUP_FREE struct extent_file *files
      = calloc (extents->count + 1, sizeof *files);
  size_t i, n = 0;

  if (!files)
    return vf_error_nomem (err, "the list of extents");
  for (i = 0; i < extents->count; i++) {
    const struct vf_vmdk_extent *extent = extents->items[i];

    files[n].is_sparse = extent->grain_bytes != 0;
    n += extent->io && vf_io_get_file_id (extent->io, &files[n].id);
  }
  qsort (files, n, sizeof *files, compare_files);
  for (i = 1; i < n; i++)
    if (compare_files (&files[i - 1], &files[i]) == 0
        && (files[i - 1].is_sparse || files[i].is_sparse))
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "descriptor: two of its extents are the same "
                           "sparse file");
  return 0;
}
