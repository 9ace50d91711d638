/* vmferry: one wrapper per image operation: checks what every driver may rely
 * on, looks through the chain of parents, and names the image in errors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/image.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/image-format.h"
#include "formats/image-span.h"
#include "formats/info.h"

uint64_t
vf_image_size (const struct vf_image *image)
{
  return image->size;
}

const struct vf_image_format *
vf_image_get_format (const struct vf_image *image)
{
  return image->format;
}

const struct vf_io *
vf_image_get_io (const struct vf_image *image)
{
  return image->io;
}

const char *const *
vf_image_get_notes (const struct vf_image *image, size_t *ret_count)
{
  *ret_count = image->notes.count;
  return (const char *const *)image->notes.items;
}

struct vf_image *
vf_image_get_parent (const struct vf_image *image)
{
  return image->parent;
}

size_t
vf_image_read_memory (const struct vf_image *image)
{
  size_t bytes = 0;

  for (; image; image = image->parent)
    bytes += image->read_memory;
  return bytes;
}

void
vf_image_read_once (struct vf_image *image)
{
  for (; image; image = image->parent)
    vf_io_take_hints (image->io, VF_IO_DROP_READ);
}

int
vf_image_own_span (struct vf_image *image, uint64_t offset,
                   struct vf_span *ret_span, struct vf_error *err)
{
  struct vf_span span = { .length = 0 };

  assert (offset < image->size);
  if (image->format->next_span (image, offset, &span, err))
    return vf_error_prefix_file (err, vf_io_name (image->io));
  assert (span.start <= offset && span.length > offset - span.start);
  vf_span_cut (&span, offset, image->size);
  *ret_span = span;
  return 0;
}

/* In a salvage: a range is in the parent that could not be opened. */
static int
fail_parent (const struct vf_image *image, uint64_t offset,
             struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "%s: byte %" PRIu64 " is in its parent \"%s\", which "
                       "cannot be opened",
                       vf_io_name (image->io), offset, image->parent_ref.name);
}

int
vf_image_next_span (struct vf_image *image, uint64_t offset,
                    struct vf_span *ret_span, struct vf_error *err)
{
  struct vf_span span;
  uint64_t end = image->size;
  unsigned depth = 0;

  for (;; image = image->parent, depth++) {
    if (offset >= image->size) { /* the parent is shorter: zeros */
      span = (struct vf_span){ .start = offset, .length = end - offset };
      break;
    }
    if (vf_image_own_span (image, offset, &span, err))
      return -1;
    if (image->size > end || span.length > end - offset)
      vf_span_cut (&span, offset, end);
    if (span.kind == VF_SPAN_HOLE && image->lacks_parent)
      return fail_parent (image, offset, err);
    if (span.kind != VF_SPAN_HOLE || !image->parent)
      break;
    end = offset + span.length;
  }
  span.depth = depth;
  *ret_span = span;
  return 0;
}

/* The image at DEPTH of the chain. */
static struct vf_image *
image_at (struct vf_image *image, unsigned depth)
{
  while (depth--)
    image = image->parent;
  return image;
}

struct vf_io *
vf_image_span_io (struct vf_image *image, const struct vf_span *span)
{
  struct vf_image *owner = image_at (image, span->depth);

  if (span->kind != VF_SPAN_DATA || !span->has_offset
      || !owner->format->file_io)
    return NULL;
  return owner->format->file_io (owner, span->file);
}

int
vf_image_read (struct vf_image *image, void *buf, size_t n, uint64_t offset,
               struct vf_error *err)
{
  struct vf_image *owner;
  struct vf_span span;
  char *to = buf;
  size_t piece;

  if (!vf_range_inside (offset, n, image->size))
    return vf_error_set (err, VF_ERROR_USAGE,
                         "%s: %zu bytes at %" PRIu64
                         " do not lie inside its %" PRIu64 " bytes",
                         vf_io_name (image->io), n, offset, image->size);
  for (; n; n -= piece, to += piece, offset += piece) {
    if (vf_image_next_span (image, offset, &span, err))
      return -1;
    piece = vf_min_u64 (n, span.length);
    if (span.kind != VF_SPAN_DATA) {
      memset (to, 0, piece);
      continue;
    }
    owner = image_at (image, span.depth);
    if (owner->format->read (owner, to, piece, offset, err))
      return vf_error_prefix_file (err, vf_io_name (owner->io));
  }
  return 0;
}

int
vf_image_info (struct vf_image *image, struct vf_info *info,
               struct vf_error *err)
{
  if (image->format->info && image->format->info (image, info, err))
    return vf_error_prefix_file (err, vf_io_name (image->io));
  return 0;
}
