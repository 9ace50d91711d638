/* vmferry: what fuzz targets do to an image that opens: walk its spans, read
 * some of each, ask for its info, check it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_FUZZ_FUZZ_IMAGE_H
#define VF_TESTS_FUZZ_FUZZ_IMAGE_H

#include <stdint.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/image.h"
#include "formats/info.h"
#include "tests/fuzz/fuzz-nomem.h"

/* A walk of a huge disk ends after so many spans; a read is of whole grains
 * and of a part, and begins inside one. */
enum { FUZZ_MAX_SPANS = 256, FUZZ_READ_SIZE = 100 * 1000, FUZZ_SKEW = 100 };

/* Reads at the start of a span, and a little later. */
static inline void
fuzz_read_span (struct vf_image *image, const struct vf_span *span)
{
  static char buf[FUZZ_READ_SIZE];
  uint64_t left = vf_image_size (image) - span->start;
  struct vf_error err;

  vf_image_read (image, buf, vf_min_u64 (sizeof buf, left), span->start, &err);
  if (left > FUZZ_SKEW)
    vf_image_read (image, buf, vf_min_u64 (sizeof buf, left - FUZZ_SKEW),
                   span->start + FUZZ_SKEW, &err);
}

/* Does all that to an open image. */
static inline void
fuzz_open_image (struct vf_image *image)
{
  struct vf_check_report report = { 0 };
  struct vf_info info = { 0 };
  uint64_t offset = 0;
  struct vf_span span;
  struct vf_error err;
  int i;

  for (i = 0; i < FUZZ_MAX_SPANS && offset < vf_image_size (image); i++) {
    if (vf_image_next_span (image, offset, &span, &err)) {
      offset += vf_image_lost_length (image, offset);
      continue;
    }
    fuzz_read_span (image, &span);
    offset += span.length;
  }
  vf_image_info (image, &info, &err);
  vf_image_check (image, &report, &err);
  vf_info_clear (&info);
  vf_check_report_clear (&report);
}

/* Opens IO, which it takes, and does all that.
 * Returns: whether it opened. */
static inline bool
fuzz_io (struct vf_io *io, const struct vf_image_params *params)
{
  struct vf_error err;
  struct vf_image *image = io ? vf_image_open (io, params, &err) : NULL;

  if (!image)
    return false;
  fuzz_open_image (image);
  vf_image_close (image);
  return true;
}

/* Does all that to the image in IO, which it takes, with as much memory as the
 * input allows (see fuzz_nomem_take); NULL is allowed.  What is refused is
 * opened as a salvage, which gets further. */
static inline void
fuzz_image (struct vf_io *io, const struct vf_image_format *format,
            const struct vf_resolver *resolver)
{
  struct vf_image_params params = { .format = format, .resolver = resolver };
  struct vf_error err;
  struct vf_io *whole;

  if (!io)
    return;
  fuzz_nomem_arm ();
  whole = vf_io_window (io, 0, vf_io_size (io), &err);
  params.salvage = !fuzz_io (whole, &params);
  if (params.salvage)
    fuzz_io (io, &params);
  else
    vf_io_close (io);
  fuzz_nomem_disarm ();
}

#endif
