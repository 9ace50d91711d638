/* vmferry: a disk that comes through a pipe: opens both ends, and makes sure
 * that nothing is left of a stream that was cut off.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/copy-pipe.h"

#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/input.h"
#include "common/job.h"
#include "convert/disk/copy-image.h"
#include "convert/disk/copy-target.h"
#include "convert/disk/copy.h"
#include "convert/disk/loss-file.h"
#include "convert/disk/pipe-engine.h"
#include "formats/vmdk/pipe.h"
#include "formats/vmdk/vmdk.h"
#include "formats/image-format.h"
#include "formats/writer.h"

static int
check_format (const char *format_name, struct vf_error *err)
{
  const struct vf_image_format *format;

  if (!format_name)
    return 0;
  format = vf_image_format_find (format_name, err);
  if (!format)
    return -1;
  if (format == &vf_vmdk_format)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "the %s format cannot be read in one pass; save the "
                       "image to a file first, and copy that",
                       format->name);
}

static int
fill_target (struct vf_vmdk_pipe *pipe, struct vf_copy_target_file *file,
             const struct vf_copy_options *options, struct vf_job *job,
             struct vf_error *err)
{
  CLEANUP_WRITER struct vf_writer *writer
      = vf_copy_target_start (file, vf_vmdk_pipe_size (pipe), NULL, job, err);
  struct vf_copy copy = {
    .target = writer,
    .n_threads = options->is_plain
                     ? 1
                     : vf_copy_choose_threads (NULL, file->target, options),
    .job = job,
  };

  if (!writer || vf_pipe_engine_run (pipe, &copy, err))
    return -1;
  return vf_writer_finish (TAKE (writer), err);
}

int
vf_copy_pipe (const char *location, const char *format_name,
              const struct vf_copy_target *target,
              const struct vf_copy_options *options, uint64_t *ret_size,
              struct vf_job *job, struct vf_error *err)
{
  CLEANUP_INPUT struct vf_input *input = NULL;
  CLEANUP_VMDK_PIPE struct vf_vmdk_pipe *pipe = NULL;
  struct vf_copy_target_file file;
  int r;

  if (check_format (format_name, err))
    return vf_error_prefix (err, "%s", location);
  input = vf_input_open (location, job, err);
  if (input)
    pipe = vf_vmdk_pipe_new (input, err);
  if (!pipe || vf_copy_target_open (&file, target, NULL, err))
    return -1;
  r = fill_target (pipe, &file, options, job, err);
  if (r == 0)
    r = vf_copy_target_flush (&file, err);
  if (r == 0)
    r = vf_job_check (job, err);
  if (r) {
    vf_copy_target_abandon (&file);
    return -1;
  }
  *ret_size = vf_vmdk_pipe_size (pipe);
  if (vf_copy_target_finish (&file, err))
    return -1;
  return vf_copy_target_is_in_place (target->location)
             ? 0
             : vf_loss_file_remove (target->location, err);
}
