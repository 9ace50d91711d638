/* vmferry: an open VDI, as the driver's files share it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VDI_VDI_IMAGE_H
#define VF_FORMATS_VDI_VDI_IMAGE_H

#include "formats/image-format.h"
#include "formats/vdi/blocks.h"
#include "formats/vdi/header.h"

struct vf_vdi_image {
  struct vf_image image;
  struct vf_vdi_header header;
  struct vf_vdi_blocks *blocks;
};

/* The driver's info. */
int vf_vdi_info (struct vf_image *image, struct vf_info *info,
                 struct vf_error *err);

/* The driver's check. */
int vf_vdi_check (struct vf_image *image, struct vf_check_report *report,
                  struct vf_error *err);

#endif
