/* vmferry: opening an image as the options say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/image-options.h"

#include <string.h>

#include "common/error.h"
#include "common/input.h"
#include "common/io.h"
#include "formats/image.h"
#include "formats/source.h"

/* Tells the user what opening the images of a chain met. */
static void
log_notes (struct vf_tool *tool, const struct vf_image *image)
{
  const char *const *notes;
  size_t i, n;

  for (; image; image = vf_image_get_parent (image)) {
    notes = vf_image_get_notes (image, &n);
    for (i = 0; i < n; i++)
      vf_job_log (&tool->job, VF_LOG_WARNING, "%s: %s",
                  vf_io_name (vf_image_get_io (image)), notes[i]);
  }
}

struct vf_source_params
vf_image_options_source (const struct vf_image_options *options,
                         const char *location)
{
  return (struct vf_source_params){
    .location = location,
    .format_name = options->format,
    .allowed_dirs = options->allowed_dirs.items,
    .n_allowed_dirs = options->allowed_dirs.count,
    .snapshot = options->snapshot,
    .member = options->disk,
    .may_list = options->may_list,
    .size_rule = options->vhd_size,
    .no_digests = options->no_manifest,
    .ignore_parent_id = options->ignore_cid,
    .salvage = options->salvage,
  };
}

struct vf_source *
vf_image_options_open (struct vf_tool *tool,
                       const struct vf_image_options *options,
                       const char *location, struct vf_error *err)
{
  struct vf_source_params params = vf_image_options_source (options, location);
  struct vf_source *source;

  if (vf_input_is_pipe (location)) {
    vf_error_set (err, VF_ERROR_UNSUPPORTED,
                  "%s: a pipe can be read only once, which only copy can do "
                  "with; save it to a file first",
                  location);
    return NULL;
  }
  params.job = &tool->job;
  if (strcmp (location, "-") == 0) /* a file all the same */
    params.location = "/dev/stdin";
  source = vf_source_open (&params, err);
  if (source)
    log_notes (tool, vf_source_image (source));
  return source;
}
