/* vmferry: an open VHD, as the driver's files share it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHD_VHD_IMAGE_H
#define VF_FORMATS_VHD_VHD_IMAGE_H

#include "formats/image-format.h"
#include "formats/vhd/bat.h"
#include "formats/vhd/dynamic.h"
#include "formats/vhd/footer.h"

struct vf_vhd_image {
  struct vf_image image;
  struct vf_vhd_footer footer;
  struct vf_vhd_dynamic dynamic; /* not of a fixed disk */
  struct vf_vhd_bat *bat;        /* NULL: a fixed disk */
};

/* The driver's probe. */
int vf_vhd_probe (const struct vf_probe *probe);

/* The driver's open. */
int vf_vhd_open (struct vf_image *image, struct vf_error *err);

/* The driver's check of its parent. */
int vf_vhd_check_parent (struct vf_image *image, struct vf_error *err);

/* The driver's info. */
int vf_vhd_info (struct vf_image *image, struct vf_info *info,
                 struct vf_error *err);

/* The driver's check. */
int vf_vhd_check (struct vf_image *image, struct vf_check_report *report,
                  struct vf_error *err);

#endif
