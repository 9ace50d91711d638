/* vmferry: an open VMDK, as the driver's files share it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_VMDK_IMAGE_H
#define VF_FORMATS_VMDK_VMDK_IMAGE_H

#include "formats/image-format.h"
#include "formats/vmdk/descriptor.h"
#include "formats/vmdk/extent.h"
#include "formats/vmdk/header.h"

struct vf_vmdk_image {
  struct vf_image image;
  bool has_header; /* the first file is hosted sparse */
  struct vf_vmdk_header header;
  struct vf_vmdk_descriptor desc;
  struct vf_vmdk_extents extents;
};

/* The driver's open. */
int vf_vmdk_open (struct vf_image *image, struct vf_error *err);

/* Notes where the wrapper may find the parent that the descriptor names.
 * Errors:  CORRUPT when it has one and names none, NOMEM */
int vf_vmdk_set_parent (struct vf_vmdk_image *vmdk, struct vf_error *err);

/* The driver's check_parent. */
int vf_vmdk_check_parent (struct vf_image *image, struct vf_error *err);

/* The driver's info. */
int vf_vmdk_info (struct vf_image *image, struct vf_info *info,
                  struct vf_error *err);

#endif
