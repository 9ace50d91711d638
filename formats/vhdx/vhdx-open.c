/* vmferry: the order in which a VHDX is opened: headers, log, regions,
 * metadata, block allocation table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vhdx/log.h"
#include "formats/vhdx/parent.h"
#include "formats/vhdx/vhdx-image.h"

/* Applies the log.  When it is damaged, what is salvaged is what reached its
 * place. */
static int
apply_log (struct vf_vhdx_image *vhdx, struct vf_error *err)
{
  struct vf_image *image = &vhdx->image;
  struct vf_error found;

  vhdx->io = vf_vhdx_log_apply (image->io, &vhdx->header, &found);
  if (vhdx->io == image->io)
    return 0;
  if (vhdx->io)
    return vf_image_add_note (image, err,
                              "log: the file was not closed in order; its log "
                              "is applied in memory, and the file left as it "
                              "is");
  if (found.code == VF_ERROR_CORRUPT && image->params.salvage) {
    vhdx->io = image->io;
    return vf_image_add_note (image, err,
                              "%s; it is not applied, and what was written "
                              "last may be missing or torn",
                              found.text);
  }
  *err = found;
  return -1;
}

/* Partition tables and file systems count in logical sectors.  Told once in a
 * chain. */
static int
note_sectors (struct vf_vhdx_image *vhdx, struct vf_error *err)
{
  uint32_t sector = vhdx->metadata.logical_sector;

  if (sector == VF_SECTOR_SIZE || vhdx->metadata.has_parent)
    return 0;
  return vf_image_add_note (&vhdx->image, err,
                            "metadata: logical sectors have %" PRIu32
                            " bytes: a guest must be given the disk with such "
                            "sectors, or it does not find its partitions",
                            sector);
}

int
vf_vhdx_open (struct vf_image *image, struct vf_error *err)
{
  struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;
  const struct vf_vhdx_metadata *metadata = &vhdx->metadata;

  vhdx->creator = vf_vhdx_read_creator (image->io, err);
  if (!vhdx->creator || vf_vhdx_header_read (image->io, &vhdx->header, err))
    return -1;
  /* The log may hold newer region tables, so it comes before them. */
  if (apply_log (vhdx, err)
      || vf_vhdx_region_read (vhdx->io, &vhdx->header, &vhdx->regions, err)
      || vf_vhdx_metadata_read (vhdx->io, &vhdx->regions.metadata,
                                &vhdx->metadata, err)
      || note_sectors (vhdx, err))
    return -1;
  image->size = metadata->size;
  vhdx->bat = vf_vhdx_bat_new (vhdx->io, &vhdx->regions.bat, metadata,
                               image->params.salvage, err);
  if (!vhdx->bat)
    return -1;
  if (!metadata->has_parent)
    return metadata->locator.count
               ? vf_image_add_note (image, err,
                                    "metadata: there is a parent locator, but "
                                    "the file parameters say that there is no "
                                    "parent; none is used")
               : 0;
  vhdx->bitmaps = vf_vhdx_bitmaps_new (vhdx->io, vhdx->bat, metadata, err);
  if (!vhdx->bitmaps
      || vf_vhdx_parent_names (&metadata->locator, &image->parent_ref, err))
    return -1;
  return vf_vhdx_parent_add_found (image, err);
}
