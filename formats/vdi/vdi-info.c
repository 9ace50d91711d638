/* vmferry: what a VDI says of itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/info.h"
#include "formats/vdi/vdi-image.h"

/* "<<< Oracle VM VirtualBox Disk Image >>>\n" without what is around it. */
static int
put_creator (const struct vf_vdi_header *header, struct vf_info *info,
             struct vf_error *err)
{
  static const char around[] = "<> \n";
  const char *start = header->text + strspn (header->text, around);
  size_t n = strlen (start);
  CLEANUP_FREE char *text = NULL;

  while (n && strchr (around, start[n - 1]))
    n--;
  text = vf_text_to_utf8 (start, n);
  if (!text)
    return vf_error_nomem (err, "creator");
  return *text ? vf_info_set_creator (info, text, err) : 0;
}

static int
put_text (const struct vf_vdi_header *header, struct vf_info *info,
          struct vf_error *err)
{
  char version[24], geometry[48];

  snprintf (version, sizeof version, "%" PRIu32 ".%" PRIu32,
            header->version >> 16, header->version & 0xffff);
  snprintf (geometry, sizeof geometry, "%" PRIu32 "/%" PRIu32 "/%" PRIu32,
            header->cylinders, header->heads, header->sectors);
  if (vf_info_add_text (info, "version", version, err))
    return -1;
  return header->cylinders ? vf_info_add_text (info, "geometry", geometry, err)
                           : 0;
}

static int
put_ids (const struct vf_vdi_header *header, struct vf_info *info,
         struct vf_error *err)
{
  char id[37];

  if (vf_info_add_text (info, "uuid", vf_guid_text (&header->id, id), err)
      || vf_info_add_text (info, "modification_uuid",
                           vf_guid_text (&header->modification, id), err))
    return -1;
  if (!vf_vdi_type_has_parent (header->type))
    return 0;
  if (vf_info_add_text (info, "parent_uuid",
                        vf_guid_text (&header->parent, id), err))
    return -1;
  return vf_info_add_text (info, "parent_modification_uuid",
                           vf_guid_text (&header->parent_modification, id),
                           err);
}

int
vf_vdi_info (struct vf_image *image, struct vf_info *info,
             struct vf_error *err)
{
  static const char *const variants[] = {
    [VF_VDI_DYNAMIC] = "dynamic",
    [VF_VDI_FIXED] = "fixed",
    [VF_VDI_UNDO] = "undo",
    [VF_VDI_DIFFERENCING] = "differencing",
  };
  const struct vf_vdi_header *header = &((struct vf_vdi_image *)image)->header;

  info->variant = variants[header->type];
  if (put_creator (header, info, err) || put_text (header, info, err)
      || vf_info_add_number (info, "block_size", VF_INFO_SIZE,
                             header->block_size, err)
      || (header->block_extra
          && vf_info_add_number (info, "block_extra", VF_INFO_SIZE,
                                 header->block_extra, err)))
    return -1;
  return put_ids (header, info, err);
}
