/* vmferry: the VHD driver's table, and reading: a fixed disk is its file, any
 * other one goes through its table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhd/vhd.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/vhd/vhd-image.h"

/* What a bad place of a file takes with it: a page, as the kernel reads. */
enum { PAGE = 4096 };

static void
vhd_close (struct vf_image *image)
{
  vf_vhd_bat_free (((struct vf_vhd_image *)image)->bat);
}

/* What the file of a fixed disk has at OFFSET, up to its footer. */
static int
fixed_span (const struct vf_vhd_image *vhd, uint64_t offset,
            struct vf_span *ret_span, struct vf_error *err)
{
  uint64_t data_end = vhd->footer.data_end;

  if (offset >= data_end)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "data of guest byte %" PRIu64
                         " on is not in the file: only %" PRIu64
                         " bytes stand before the footer",
                         offset, data_end);
  if (vf_io_next_span (vhd->image.io, offset, ret_span, err))
    return -1;
  vf_span_cut (ret_span, offset, data_end);
  return 0;
}

static int
vhd_next_span (struct vf_image *image, uint64_t offset,
               struct vf_span *ret_span, struct vf_error *err)
{
  const struct vf_vhd_image *vhd = (struct vf_vhd_image *)image;

  return vhd->bat ? vf_vhd_bat_span (vhd->bat, offset, ret_span, err)
                  : fixed_span (vhd, offset, ret_span, err);
}

/* The sectors of a DATA span lie one behind the other: one request. */
static int
vhd_read (struct vf_image *image, void *buf, size_t n, uint64_t offset,
          struct vf_error *err)
{
  const struct vf_vhd_image *vhd = (struct vf_vhd_image *)image;

  if (vhd->bat && vf_vhd_bat_locate (vhd->bat, offset, &offset, err))
    return -1;
  return vf_io_read (image->io, buf, n, offset, err);
}

static void
vhd_lost_span (struct vf_image *image, uint64_t offset,
               struct vf_span *ret_span)
{
  const struct vf_vhd_image *vhd = (struct vf_vhd_image *)image;
  struct vf_error ignored;
  struct vf_span span;

  if (vhd_next_span (image, offset, &span, &ignored) == 0) { /* reading did */
    ret_span->start = vf_round_down (offset, PAGE);
    ret_span->length = PAGE;
  } else if (vhd->bat) {
    vf_vhd_bat_lost (vhd->bat, offset, ret_span);
  } else {
    ret_span->start = offset;
    ret_span->length = image->size - offset;
  }
}

static struct vf_io *
vhd_file_io (struct vf_image *image, unsigned file __attribute__ ((unused)))
{
  return image->io;
}

const struct vf_image_format vf_vhd_format = {
  .name = "vhd",
  .summary = "disks of Virtual PC, Hyper-V, Xen and Azure",
  .extensions = (const char *const[]){ "vhd", "avhd", "vud", "vpc", NULL },
  .probe = vf_vhd_probe,
  .image_struct_size = sizeof (struct vf_vhd_image),
  .open = vf_vhd_open,
  .check_parent = vf_vhd_check_parent,
  .close = vhd_close,
  .info = vf_vhd_info,
  .next_span = vhd_next_span,
  .read = vhd_read,
  .file_io = vhd_file_io,
  .lost_span = vhd_lost_span,
  .check = vf_vhd_check,
  .check_walks_spans = true,
};
