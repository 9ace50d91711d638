/* vmferry: the disks and the appliance stage: each disk under an overlay, all
 * overlays in one appliance.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/error.h"
#include "common/job.h"
#include "common/span.h"
#include "common/tempdir.h"
#include "common/text.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
#include "convert/vm/overlay.h"
#include "convert/vm/work.h"
#include "formats/image-format.h"
#include "formats/image.h"
#include "formats/source.h"
#include "inspect/appliance.h"

/* Walks the map of a disk.  A file that was cut short, or whose tables are
 * bad, is told by its own fault here, and not by what the appliance makes of
 * the errors that it reads. */
static int
check_map (struct vf_work *work, struct vf_image *source, struct vf_error *err)
{
  uint64_t size = vf_image_size (source);
  struct vf_span span;
  uint64_t offset;

  for (offset = 0; offset < size; offset += span.length)
    if (vf_job_check (work->job, err)
        || vf_image_next_span (source, offset, &span, err))
      return -1;
  return 0;
}

/* A file of nothing but a hole, for a disk that is to be new.
 * Returns: 0, and its malloc'd path or NULL for any other disk */
static int
make_blank (struct vf_work *work, const struct vf_conversion_disk *disk,
            char **ret_path, struct vf_error *err)
{
  CLEANUP_FREE char *path = NULL;
  CLEANUP_FD int fd = -1;

  *ret_path = NULL;
  if (!disk->blank_bytes)
    return 0;
  path = vf_text_printf ("%s/%s.blank", vf_tempdir_path (work->folder),
                         disk->target_name);
  if (!path)
    return vf_error_nomem (err, "a new disk");
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0 || ftruncate (fd, (off_t)disk->blank_bytes))
    return vf_error_set_errno (err, errno, "%s", path);
  *ret_path = TAKE (path);
  return 0;
}

/* Opens the disk, or with BLANK the file of that path, which is empty. */
static int
open_disk (struct vf_work *work, struct vf_conversion_disk *disk,
           const char *blank, struct vf_error *err)
{
  const struct vf_source_params params = {
    .location = blank ? blank : disk->source_path,
    .format_name = blank ? "raw" : NULL,
    .member = disk->member,
    .allowed_dirs = work->options->allowed_dirs,
    .n_allowed_dirs = work->options->n_allowed_dirs,
    .no_digests = work->options->no_digests,
  };
  CLEANUP_OVERLAY struct vf_overlay *overlay
      = vf_overlay_create (&params, vf_tempdir_path (work->folder),
                           disk->target_name, work->job, err);
  struct vf_image *source;

  if (!overlay)
    return vf_error_prefix (err, "%s", disk->key);
  source = vf_overlay_source (overlay);
  if (check_map (work, source, err))
    return vf_error_prefix (err, "%s", disk->key);
  disk->source_format = vf_image_get_format (source)->name;
  disk->virtual_size = vf_image_size (source);
  if (vf_vector_push (&work->overlays, overlay))
    return vf_error_nomem (err, "overlays");
  overlay = NULL;
  return 0;
}

int
vf_stage_disks (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;
  size_t i;

  work->folder = vf_tempdir_create (NULL, err);
  if (!work->folder)
    return -1;
  for (i = 0; i < conversion->disks.count; i++) {
    struct vf_conversion_disk *disk = &conversion->disks.items[i];
    CLEANUP_FREE char *blank = NULL;

    if (make_blank (work, disk, &blank, err)
        || open_disk (work, disk, blank, err))
      return -1;
  }
  return 0;
}

int
vf_stage_appliance (struct vf_work *work, struct vf_error *err)
{
  CLEANUP_FREE struct vf_appliance_disk *disks
      = calloc (work->overlays.count, sizeof *disks);
  size_t i;

  if (!disks)
    return vf_error_nomem (err, "the appliance's disks");
  for (i = 0; i < work->overlays.count; i++)
    disks[i] = (struct vf_appliance_disk){
      .path = vf_overlay_path (work->overlays.items[i]), .format = "qcow2"
    };
  work->appliance = vf_appliance_launch (disks, work->overlays.count, false,
                                         work->job, err);
  return work->appliance ? 0 : -1;
}
