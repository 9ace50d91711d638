/* vmferry: the copy stage: overlay and source of each disk become the target,
 * read by our own readers without any other process.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "common/outfile.h"
#include "convert/disk/copy-image.h"
#include "convert/disk/verify.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
#include "convert/vm/overlay.h"
#include "convert/vm/work.h"

/* Copies MERGED to TARGET while SOURCE, which it is made of, is compared with
 * the digests that came with that. */
static int
copy_and_verify (struct vf_work *work, struct vf_image *merged,
                 struct vf_image *source, const struct vf_copy_target *target,
                 struct vf_error *err)
{
  const struct vf_copy_options options = { 0 };
  struct vf_verify *verify;
  int r;

  if (vf_verify_start (source, &verify, err))
    return -1;
  r = vf_copy_image_to (merged, target, &options, work->job, err);
  if (r == 0)
    return vf_verify_finish (verify, work->job, err);
  vf_verify_abandon (verify);
  return r;
}

static int
copy_disk (struct vf_work *work, size_t index, struct vf_error *err)
{
  const struct vf_conversion *conversion = work->conversion;
  struct vf_overlay *overlay = work->overlays.items[index];
  CLEANUP_OUTFILE struct vf_outfile *out = NULL;
  struct vf_copy_target target = {
    .location = conversion->disks.items[index].target_path,
    .format_name = conversion->disk_format,
    .compression = work->options->compression,
    .ret_unfinished = &out,
  };
  struct vf_image *merged = vf_overlay_merged (overlay, err);

  if (!merged
      || copy_and_verify (work, merged, vf_overlay_source (overlay), &target,
                          err))
    return -1;
  if (vf_vector_push (&work->outputs, out))
    return vf_error_nomem (err, "outputs");
  out = NULL;
  return 0;
}

int
vf_stage_copy (struct vf_work *work, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < work->overlays.count; i++)
    if (copy_disk (work, i, err))
      return -1;
  return 0;
}
