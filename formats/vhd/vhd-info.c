/* vmferry: what a VHD says of itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/info.h"
#include "formats/vhd/vhd-image.h"

enum { TIME_SIZE = sizeof "2026-01-01T00:00:00Z" };

/* "win  10.0 (Wi2k)" without what is padding. */
static int
put_creator (const struct vf_vhd_footer *footer, struct vf_info *info,
             struct vf_error *err)
{
  CLEANUP_FREE char *application
      = vf_text_to_utf8 (footer->creator, strcspn (footer->creator, " "));
  CLEANUP_FREE char *os = vf_text_to_utf8 (footer->creator_os,
                                           strcspn (footer->creator_os, " "));
  CLEANUP_FREE char *text = NULL;

  if (application && os)
    text = vf_text_printf ("%s %" PRIu32 ".%" PRIu32 "%s%s", application,
                           footer->creator_version >> 16,
                           footer->creator_version & 0xffff, *os ? " " : "",
                           os);
  if (!text)
    return vf_error_nomem (err, "creator");
  return vf_info_set_creator (info, text, err);
}

/* A row with the time, unless there is none. */
static int
put_time (struct vf_info *info, const char *key, uint32_t seconds,
          struct vf_error *err)
{
  time_t time = (time_t)seconds + VF_VHD_EPOCH;
  char text[TIME_SIZE];
  struct tm tm;

  if (seconds == 0 || !gmtime_r (&time, &tm)
      || !strftime (text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
    return 0;
  return vf_info_add_text (info, key, text, err);
}

static int
put_sizes (const struct vf_vhd_image *vhd, struct vf_info *info,
           struct vf_error *err)
{
  const struct vf_vhd_footer *footer = &vhd->footer;
  uint64_t by_geometry = vf_vhd_geometry_size (footer);
  char geometry[48];

  snprintf (geometry, sizeof geometry, "%" PRIu32 "/%" PRIu32 "/%" PRIu32,
            footer->cylinders, footer->heads, footer->sectors);
  if (vf_info_add_text (info, "geometry", geometry, err))
    return -1;
  if (by_geometry != footer->current_size
      && (vf_info_add_number (info, "current_size", VF_INFO_SIZE,
                              footer->current_size, err)
          || vf_info_add_number (info, "geometry_size", VF_INFO_SIZE,
                                 by_geometry, err)))
    return -1;
  if (footer->original_size == footer->current_size)
    return 0;
  return vf_info_add_number (info, "original_size", VF_INFO_SIZE,
                             footer->original_size, err);
}

static int
put_parent (const struct vf_vhd_image *vhd, struct vf_info *info,
            struct vf_error *err)
{
  char id[37];

  if (vf_info_add_text (info, "parent_name", vhd->image.parent_ref.name, err)
      || vf_info_add_text (info, "parent_uuid",
                           vf_vhd_id_text (&vhd->dynamic.parent_id, id), err))
    return -1;
  return put_time (info, "parent_modified", vhd->dynamic.parent_timestamp,
                   err);
}

int
vf_vhd_info (struct vf_image *image, struct vf_info *info,
             struct vf_error *err)
{
  static const char *const variants[] = {
    [VF_VHD_FIXED] = "fixed",
    [VF_VHD_DYNAMIC] = "dynamic",
    [VF_VHD_DIFFERENCING] = "differencing",
  };
  const struct vf_vhd_image *vhd = (struct vf_vhd_image *)image;
  char id[37];

  info->variant = variants[vhd->footer.type];
  if (put_creator (&vhd->footer, info, err)
      || vf_info_add_text (info, "uuid", vf_vhd_id_text (&vhd->footer.id, id),
                           err)
      || put_time (info, "created", vhd->footer.timestamp, err)
      || put_sizes (vhd, info, err)
      || vf_info_add_number (info, "saved_state", VF_INFO_BOOL,
                             vhd->footer.has_saved_state, err))
    return -1;
  if (vhd->bat
      && vf_info_add_number (info, "block_size", VF_INFO_SIZE,
                             vhd->dynamic.block_size, err))
    return -1;
  return image->parent_ref.name ? put_parent (vhd, info, err) : 0;
}
