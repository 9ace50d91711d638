/* vmferry: an extent of plain data: FLAT with an offset, VMFS without.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/extent.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"

/* Holes of the file read as zeros, and hide a parent as data does. */
static int
flat_next_span (struct vf_vmdk_extent *extent, uint64_t offset,
                struct vf_span *ret_span, struct vf_error *err)
{
  uint64_t in_file = extent->file_offset + offset;

  if (vf_io_next_span (extent->io, in_file, ret_span, err))
    return -1;
  vf_span_cut (ret_span, in_file, extent->file_offset + extent->length);
  ret_span->start = offset;
  return 0;
}

static int
flat_read (struct vf_vmdk_extent *extent, void *buf, size_t n, uint64_t offset,
           struct vf_error *err)
{
  return vf_io_read (extent->io, buf, n, extent->file_offset + offset, err);
}

/* Nothing can be wrong; it is only counted. */
static int
flat_check (struct vf_vmdk_extent *extent, struct vf_check_report *report,
            struct vf_error *err)
{
  struct vf_span span;
  uint64_t offset;

  for (offset = 0; offset < extent->length; offset += span.length) {
    if (flat_next_span (extent, offset, &span, err))
      return -1;
    if (span.kind == VF_SPAN_DATA)
      report->data_bytes += span.length;
  }
  return 0;
}

static void
flat_free (struct vf_vmdk_extent *extent)
{
  free (extent);
}

static const struct vf_vmdk_extent_ops flat_ops = {
  .kind = "flat",
  .next_span = flat_next_span,
  .read = flat_read,
  .check = flat_check,
  .free = flat_free,
};

struct vf_vmdk_extent *
vf_vmdk_flat_new (struct vf_io *io, uint64_t offset, uint64_t length,
                  struct vf_error *err)
{
  struct vf_vmdk_extent *extent;

  if (!vf_range_inside (offset, length, vf_io_size (io))) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "%s: flat extent needs %" PRIu64 " bytes at byte %" PRIu64
                  ", but the file has %" PRIu64 " bytes",
                  vf_io_name (io), length, offset, vf_io_size (io));
    return NULL;
  }
  extent = calloc (1, sizeof *extent);
  if (!extent) {
    vf_error_nomem (err, "a flat extent");
    return NULL;
  }
  extent->ops = &flat_ops;
  extent->io = io;
  extent->length = extent->capacity = length;
  extent->file_offset = offset;
  return extent;
}
