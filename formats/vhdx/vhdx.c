/* vmferry: the VHDX driver's table, and the order in which a file is opened:
 * headers, log, regions, metadata, block allocation table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/vhdx.h"

#include <inttypes.h>
#include <string.h>

#include "common/error.h"
#include "formats/info.h"
#include "formats/vhdx/log.h"
#include "formats/vhdx/vhdx-disk.h"
#include "formats/vhdx/vhdx-image.h"

/* Eight bytes that no other kind of file starts with. */
enum { SCORE_MAGIC = 100 };

static int
vhdx_probe (const struct vf_probe *probe)
{
  size_t n = strlen (VF_VHDX_SIGNATURE);

  return probe->head_length >= n
                 && memcmp (probe->head, VF_VHDX_SIGNATURE, n) == 0
             ? SCORE_MAGIC
             : 0;
}

static int
refuse_parent (const struct vf_vhdx_metadata *metadata, struct vf_error *err)
{
  const char *parent = vf_vhdx_locator_parent (&metadata->locator);

  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "metadata: a differencing disk, whose parent is "
                       "\"%s\": not supported; merge it with its parent in "
                       "Hyper-V first",
                       parent ? parent : "(not named)");
}

static int
vhdx_open (struct vf_image *image, struct vf_error *err)
{
  struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;

  vhdx->creator = vf_vhdx_read_creator (image->io, err);
  if (!vhdx->creator || vf_vhdx_header_read (image->io, &vhdx->header, err))
    return -1;
  /* The log may hold newer region tables, so it comes before them. */
  vhdx->io = vf_vhdx_log_apply (image->io, &vhdx->header, err);
  if (!vhdx->io
      || vf_vhdx_region_read (vhdx->io, &vhdx->header, &vhdx->regions, err)
      || vf_vhdx_metadata_read (vhdx->io, &vhdx->regions.metadata,
                                &vhdx->metadata, err))
    return -1;
  if (vhdx->metadata.has_parent)
    return refuse_parent (&vhdx->metadata, err);
  vhdx->bat
      = vf_vhdx_bat_new (vhdx->io, &vhdx->regions.bat, &vhdx->metadata, err);
  if (!vhdx->bat)
    return -1;
  image->size = vhdx->metadata.size;
  return 0;
}

static void
vhdx_close (struct vf_image *image)
{
  struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;

  vf_vhdx_bat_free (vhdx->bat);
  vf_vhdx_metadata_clear (&vhdx->metadata);
  free (vhdx->creator);
}

static int
vhdx_next_span (struct vf_image *image, uint64_t offset,
                struct vf_span *ret_span, struct vf_error *err)
{
  const struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;
  uint64_t block_size = vhdx->metadata.block_size;
  uint64_t block = offset / block_size;
  struct vf_vhdx_run run;

  if (vf_vhdx_bat_run (vhdx->bat, block, &run, err))
    return -1;
  *ret_span = (struct vf_span){
    .start = block * block_size,
    .length = run.count * block_size,
    .kind = run.kind,
    .has_offset = run.kind == VF_SPAN_DATA,
    .offset = run.offset,
  };
  return 0;
}

/* The blocks of a DATA span lie one behind the other: one request. */
static int
vhdx_read (struct vf_image *image, void *buf, size_t n, uint64_t offset,
           struct vf_error *err)
{
  const struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;
  uint64_t block_size = vhdx->metadata.block_size;
  uint64_t entry;

  if (vf_vhdx_bat_get (vhdx->bat, offset / block_size, 1, &entry, err))
    return -1;
  return vf_io_read (vhdx->io, buf, n,
                     (entry & VF_VHDX_BAT_OFFSET) + offset % block_size, err);
}

int
vf_vhdx_info (struct vf_image *image, struct vf_info *info,
              struct vf_error *err)
{
  const struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;
  const struct vf_vhdx_metadata *metadata = &vhdx->metadata;
  char guid[37];

  info->variant = metadata->leave_allocated ? "fixed" : "dynamic";
  if (vhdx->creator[0] && vf_info_set_creator (info, vhdx->creator, err))
    return -1;
  if (metadata->has_disk_id
      && vf_info_add_text (info, "disk_id",
                           vf_guid_text (&metadata->disk_id, guid), err))
    return -1;
  if (vf_info_add_number (info, "block_size", VF_INFO_SIZE,
                          metadata->block_size, err)
      || vf_info_add_number (info, "logical_sector_size", VF_INFO_SIZE,
                             metadata->logical_sector, err)
      || vf_info_add_number (info, "physical_sector_size", VF_INFO_SIZE,
                             metadata->physical_sector, err))
    return -1;
  return vf_info_add_text (info, "data_write_guid",
                           vf_guid_text (&vhdx->header.data_write_guid, guid),
                           err);
}

/* A log that was replayed in memory is in no file. */
static struct vf_io *
vhdx_file_io (struct vf_image *image,
              unsigned file __attribute__ ((unused)))
{
  return ((struct vf_vhdx_image *)image)->io;
}

const struct vf_image_format vf_vhdx_format = {
  .name = "vhdx",
  .summary = "Hyper-V disks, fixed and dynamic",
  .extensions = (const char *const[]){ "vhdx", "avhdx", NULL },
  .probe = vhdx_probe,
  .image_struct_size = sizeof (struct vf_vhdx_image),
  .open = vhdx_open,
  .close = vhdx_close,
  .info = vf_vhdx_info,
  .next_span = vhdx_next_span,
  .read = vhdx_read,
  .file_io = vhdx_file_io,
  .check = vf_vhdx_check,
  .check_walks_spans = true,
};
