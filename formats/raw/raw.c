/* vmferry: the raw format, and the smallest complete driver: start here to
 * write another.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/raw/raw.h"

#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/image-format.h"
#include "formats/raw/raw-writer.h"

/* A guest may have encrypted all of a disk, or QEMU may have encrypted the
 * image: what lies in the file is the same. */
static int
note_encryption (struct vf_image *image, struct vf_error *err)
{
  static const char magic[] = { 'L', 'U', 'K', 'S', '\xba', '\xbe' };
  char head[sizeof magic];
  struct vf_error ignored;

  if (image->size < sizeof head
      || vf_io_read (image->io, head, sizeof head, 0, &ignored)
      || memcmp (head, magic, sizeof magic) != 0)
    return 0;
  return vf_image_add_note (image, err,
                            "all of it is encrypted by LUKS, and is read as "
                            "it is");
}

/* What is said to be raw is not looked at. */
static int
raw_open (struct vf_image *image, struct vf_error *err)
{
  image->size = vf_io_size (image->io);
  return image->params.format ? 0 : note_encryption (image, err);
}

static int
raw_next_span (struct vf_image *image, uint64_t offset,
               struct vf_span *ret_span, struct vf_error *err)
{
  return vf_io_next_span (image->io, offset, ret_span, err);
}

static int
raw_read (struct vf_image *image, void *buf, size_t n, uint64_t offset,
          struct vf_error *err)
{
  return vf_io_read (image->io, buf, n, offset, err);
}

/* What a bad place on a disk takes with it: a page, as the kernel reads, up to
 * where something else is. */
static void
raw_lost_span (struct vf_image *image, uint64_t offset,
               struct vf_span *ret_span)
{
  enum { PAGE = 4096 };
  uint64_t start = vf_round_down (offset, PAGE), end = start + PAGE;
  struct vf_error ignored;
  struct vf_span span;

  if (vf_io_next_span (image->io, offset, &span, &ignored) == 0)
    end = vf_min_u64 (end, span.start + span.length);
  *ret_span = (struct vf_span){ .start = start, .length = end - start };
}

static struct vf_io *
raw_file_io (struct vf_image *image,
             unsigned file __attribute__ ((unused)))
{
  return image->io;
}

const struct vf_image_format vf_raw_format = {
  .name = "raw",
  .summary = "guest bytes as they are",
  .extensions = (const char *const[]){ "img", "raw", NULL },
  .image_struct_size = sizeof (struct vf_image),
  .open = raw_open,
  .next_span = raw_next_span,
  .read = raw_read,
  .file_io = raw_file_io,
  .lost_span = raw_lost_span,
  .create = vf_raw_create,
};
