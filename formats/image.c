/* vmferry: one wrapper per image operation: checks what every driver may rely
 * on, follows the chain of parents, and names the image in errors.
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
#include "formats/check-report.h"
#include "formats/image-format.h"
#include "formats/image-span.h"
#include "formats/info.h"
#include "formats/resolver.h"

/* Beyond any chain that VMware (32 snapshots) or linked clones make. */
enum { MAX_CHAIN_DEPTH = 256 };

/* Beyond what any supported format holds (VHDX and SESparse: 64 TiB), with
 * room for qcow2; keeps offsets well inside off_t. */
#define MAX_VIRTUAL_SIZE (UINT64_C (1) << 60)

void
vf_image_close (struct vf_image *image)
{
  struct vf_image *parent;

  for (; image; image = parent) {
    parent = image->parent;
    if (image->format->close)
      image->format->close (image);
    vf_io_close (image->io);
    free (image->parent_ref.name);
    free (image->parent_ref.format_name);
    free (image);
  }
}

/* Opens one image of a chain; takes IO. */
static struct vf_image *
open_one (struct vf_io *io, const struct vf_image_format *format,
          const struct vf_resolver *resolver, struct vf_error *err)
{
  CLEANUP_IO struct vf_io *owned_io = io;
  CLEANUP_IMAGE struct vf_image *image = NULL;

  if (!format)
    format = vf_image_format_probe (io, err);
  if (!format)
    return NULL;
  image = calloc (1, format->image_struct_size);
  if (!image) {
    vf_error_nomem (err, vf_io_name (io));
    return NULL;
  }
  image->format = format;
  image->io = TAKE (owned_io);
  image->resolver = resolver;
  if (format->open (image, err)) {
    vf_error_prefix (err, "%s", vf_io_name (io));
    return NULL;
  }
  if (image->size > MAX_VIRTUAL_SIZE) {
    vf_error_set (err, VF_ERROR_LIMIT,
                  "%s: virtual size is %" PRIu64 " bytes, the limit is 1 EiB",
                  vf_io_name (io), image->size);
    return NULL;
  }
  return TAKE (image);
}

/* Whether the file behind IO is one of the chain already. */
static bool
is_in_chain (const struct vf_image *chain, const struct vf_io *io)
{
  for (; chain; chain = chain->parent)
    if (vf_io_is_same_file (chain->io, io))
      return true;
  return false;
}

/* The format that the child names for its parent; NULL with ERR untouched
 * when it names none. */
static int
parent_format (const struct vf_image *child,
               const struct vf_image_format **ret_format, struct vf_error *err)
{
  const struct vf_image_format *format = NULL;

  if (child->parent_ref.format_name) {
    format = vf_image_format_find (child->parent_ref.format_name, err);
    if (!format)
      return vf_error_prefix (err, "%s: parent \"%s\"", vf_io_name (child->io),
                              child->parent_ref.name);
  }
  *ret_format = format;
  return 0;
}

/* Opens the parent of CHILD, the last of the chain that starts at TOP. */
static int
open_parent (const struct vf_image *top, struct vf_image *child,
             struct vf_error *err)
{
  const struct vf_image_format *format = NULL;
  CLEANUP_IO struct vf_io *io = NULL;

  if (parent_format (child, &format, err))
    return -1;
  io = vf_resolver_open (child->resolver, child->io, child->parent_ref.name,
                         err);
  if (!io)
    return vf_error_prefix (err, "%s: parent", vf_io_name (child->io));
  if (is_in_chain (top, io))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s: parent \"%s\" is in the chain already",
                         vf_io_name (child->io), child->parent_ref.name);
  child->parent = open_one (TAKE (io), format, child->resolver, err);
  if (!child->parent)
    return -1;
  if (child->format->check_parent && child->format->check_parent (child, err))
    return vf_error_prefix (err, "%s", vf_io_name (child->io));
  return 0;
}

struct vf_image *
vf_image_open (struct vf_io *io, const struct vf_image_format *format,
               const struct vf_resolver *resolver, struct vf_error *err)
{
  CLEANUP_IMAGE struct vf_image *image = open_one (io, format, resolver, err);
  struct vf_image *last;
  unsigned depth = 1;

  if (!image)
    return NULL;
  for (last = image; last->parent_ref.name; last = last->parent) {
    if (depth++ == MAX_CHAIN_DEPTH) {
      vf_error_set (err, VF_ERROR_LIMIT,
                    "%s: its chain of parents is longer than %d images",
                    vf_io_name (image->io), MAX_CHAIN_DEPTH);
      return NULL;
    }
    if (open_parent (image, last, err))
      return NULL;
  }
  return TAKE (image);
}

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

struct vf_image *
vf_image_get_parent (const struct vf_image *image)
{
  return image->parent;
}

int
vf_image_own_span (struct vf_image *image, uint64_t offset,
                   struct vf_span *ret_span, struct vf_error *err)
{
  struct vf_span span = { .length = 0 };

  assert (offset < image->size);
  if (image->format->next_span (image, offset, &span, err))
    return vf_error_prefix (err, "%s", vf_io_name (image->io));
  assert (span.start <= offset && span.length > offset - span.start);
  vf_span_cut (&span, offset, image->size);
  *ret_span = span;
  return 0;
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
      return vf_error_prefix (err, "%s", vf_io_name (owner->io));
  }
  return 0;
}

int
vf_image_info (struct vf_image *image, struct vf_info *info,
               struct vf_error *err)
{
  if (image->format->info && image->format->info (image, info, err))
    return vf_error_prefix (err, "%s", vf_io_name (image->io));
  return 0;
}

/* Walks what the image alone holds, so that each table entry is looked at.
 * Damage is a finding, and no error. */
static int
check_spans (struct vf_image *image, struct vf_check_report *report,
             struct vf_error *err)
{
  struct vf_error found;
  struct vf_span span;
  uint64_t offset;

  for (offset = 0; offset < image->size; offset += span.length) {
    if (vf_image_own_span (image, offset, &span, &found)) {
      if (found.code == VF_ERROR_CORRUPT)
        return vf_check_report_add (report, VF_FINDING_DAMAGE, offset,
                                    image->size - offset, err, "%s",
                                    found.text);
      *err = found;
      return -1;
    }
    if (span.kind == VF_SPAN_DATA)
      report->data_bytes += span.length;
  }
  return 0;
}

int
vf_image_check (struct vf_image *image, struct vf_check_report *report,
                struct vf_error *err)
{
  struct vf_error found; /* what a check met and took into the report */

  if (!image->format->check_walks_spans && check_spans (image, report, err))
    return -1;
  if (!image->format->check
      || image->format->check (image, report, &found) == 0)
    return 0;
  *err = found;
  return vf_error_prefix (err, "%s", vf_io_name (image->io));
}
