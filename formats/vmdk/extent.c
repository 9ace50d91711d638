/* vmferry: the extents of a VMDK in the order of the guest's disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/extent.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/vector.h"

int
vf_vmdk_extents_add (struct vf_vmdk_extents *list,
                     struct vf_vmdk_extent *extent, struct vf_error *err)
{
  CLEANUP_VMDK_EXTENT struct vf_vmdk_extent *owned = extent;
  uint64_t end;

  if (!vf_add_u64 (list->length, extent->length, &end) || end > INT64_MAX)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "extents: their sizes add up to more than 2^63 "
                         "bytes");
  if (extent->length == 0) /* adds nothing, and could not be found */
    return 0;
  if (vf_vector_push (list, extent))
    return vf_error_nomem (err, "the list of extents");
  TAKE (owned);
  extent->index = (unsigned)list->count - 1;
  extent->start = list->length;
  list->length = end;
  return 0;
}

struct vf_vmdk_extent *
vf_vmdk_extents_find (const struct vf_vmdk_extents *list, uint64_t offset)
{
  size_t low = 0, high = list->count;

  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;

    if (list->items[middle]->start <= offset)
      low = middle;
    else
      high = middle;
  }
  return list->items[low];
}

void
vf_vmdk_extent_free (struct vf_vmdk_extent *extent)
{
  struct vf_io *io;

  if (!extent)
    return;
  io = extent->owns_io ? extent->io : NULL;
  extent->ops->free (extent);
  vf_io_close (io);
}

void
vf_vmdk_extents_clear (struct vf_vmdk_extents *list)
{
  size_t i;

  for (i = 0; i < list->count; i++)
    vf_vmdk_extent_free (list->items[i]);
  free (list->items);
  *list = (struct vf_vmdk_extents){ 0 };
}
