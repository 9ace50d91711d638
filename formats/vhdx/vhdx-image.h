/* vmferry: an open VHDX, as the driver's files share it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_VHDX_IMAGE_H
#define VF_FORMATS_VHDX_VHDX_IMAGE_H

#include "formats/image-format.h"
#include "formats/vhdx/bat.h"
#include "formats/vhdx/bitmap.h"
#include "formats/vhdx/header.h"
#include "formats/vhdx/metadata.h"
#include "formats/vhdx/region.h"

struct vf_vhdx_image {
  struct vf_image image;
  char *creator;
  struct vf_io *io; /* the file with its log applied; may be image.io */
  struct vf_vhdx_header header;
  struct vf_vhdx_regions regions;
  struct vf_vhdx_metadata metadata;
  struct vf_vhdx_bat *bat;
  struct vf_vhdx_bitmaps *bitmaps; /* of a disk with a parent */
};

/* The driver's open: headers, log, regions, metadata, tables. */
int vf_vhdx_open (struct vf_image *image, struct vf_error *err);

/* The driver's info. */
int vf_vhdx_info (struct vf_image *image, struct vf_info *info,
                  struct vf_error *err);

/* The driver's check. */
int vf_vhdx_check (struct vf_image *image, struct vf_check_report *report,
                   struct vf_error *err);

#endif
