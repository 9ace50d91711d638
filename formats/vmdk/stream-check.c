/* vmferry: checking a stream: each grain's marker, and that it inflates to
 * what its checksum says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/scratch.h"
#include "formats/vmdk/stream-priv.h"
#include "formats/vmdk/tables-check.h"
#include "formats/vmdk/vmdk-disk.h"

static int
examine (const struct vf_vmdk_tables_check *check, uint64_t grain,
         uint32_t sector, uint64_t *ret_bytes, struct vf_error *err)
{
  const struct vf_vmdk_stream *stream = (struct vf_vmdk_stream *)check->extent;
  struct vf_vmdk_scratch *scratch = check->data;
  struct vf_vmdk_disk_marker marker;

  if (vf_vmdk_stream_inflate (stream, scratch, grain, 1, scratch->output, err)
      < 0)
    return -1;
  /* Without a marker the length is not known; its first sector is taken. */
  *ret_bytes = 1;
  if (!stream->has_markers)
    return 0;
  if (vf_io_read (stream->extent.io, &marker, sizeof marker,
                  (uint64_t)sector * VF_SECTOR_SIZE, err))
    return -1;
  *ret_bytes = VF_VMDK_GRAIN_MARKER_SIZE + (uint64_t)vf_le32_get (marker.size);
  return 0;
}

int
vf_vmdk_stream_check (struct vf_vmdk_extent *extent,
                      struct vf_check_report *report, struct vf_error *err)
{
  const struct vf_vmdk_stream *stream = (struct vf_vmdk_stream *)extent;
  struct vf_vmdk_scratch *scratch = vf_vmdk_scratch_take (stream->pool, err);
  struct vf_vmdk_tables_check check = {
    .extent = extent,
    .tables = stream->tables,
    .report = report,
    .examine = examine,
    .data = scratch,
  };
  int r;

  if (!scratch)
    return -1;
  r = vf_vmdk_tables_check (&check, err);
  vf_vmdk_scratch_give (stream->pool, scratch);
  return r;
}
