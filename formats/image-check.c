/* vmferry: checking one image: the walk over all its spans, so that each table
 * entry is looked at, and what its driver knows to look for besides.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/image-format.h"
#include "formats/image-span.h"
#include "formats/image.h"
#include "formats/losses.h"

/* Looks at what the image has at OFFSET; damage goes to LOSSES.
 * Returns: how far that goes, 0 on error. */
static uint64_t
look (struct vf_image *image, uint64_t offset, bool is_last,
      struct vf_losses *losses, struct vf_check_report *report,
      struct vf_error *err)
{
  struct vf_span span;
  uint64_t length;

  if (vf_image_own_span (image, offset, &span, err) == 0) {
    if (span.kind == VF_SPAN_DATA)
      report->data_bytes += span.length;
    return span.length;
  }
  if (!vf_losses_may_go_on (err))
    return 0;
  length = is_last ? image->size - offset
                   : vf_image_own_lost_length (image, offset);
  return vf_losses_add (losses, offset, length, err->text, err) ? 0 : length;
}

static int
report_losses (const struct vf_losses *losses, struct vf_check_report *report,
               struct vf_error *err)
{
  size_t i;

  for (i = 0; i < losses->count; i++)
    if (vf_check_report_add (report, VF_FINDING_DAMAGE, losses->items[i].start,
                             losses->items[i].length, err, "%s",
                             losses->items[i].reason))
      return -1;
  return 0;
}

/* Walks what the image alone holds. */
static int
check_spans (struct vf_image *image, struct vf_check_report *report,
             struct vf_error *err)
{
  CLEANUP_LOSSES struct vf_losses losses;
  uint64_t offset, length;
  unsigned n_damages = 0;
  struct vf_error why;

  vf_losses_init (&losses);
  for (offset = 0; offset < image->size; offset += length) {
    if (vf_check_report_go_on (report, err))
      return -1;
    why.code = VF_ERROR_NONE;
    length = look (image, offset, n_damages == VF_CHECK_MAX_DAMAGES, &losses,
                   report, &why);
    if (!length) {
      *err = why;
      return -1;
    }
    n_damages += why.code != VF_ERROR_NONE;
  }
  return report_losses (&losses, report, err);
}

static int
check_format (struct vf_image *image, struct vf_check_report *report,
              struct vf_error *err)
{
  struct vf_error found;

  if (!image->format->check
      || image->format->check (image, report, &found) == 0)
    return 0;
  vf_error_prefix_file (&found, vf_io_name (image->io));
  if (vf_losses_may_go_on (&found))
    return vf_check_report_add (report, VF_FINDING_DAMAGE, 0, 0, err, "%s",
                                found.text);
  *err = found;
  return -1;
}

bool
vf_image_has_digests (const struct vf_image *image)
{
  for (; image; image = image->parent)
    if (image->format->has_digests && image->format->has_digests (image))
      return true;
  return false;
}

int
vf_image_verify (struct vf_image *image, struct vf_job *job,
                 struct vf_error *err)
{
  for (; image; image = image->parent)
    if (image->format->verify && image->format->verify (image, job, err))
      return vf_error_prefix_file (err, vf_io_name (image->io));
  return 0;
}

int
vf_image_check (struct vf_image *image, struct vf_check_report *report,
                struct vf_error *err)
{
  if (image->lacks_parent
      && vf_check_report_add (report, VF_FINDING_DAMAGE, 0, 0, err,
                              "%s: its parent \"%s\" cannot be opened",
                              vf_io_name (image->io), image->parent_ref.name))
    return -1;
  if (!image->format->check_walks_spans && check_spans (image, report, err))
    return -1;
  return check_format (image, report, err);
}
