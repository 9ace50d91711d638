/* vmferry: the VDI driver's table, opening and reading.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vdi/vdi.h"

#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/vdi/parent.h"
#include "formats/vdi/vdi-image.h"

/* Four bytes, but not at the start, where most formats have theirs. */
enum { SCORE_SIGNATURE = 95 };

/* What a bad place of a file takes with it: a page, as the kernel reads. */
enum { PAGE = 4096 };

static int
vdi_probe (const struct vf_probe *probe)
{
  struct vf_vdi_disk_preheader disk;

  if (probe->head_length < sizeof disk)
    return 0;
  memcpy (&disk, probe->head, sizeof disk);
  return vf_le32_get (disk.signature) == VF_VDI_SIGNATURE ? SCORE_SIGNATURE
                                                          : 0;
}

static int
vdi_open (struct vf_image *image, struct vf_error *err)
{
  struct vf_vdi_image *vdi = (struct vf_vdi_image *)image;

  if (vf_vdi_header_read (image->io, &vdi->header, err))
    return -1;
  image->size = vdi->header.size;
  vdi->blocks = vf_vdi_blocks_new (image, &vdi->header, err);
  if (!vdi->blocks)
    return -1;
  if (!vf_vdi_type_has_parent (vdi->header.type))
    return 0;
  return vf_vdi_parent_find (image, &vdi->header, err);
}

/* A child names the state of its parent; one without that is an old one. */
static int
vdi_check_parent (struct vf_image *image, struct vf_error *err)
{
  const struct vf_vdi_header *child = &((struct vf_vdi_image *)image)->header;
  const struct vf_vdi_header *parent
      = &((struct vf_vdi_image *)image->parent)->header;
  char wanted[37], found[37];

  if (vf_guid_is_zero (&child->parent_modification)
      || vf_guid_equal (&child->parent_modification, &parent->modification))
    return 0;
  return vf_error_set (
      err, VF_ERROR_CORRUPT,
      "header: modification UUID of the parent at byte %zu is %s, but \"%s\" "
      "has %s: it was changed since",
      sizeof (struct vf_vdi_disk_preheader)
          + offsetof (struct vf_vdi_disk_header, parent_modification),
      vf_guid_text (&child->parent_modification, wanted),
      vf_io_name (image->parent->io),
      vf_guid_text (&parent->modification, found));
}

static void
vdi_close (struct vf_image *image)
{
  vf_vdi_blocks_free (((struct vf_vdi_image *)image)->blocks);
}

static int
vdi_next_span (struct vf_image *image, uint64_t offset,
               struct vf_span *ret_span, struct vf_error *err)
{
  return vf_vdi_blocks_span (((struct vf_vdi_image *)image)->blocks, offset,
                             ret_span, err);
}

/* The blocks of a DATA span lie one behind the other: one request. */
static int
vdi_read (struct vf_image *image, void *buf, size_t n, uint64_t offset,
          struct vf_error *err)
{
  const struct vf_vdi_image *vdi = (struct vf_vdi_image *)image;
  uint64_t block = offset / vdi->header.block_size, place;
  enum vf_span_kind kind;
  uint32_t entry;

  if (vf_vdi_blocks_get (vdi->blocks, block, 1, &entry, err)
      || vf_vdi_blocks_locate (vdi->blocks, block, entry, &kind, &place, err))
    return -1;
  return vf_io_read (image->io, buf, n,
                     place + offset % vdi->header.block_size, err);
}

static void
vdi_lost_span (struct vf_image *image, uint64_t offset,
               struct vf_span *ret_span)
{
  struct vf_error ignored;
  struct vf_span span;

  if (vdi_next_span (image, offset, &span, &ignored))
    vf_vdi_blocks_lost (((struct vf_vdi_image *)image)->blocks, offset,
                        ret_span);
  else /* reading did */
    *ret_span = (struct vf_span){ .start = vf_round_down (offset, PAGE),
                                  .length = PAGE };
}

static struct vf_io *
vdi_file_io (struct vf_image *image, unsigned file __attribute__ ((unused)))
{
  return image->io;
}

const struct vf_image_format vf_vdi_format = {
  .name = "vdi",
  .summary = "VirtualBox's disks",
  .extensions = (const char *const[]){ "vdi", NULL },
  .probe = vdi_probe,
  .image_struct_size = sizeof (struct vf_vdi_image),
  .open = vdi_open,
  .check_parent = vdi_check_parent,
  .close = vdi_close,
  .info = vf_vdi_info,
  .next_span = vdi_next_span,
  .read = vdi_read,
  .file_io = vdi_file_io,
  .lost_span = vdi_lost_span,
  .check = vf_vdi_check,
  .check_walks_spans = true,
};
