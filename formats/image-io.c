/* vmferry: an image seen as an io, so that a reader of another format (an
 * overlay's backing, a disk inside a container) can stand on it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "common/io-ops.h"
#include "formats/image.h"

struct image_io {
  struct vf_io io;
  struct vf_image *image;
};

static int
image_io_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
               struct vf_error *err)
{
  return vf_image_read (((struct image_io *)io)->image, buf, n, offset, err);
}

/* An io has no parent to ask: what no image holds is zeros.  Offsets into the
 * image's files are not offsets into this io. */
static int
image_io_next_span (struct vf_io *io, uint64_t offset,
                    struct vf_span *ret_span, struct vf_error *err)
{
  struct vf_span span;

  if (vf_image_next_span (((struct image_io *)io)->image, offset, &span, err))
    return -1;
  if (span.kind == VF_SPAN_HOLE)
    span.kind = VF_SPAN_ZERO;
  span.has_offset = span.kind == VF_SPAN_DATA;
  span.offset = span.start;
  span.depth = 0;
  *ret_span = span;
  return 0;
}

static void
image_io_close (struct vf_io *io)
{
  free (io);
}

static const struct vf_io_ops image_io_ops = {
  .read = image_io_read,
  .next_span = image_io_next_span,
  .close = image_io_close,
};

struct vf_io *
vf_image_as_io (struct vf_image *image, struct vf_error *err)
{
  const char *name = vf_io_name (vf_image_get_io (image));
  CLEANUP_FREE struct image_io *io = calloc (1, sizeof *io);

  if (!io) {
    vf_error_nomem (err, name);
    return NULL;
  }
  if (vf_io_init (&io->io, &image_io_ops, name, vf_image_size (image), err))
    return NULL;
  io->image = image;
  return &TAKE (io)->io;
}
