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
#include "formats/image-format.h"

/* In a salvage the file may end before the extent does. */
static int
check_end (const struct vf_vmdk_extent *extent, uint64_t offset,
           struct vf_error *err)
{
  uint64_t size = vf_io_size (extent->io);

  if (offset < size)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "flat extent: byte %" PRIu64
                       " lies behind the end of %s at byte %" PRIu64,
                       offset, vf_io_name (extent->io), size);
}

/* Holes of the file read as zeros, and hide a parent as data does. */
static int
flat_next_span (struct vf_vmdk_extent *extent, uint64_t offset,
                struct vf_span *ret_span, struct vf_error *err)
{
  uint64_t in_file = extent->file_offset + offset;

  if (check_end (extent, in_file, err)
      || vf_io_next_span (extent->io, in_file, ret_span, err))
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

/* How much of the extent the file has. */
static uint64_t
length_in_file (const struct vf_vmdk_extent *extent)
{
  uint64_t size = vf_io_size (extent->io);

  if (size < extent->file_offset)
    return 0;
  return vf_min_u64 (size - extent->file_offset, extent->length);
}

/* What is behind the end of the file is lost together. */
static void
flat_lost_span (struct vf_vmdk_extent *extent, uint64_t offset,
                struct vf_span *ret_span)
{
  uint64_t end = length_in_file (extent);

  if (offset >= end)
    *ret_span
        = (struct vf_span){ .start = end, .length = extent->length - end };
}

/* It is counted; only the end may not be there. */
static int
flat_check (struct vf_vmdk_extent *extent, struct vf_check_report *report,
            struct vf_error *err)
{
  uint64_t offset, end = length_in_file (extent);
  struct vf_error why;
  struct vf_span span;

  for (offset = 0; offset < end; offset += span.length) {
    if (vf_check_report_go_on (report, err)
        || flat_next_span (extent, offset, &span, err))
      return -1;
    if (span.kind == VF_SPAN_DATA)
      report->data_bytes += span.length;
  }
  if (end == extent->length)
    return 0;
  check_end (extent, extent->file_offset + end, &why);
  return vf_check_report_add (report, VF_FINDING_DAMAGE, extent->start + end,
                              extent->length - end, err, "%s", why.text);
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
  .lost_span = flat_lost_span,
  .check = flat_check,
  .free = flat_free,
};

/* That IO has all of the extent, or that a salvage notes what it lacks. */
static int
check_length (struct vf_image *image, const struct vf_io *io, uint64_t offset,
              uint64_t length, struct vf_error *err)
{
  struct vf_error why;

  if (vf_range_inside (offset, length, vf_io_size (io)))
    return 0;
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "%s: flat extent needs %" PRIu64 " bytes at byte %" PRIu64
                ", but the file has %" PRIu64 " bytes",
                vf_io_name (io), length, offset, vf_io_size (io));
  if (image->params.salvage)
    return vf_image_add_note (image, err, "%s; what it lacks is lost",
                              why.text);
  *err = why;
  return -1;
}

struct vf_vmdk_extent *
vf_vmdk_flat_new (struct vf_image *image, struct vf_io *io, uint64_t offset,
                  uint64_t length, struct vf_error *err)
{
  struct vf_vmdk_extent *extent;

  if (check_length (image, io, offset, length, err))
    return NULL;
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
