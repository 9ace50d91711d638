/* vmferry: what a VMDK says of itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/info.h"
#include "formats/vmdk/vmdk-image.h"

/* createType as VMware spells it; "2GbMaxExtent..." is old for "twoGb...". */
static const char *const variants[] = {
  "custom",
  "monolithicSparse",
  "monolithicFlat",
  "twoGbMaxExtentSparse",
  "twoGbMaxExtentFlat",
  "streamOptimized",
  "vmfs",
  "vmfsPreallocated",
  "vmfsEagerZeroedThick",
  "vmfsThin",
  "vmfsThick",
  "vmfsSparse",
  "seSparse",
  "vmfsSeSparse",
};

/* Keys of the disk data base that are worth showing. */
static const struct {
  const char *key;  /* in the descriptor */
  const char *name; /* of the row */
} shown[] = {
  { "ddb.longcontentid", "long_content_id" },
  { "ddb.uuid", "uuid" },
  { "ddb.uuid.image", "uuid" },
  { "ddb.adaptertype", "adapter_type" },
  { "ddb.virtualhwversion", "hardware_version" },
  { "ddb.toolsversion", "tools_version" },
  { "ddb.thinprovisioned", "thin_provisioned" },
  { "encoding", "encoding" },
  { "changetrackpath", "change_track_path" },
};

static const char *
variant_of (const char *create_type)
{
  size_t i;

  if (!create_type)
    return NULL;
  for (i = 0; i < sizeof variants / sizeof variants[0]; i++)
    if (strcasecmp (create_type, variants[i]) == 0)
      return variants[i];
  if (strcasecmp (create_type, "2GbMaxExtentSparse") == 0)
    return "twoGbMaxExtentSparse";
  if (strcasecmp (create_type, "2GbMaxExtentFlat") == 0)
    return "twoGbMaxExtentFlat";
  return NULL;
}

/* Who wrote the file, as far as it shows. */
static const char *
creator_of (const struct vf_vmdk_descriptor *desc)
{
  const char *uuid = vf_vmdk_descriptor_get (desc, "ddb.uuid");

  if (desc->created_by)
    return desc->created_by;
  if (vf_vmdk_descriptor_get (desc, "ddb.uuid.image"))
    return "VirtualBox";
  if (uuid && strncasecmp (uuid, "60 00 C2 9", 10) == 0)
    return "VMware";
  return NULL;
}

static int
add_cid (struct vf_info *info, const char *key, uint32_t cid,
         struct vf_error *err)
{
  char text[9];

  snprintf (text, sizeof text, "%08x", (unsigned)cid);
  return vf_info_add_text (info, key, text, err);
}

static int
add_rows (const struct vf_vmdk_image *vmdk, struct vf_info *info,
          struct vf_error *err)
{
  const struct vf_vmdk_descriptor *desc = &vmdk->desc;
  size_t i;

  if (add_cid (info, "cid", desc->cid, err))
    return -1;
  if (desc->parent_cid != VF_VMDK_NO_PARENT
      && add_cid (info, "parent_cid", desc->parent_cid, err))
    return -1;
  for (i = 0; i < sizeof shown / sizeof shown[0]; i++) {
    const char *value = vf_vmdk_descriptor_get (desc, shown[i].key);

    if (value && vf_info_add_text (info, shown[i].name, value, err))
      return -1;
  }
  if (!vmdk->has_header || !vmdk->header.capacity)
    return 0;
  if (vf_info_add_number (info, "grain_size", VF_INFO_SIZE,
                          vmdk->extents.items[0]->grain_bytes, err)
      || vf_info_add_number (info, "is_compressed", VF_INFO_BOOL,
                             vmdk->header.is_compressed, err)
      || vf_info_add_number (info, "is_unclean", VF_INFO_BOOL,
                             vmdk->header.is_unclean, err))
    return -1;
  return 0;
}

static int
add_extents (const struct vf_vmdk_extents *extents, struct vf_info *info,
             struct vf_error *err)
{
  size_t i;

  for (i = 0; i < extents->count; i++) {
    const struct vf_vmdk_extent *extent = extents->items[i];
    struct vf_info_extent row = {
      .path = extent->io ? (char *)vf_io_name (extent->io) : NULL,
      .kind = extent->ops->kind,
      .access = extent->is_read_only ? "rdonly" : "rw",
      .start = extent->start,
      .length = extent->length,
      .offset = extent->file_offset,
    };

    if (vf_info_add_extent (info, &row, err))
      return -1;
  }
  return 0;
}

int
vf_vmdk_info (struct vf_image *image, struct vf_info *info,
              struct vf_error *err)
{
  const struct vf_vmdk_image *vmdk = (struct vf_vmdk_image *)image;
  const char *type = vf_vmdk_descriptor_get (&vmdk->desc, "createtype");
  const char *creator = creator_of (&vmdk->desc);

  info->variant = variant_of (type);
  if (!info->variant && type
      && vf_info_add_text (info, "create_type", type, err))
    return -1;
  if (creator && vf_info_set_creator (info, creator, err))
    return -1;
  if (add_rows (vmdk, info, err))
    return -1;
  return add_extents (&vmdk->extents, info, err);
}
