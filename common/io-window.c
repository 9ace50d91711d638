/* vmferry: a range of another io as an io of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io-ops.h"

struct window_io {
  struct vf_io io;
  struct vf_io *base;
  uint64_t offset;
};

/* The base adds its own name to errors, which is the window's too. */
static int
window_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
             struct vf_error *err)
{
  const struct window_io *window = (struct window_io *)io;

  return window->base->ops->read (window->base, buf, n,
                                  window->offset + offset, err);
}

static int
window_next_span (struct vf_io *io, uint64_t offset, struct vf_span *ret_span,
                  struct vf_error *err)
{
  const struct window_io *window = (struct window_io *)io;
  struct vf_io *base = window->base;
  struct vf_span span = { .length = base->size,
                          .kind = VF_SPAN_DATA,
                          .has_offset = true };

  if (base->ops->next_span
      && base->ops->next_span (base, window->offset + offset, &span, err))
    return -1;
  vf_span_cut (&span, window->offset + offset, window->offset + io->size);
  span.start = offset;
  span.offset = offset;
  *ret_span = span;
  return 0;
}

static bool
window_get_fd (const struct vf_io *io, int *ret_fd, uint64_t *ret_offset)
{
  const struct window_io *window = (const struct window_io *)io;

  if (!vf_io_get_fd (window->base, ret_fd, ret_offset))
    return false;
  *ret_offset += window->offset;
  return true;
}

static void
window_close (struct vf_io *io)
{
  free (io);
}

static const struct vf_io_ops window_ops = {
  .read = window_read,
  .next_span = window_next_span,
  .get_fd = window_get_fd,
  .close = window_close,
};

struct vf_io *
vf_io_window (struct vf_io *base, uint64_t offset, uint64_t length,
              struct vf_error *err)
{
  CLEANUP_FREE struct window_io *window = NULL;

  if (!vf_range_inside (offset, length, base->size)) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "%s: ends at byte %" PRIu64 ", but %" PRIu64
                  " bytes are needed at %" PRIu64,
                  base->name, base->size, length, offset);
    return NULL;
  }
  window = calloc (1, sizeof *window);
  if (!window) {
    vf_error_nomem (err, base->name);
    return NULL;
  }
  if (vf_io_init (&window->io, &window_ops, base->name, length, err))
    return NULL;
  window->base = base;
  window->offset = offset;
  return &TAKE (window)->io;
}
