/* vmferry: what a VHDX says of itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/info.h"
#include "formats/vhdx/vhdx-image.h"

static const char *
variant (const struct vf_vhdx_metadata *metadata)
{
  if (metadata->has_parent)
    return "differencing";
  return metadata->leave_allocated ? "fixed" : "dynamic";
}

static int
add_sizes (struct vf_info *info, const struct vf_vhdx_metadata *metadata,
           struct vf_error *err)
{
  if (vf_info_add_number (info, "block_size", VF_INFO_SIZE,
                          metadata->block_size, err)
      || vf_info_add_number (info, "logical_sector_size", VF_INFO_SIZE,
                             metadata->logical_sector, err))
    return -1;
  return vf_info_add_number (info, "physical_sector_size", VF_INFO_SIZE,
                             metadata->physical_sector, err);
}

/* How the parent is named and known. */
static int
add_locator (struct vf_info *info, const struct vf_vhdx_locator *locator,
             struct vf_error *err)
{
  static const char *const keys[]
      = { "parent_linkage", "parent_linkage2", "relative_path", "volume_path",
          "absolute_win32_path" };
  const char *value;
  size_t i;

  for (i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    value = vf_vhdx_locator_get (locator, keys[i]);
    if (value && vf_info_add_text (info, keys[i], value, err))
      return -1;
  }
  return 0;
}

int
vf_vhdx_info (struct vf_image *image, struct vf_info *info,
              struct vf_error *err)
{
  const struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;
  const struct vf_vhdx_metadata *metadata = &vhdx->metadata;
  char guid[37];

  info->variant = variant (metadata);
  if (vhdx->creator[0] && vf_info_set_creator (info, vhdx->creator, err))
    return -1;
  if (metadata->has_disk_id
      && vf_info_add_text (info, "disk_id",
                           vf_guid_text (&metadata->disk_id, guid), err))
    return -1;
  if (add_sizes (info, metadata, err)
      || vf_info_add_text (info, "data_write_guid",
                           vf_guid_text (&vhdx->header.data_write_guid, guid),
                           err)
      || vf_info_add_text (info, "log",
                           vf_guid_is_zero (&vhdx->header.log_guid) ? "empty"
                           : vhdx->io == image->io ? "damaged, not applied"
                                                   : "applied in memory",
                           err))
    return -1;
  return metadata->has_parent ? add_locator (info, &metadata->locator, err)
                              : 0;
}
