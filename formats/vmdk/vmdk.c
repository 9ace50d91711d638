/* vmferry: the VMDK driver's table: each question goes to the extent that
 * holds the offset.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/vmdk.h"

#include "common/checked.h"
#include "formats/vmdk/probe.h"
#include "formats/vmdk/vmdk-image.h"
#include "formats/vmdk/writer.h"

/* How much of plain data is given up at a time. */
enum { LOST_WITHOUT_GRAINS = 64 * 1024 };

static void
vmdk_close (struct vf_image *image)
{
  struct vf_vmdk_image *vmdk = (struct vf_vmdk_image *)image;

  vf_vmdk_extents_clear (&vmdk->extents);
  vf_vmdk_descriptor_clear (&vmdk->desc);
}

static int
vmdk_next_span (struct vf_image *image, uint64_t offset,
                struct vf_span *ret_span, struct vf_error *err)
{
  const struct vf_vmdk_image *vmdk = (struct vf_vmdk_image *)image;
  struct vf_vmdk_extent *extent
      = vf_vmdk_extents_find (&vmdk->extents, offset);

  if (extent->ops->next_span (extent, offset - extent->start, ret_span, err))
    return -1;
  vf_span_cut (ret_span, offset - extent->start, extent->length);
  ret_span->start = offset;
  ret_span->file = extent->index;
  return 0;
}

static int
vmdk_read (struct vf_image *image, void *buf, size_t n, uint64_t offset,
           struct vf_error *err)
{
  const struct vf_vmdk_image *vmdk = (struct vf_vmdk_image *)image;
  struct vf_vmdk_extent *extent
      = vf_vmdk_extents_find (&vmdk->extents, offset);

  return extent->ops->read (extent, buf, n, offset - extent->start, err);
}

/* What is lost of one extent says nothing of its neighbours. */
static void
vmdk_lost_span (struct vf_image *image, uint64_t offset,
                struct vf_span *ret_span)
{
  const struct vf_vmdk_image *vmdk = (struct vf_vmdk_image *)image;
  struct vf_vmdk_extent *extent
      = vf_vmdk_extents_find (&vmdk->extents, offset);
  uint64_t within = offset - extent->start;
  struct vf_span lost
      = { .start = vf_round_down (within, LOST_WITHOUT_GRAINS),
          .length = LOST_WITHOUT_GRAINS };

  if (extent->ops->lost_span)
    extent->ops->lost_span (extent, within, &lost);
  vf_span_cut (&lost, lost.start, extent->length);
  lost.start += extent->start;
  *ret_span = lost;
}

static int
vmdk_check (struct vf_image *image, struct vf_check_report *report,
            struct vf_error *err)
{
  const struct vf_vmdk_image *vmdk = (struct vf_vmdk_image *)image;
  size_t i;

  for (i = 0; i < vmdk->extents.count; i++) {
    struct vf_vmdk_extent *extent = vmdk->extents.items[i];

    if (extent->ops->check && extent->ops->check (extent, report, err))
      return -1;
  }
  return 0;
}

static struct vf_io *
vmdk_file_io (struct vf_image *image, unsigned file)
{
  return ((struct vf_vmdk_image *)image)->extents.items[file]->io;
}

const struct vf_image_format vf_vmdk_format = {
  .name = "vmdk",
  .summary = "VMware disks: descriptors, sparse and stream-optimized",
  .extensions = (const char *const[]){ "vmdk", NULL },
  .probe = vf_vmdk_probe,
  .image_struct_size = sizeof (struct vf_vmdk_image),
  .open = vf_vmdk_open,
  .check_parent = vf_vmdk_check_parent,
  .close = vmdk_close,
  .info = vf_vmdk_info,
  .next_span = vmdk_next_span,
  .read = vmdk_read,
  .file_io = vmdk_file_io,
  .lost_span = vmdk_lost_span,
  .check = vmdk_check,
  .check_walks_spans = true,
  .create = vf_vmdk_create,
  .always_compresses = true,
};
