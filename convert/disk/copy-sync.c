/* vmferry: the plain copy engine: read, look for zeros, write, from the first
 * byte of the disk to the last.  It asks nobody where data is, so that it
 * finds what a wrong answer would hide.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/copy.h"

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/job.h"
#include "formats/image.h"

int
vf_copy_sync (const struct vf_copy *copy, struct vf_error *err)
{
  uint64_t size = vf_image_size (copy->source);
  CLEANUP_FREE char *buf = malloc (copy->request_size);
  uint64_t offset;
  size_t n;

  if (!buf)
    return vf_error_nomem (err, "a copy buffer");
  vf_job_progress (copy->job, "copy", 0, size);
  for (offset = 0; offset < size; offset += n) {
    n = vf_min_u64 (copy->request_size, size - offset);
    if (vf_job_check (copy->job, err)
        || vf_copy_read (copy, buf, n, offset, err)
        || vf_copy_put (copy, buf, n, offset, err))
      return -1;
    vf_job_progress (copy->job, "copy", offset + n, size);
  }
  return 0;
}
