/* vmferry: opening an image and its chain of parents.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/image-format.h"
#include "formats/image-priv.h"
#include "formats/image.h"

/* Beyond any chain that VMware (32 snapshots) or linked clones make. */
enum { MAX_CHAIN_DEPTH = 256 };

/* Beyond what any supported format holds (VHDX and SESparse: 64 TiB), with
 * room for qcow2; keeps offsets well inside off_t. */
#define MAX_VIRTUAL_SIZE (UINT64_C (1) << 60)

static void
clear_parent_ref (struct vf_parent_ref *ref)
{
  size_t i;

  for (i = 0; i < ref->n_other_names; i++)
    free (ref->other_names[i]);
  free (ref->other_names);
  free (ref->name);
  free (ref->format_name);
}

void
vf_image_close (struct vf_image *image)
{
  struct vf_image *parent;
  size_t i;

  for (; image; image = parent) {
    parent = image->parent;
    if (image->format->close)
      image->format->close (image);
    vf_io_close (image->io);
    clear_parent_ref (&image->parent_ref);
    for (i = 0; i < image->notes.count; i++)
      free (image->notes.items[i]);
    free (image->notes.items);
    free (image);
  }
}

/* The format that IO is declared to have, or that its content says.
 * Errors:  USAGE when PARAMS ask for what it does not have; IO */
static const struct vf_image_format *
choose_format (struct vf_io *io, const struct vf_image_params *params,
               struct vf_error *err)
{
  const struct vf_image_format *format = params->format;

  if (!format)
    format = vf_image_format_probe (io, err);
  if (!format)
    return NULL;
  if (params->snapshot && !format->has_snapshots)
    vf_error_set (err, VF_ERROR_USAGE,
                  "%s: the %s format has no internal snapshots",
                  vf_io_name (io), format->name);
  else if (params->member && !format->has_members)
    vf_error_set (err, VF_ERROR_USAGE,
                  "%s: the %s format holds one disk, there is none to choose",
                  vf_io_name (io), format->name);
  else
    return format;
  return NULL;
}

struct vf_image *
vf_image_open_one (struct vf_io *io, const struct vf_image_params *params,
                   struct vf_error *err)
{
  const struct vf_image_format *format = choose_format (io, params, err);
  CLEANUP_IO struct vf_io *owned_io = io;
  CLEANUP_IMAGE struct vf_image *image = NULL;

  if (!format)
    return NULL;
  image = calloc (1, format->image_struct_size);
  if (!image) {
    vf_error_nomem (err, vf_io_name (io));
    return NULL;
  }
  image->format = format;
  image->io = TAKE (owned_io);
  image->params = *params;
  if (format->open (image, err)) {
    vf_error_prefix_file (err, vf_io_name (io));
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

struct vf_image *
vf_image_open (struct vf_io *io, const struct vf_image_params *params,
               struct vf_error *err)
{
  static const struct vf_image_params defaults;
  CLEANUP_IMAGE struct vf_image *image
      = vf_image_open_one (io, params ? params : &defaults, err);
  struct vf_image *last;
  unsigned depth = 1;

  if (!image)
    return NULL;
  for (last = image; last && last->parent_ref.name; last = last->parent) {
    if (depth++ == MAX_CHAIN_DEPTH) {
      vf_error_set (err, VF_ERROR_LIMIT,
                    "%s: its chain of parents is longer than %d images",
                    vf_io_name (image->io), MAX_CHAIN_DEPTH);
      return NULL;
    }
    if (vf_image_open_parent (image, last, err))
      return NULL;
  }
  return TAKE (image);
}

int
vf_image_add_note (struct vf_image *image, struct vf_error *err,
                   const char *fmt, ...)
{
  va_list args;
  char *note;

  va_start (args, fmt);
  note = vf_text_vprintf (fmt, args);
  va_end (args);
  if (note && vf_vector_push (&image->notes, note) == 0)
    return 0;
  free (note);
  return vf_error_nomem (err, "a note");
}
