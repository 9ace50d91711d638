/* vmferry: handing on to the disk inside a container.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/inner.h"

#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/image-format.h"
#include "formats/image.h"
#include "formats/info.h"
#include "formats/raw/raw.h"

/* A gzip file with an OVA in it; what is packed once more is a trap. */
enum { MAX_CONTAINERS = 2 };

struct vf_image_params
vf_inner_params (const struct vf_image *outer)
{
  struct vf_image_params params = outer->params;

  params.format = NULL;
  params.resolver = NULL;
  params.member = NULL;
  params.n_containers++;
  return params;
}

/* The notes of the whole chain, which nobody else will ask. */
static int
take_notes (const struct vf_image *image, struct vf_image *outer,
            struct vf_error *err)
{
  const char *const *notes;
  size_t i, n;

  for (; image; image = image->parent) {
    notes = vf_image_get_notes (image, &n);
    for (i = 0; i < n; i++)
      if (vf_image_add_note (outer, err, "%s: %s", vf_io_name (image->io),
                             notes[i]))
        return -1;
  }
  return 0;
}

/* The container's name comes in front of the error next: where that of the
 * disk is the same, as in a gzip file, once is enough. */
static int
fail (const struct vf_inner *inner, struct vf_error *err)
{
  const char *name = vf_io_name (inner->outer->io);
  size_t n = strlen (name);

  if (strncmp (err->text, name, n) == 0
      && strncmp (err->text + n, ": ", 2) == 0)
    memmove (err->text, err->text + n + 2, strlen (err->text + n + 2) + 1);
  return -1;
}

int
vf_inner_open (struct vf_inner *inner, struct vf_image *outer,
               struct vf_io *io, const struct vf_image_params *params,
               struct vf_error *err)
{
  if (params->n_containers > MAX_CONTAINERS) {
    vf_io_close (io);
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "a container in a container in a container: unpack "
                         "it first");
  }
  inner->outer = outer;
  inner->image = vf_image_open (io, params, err);
  if (!inner->image)
    return fail (inner, err);
  outer->size = vf_image_size (inner->image);
  return take_notes (inner->image, outer, err);
}

int
vf_inner_restore_size (struct vf_inner *inner, struct vf_image *outer,
                       uint64_t size, const char *why, struct vf_error *err)
{
  size = vf_div_up (size, VF_SECTOR_SIZE) * VF_SECTOR_SIZE;
  if (inner->image->format != &vf_raw_format || size <= outer->size)
    return 0;
  inner->missing = strdup (why);
  if (!inner->missing)
    return vf_error_nomem (err, "an error");
  outer->size = size;
  return 0;
}

/* Whether OFFSET is behind all that there is. */
static bool
is_missing (const struct vf_inner *inner, uint64_t offset)
{
  return inner->missing && offset >= vf_image_size (inner->image);
}

/* The chain becomes one image with one file; offsets in another file than the
 * disk's first mean nothing to the caller. */
int
vf_inner_next_span (struct vf_inner *inner, uint64_t offset,
                    struct vf_span *ret_span, struct vf_error *err)
{
  struct vf_span span;

  if (is_missing (inner, offset))
    return vf_error_set (err, VF_ERROR_CORRUPT, "%s", inner->missing);
  if (vf_image_next_span (inner->image, offset, &span, err))
    return fail (inner, err);
  span.has_offset
      = span.has_offset && inner->has_place
        && vf_image_span_io (inner->image, &span) == inner->image->io;
  span.offset = span.has_offset ? span.offset + inner->place : 0;
  span.depth = 0;
  span.file = 0;
  *ret_span = span;
  return 0;
}

int
vf_inner_read (struct vf_inner *inner, void *buf, size_t n, uint64_t offset,
               struct vf_error *err)
{
  return vf_image_read (inner->image, buf, n, offset, err) ? fail (inner, err)
                                                           : 0;
}

void
vf_inner_lost_span (struct vf_inner *inner, uint64_t offset,
                    struct vf_span *ret_span)
{
  *ret_span = (struct vf_span){
    .start = offset,
    .length = is_missing (inner, offset)
                  ? inner->outer->size - offset
                  : vf_image_lost_length (inner->image, offset),
  };
}

int
vf_inner_info (struct vf_inner *inner, struct vf_info *info,
               struct vf_error *err)
{
  if (vf_info_add_text (info, "disk_format", inner->image->format->name, err)
      || vf_image_info (inner->image, info, err))
    return -1;
  vf_info_drop_extents (info); /* whose paths are not paths of files */
  return 0;
}

int
vf_inner_check (struct vf_inner *inner, struct vf_check_report *report,
                struct vf_error *err)
{
  struct vf_image *image;
  uint64_t known;

  if (!inner->image)
    return 0;
  known = vf_image_size (inner->image);
  if (inner->missing
      && vf_check_report_add (report, VF_FINDING_DAMAGE, known,
                              inner->outer->size - known, err, "%s",
                              inner->missing))
    return -1;
  for (image = inner->image; image; image = image->parent)
    if (vf_image_check (image, report, err))
      return -1;
  return 0;
}

void
vf_inner_close (struct vf_inner *inner)
{
  vf_image_close (TAKE (inner->image));
  free (TAKE (inner->missing));
}
