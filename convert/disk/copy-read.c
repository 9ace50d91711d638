/* vmferry: reading a piece of the source, over damage where that is wanted: as
 * much of it as can be read, zeros for the rest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/job.h"
#include "convert/disk/copy.h"
#include "formats/image.h"
#include "formats/losses.h"

/* What a disk with a bad place fails to read, at the least. */
enum { BAD_PLACE = 4096 };

static int
read_unit (const struct vf_copy *copy, char *buf, size_t n, uint64_t offset,
           struct vf_error *err)
{
  if (vf_image_read (copy->source, buf, n, offset, err) == 0)
    return 0;
  if (!vf_losses_may_go_on (err))
    return -1;
  memset (buf, 0, n);
  return vf_losses_add (copy->losses, offset, n, err->text, err);
}

/* Reads what is lost as a whole when it is damaged.  Of what the disk fails to
 * read, the places beside the bad one can be had. */
static int
salvage_unit (const struct vf_copy *copy, char *buf, size_t n, uint64_t offset,
              struct vf_error *err)
{
  size_t piece;

  if (vf_image_read (copy->source, buf, n, offset, err) == 0)
    return 0;
  if (err->code != VF_ERROR_IO)
    return read_unit (copy, buf, n, offset, err);
  for (; n; n -= piece, buf += piece, offset += piece) {
    piece = vf_min_u64 (n, BAD_PLACE - offset % BAD_PLACE);
    if (vf_job_check (copy->job, err)
        || read_unit (copy, buf, piece, offset, err))
      return -1;
  }
  return 0;
}

static int
salvage (const struct vf_copy *copy, char *buf, size_t n, uint64_t offset,
         struct vf_error *err)
{
  size_t piece;

  for (; n; n -= piece, buf += piece, offset += piece) {
    piece = vf_min_u64 (n, vf_image_lost_length (copy->source, offset));
    if (vf_job_check (copy->job, err)
        || salvage_unit (copy, buf, piece, offset, err))
      return -1;
  }
  return 0;
}

int
vf_copy_read (const struct vf_copy *copy, void *buf, size_t n, uint64_t offset,
              struct vf_error *err)
{
  if (vf_image_read (copy->source, buf, n, offset, err) == 0)
    return 0;
  if (!copy->losses || !vf_losses_may_go_on (err))
    return -1;
  return salvage (copy, buf, n, offset, err);
}
