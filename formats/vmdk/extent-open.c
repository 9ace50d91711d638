/* vmferry: opening the extents that a descriptor lists.  Each is taken for
 * what its line says; what it is not allowed or able to be is refused here, by
 * name and with what to do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/extent-open.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/image-format.h"
#include "formats/losses.h"
#include "formats/resolver.h"
#include "formats/vmdk/cowd.h"
#include "formats/vmdk/descriptor.h"
#include "formats/vmdk/extent-check.h"
#include "formats/vmdk/extent.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/probe.h"
#include "formats/vmdk/sesparse.h"
#include "formats/vmdk/sparse.h"
#include "formats/vmdk/stream.h"

struct vf_vmdk_extent *
vf_vmdk_open_hosted (struct vf_image *image, struct vf_io *io,
                     const struct vf_vmdk_header *header, uint64_t length,
                     struct vf_error *err)
{
  uint64_t capacity = header->capacity * VF_SECTOR_SIZE;

  if (capacity == 0) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "sparse header: capacity at byte 12 is 0: it holds a "
                  "descriptor, not data");
    return NULL;
  }
  if (length == UINT64_MAX)
    length = capacity;
  if (capacity < length) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "sparse header: capacity at byte 12 is %" PRIu64
                  " sectors, less than the %" PRIu64
                  " of the descriptor's extent line",
                  header->capacity, length / VF_SECTOR_SIZE);
    return NULL;
  }
  if (header->is_compressed)
    return vf_vmdk_stream_new (image, io, header, length, err);
  return vf_vmdk_sparse_new (image, io, header, length, err);
}

/* Opens the file of a line: the name as it stands there, and where that finds
 * nothing, as its encoding has it. */
static struct vf_io *
find_file (const struct vf_image *image, const struct vf_vmdk_line *line,
           struct vf_error *err)
{
  const struct vf_resolver *resolver = image->params.resolver;
  struct vf_error first, second;
  struct vf_io *io
      = vf_resolver_open (resolver, image->io, line->name, &first);

  if (!io && first.code == VF_ERROR_NOT_FOUND
      && strcmp (line->name, line->name_utf8) != 0)
    io = vf_resolver_open (resolver, image->io, line->name_utf8, &second);
  if (!io)
    *err = first;
  return io;
}

static struct vf_io *
open_file (const struct vf_image *image, const struct vf_vmdk_line *line,
           struct vf_error *err)
{
  struct vf_io *io = find_file (image, line, err);

  if (!io || !vf_io_is_same_file (image->io, io))
    return io;
  vf_error_set (err, VF_ERROR_CORRUPT, "\"%s\" is the descriptor's own file",
                line->name_utf8);
  vf_io_close (io);
  return NULL;
}

static struct vf_vmdk_extent *
open_sparse (struct vf_image *image, struct vf_io *io, uint64_t length,
             struct vf_error *err)
{
  struct vf_vmdk_header header;

  if (vf_vmdk_header_read (io, 0, &header, err))
    return NULL;
  return vf_vmdk_open_hosted (image, io, &header, length, err);
}

/* What a journal holds is not in the tables yet, and only ESX can read it: a
 * salvage goes without. */
static int
check_journal (struct vf_image *image, struct vf_io *io,
               const struct vf_sesparse_header *header, struct vf_error *err)
{
  struct vf_error why;

  if (vf_sesparse_volatile_read (io, header, &why) == 0)
    return 0;
  if (image->params.salvage)
    return vf_image_add_note (image, err, "%s: %s", vf_io_name (io), why.text);
  *err = why;
  return -1;
}

static struct vf_vmdk_extent *
open_sesparse (struct vf_image *image, struct vf_io *io, uint64_t length,
               struct vf_error *err)
{
  struct vf_sesparse_header header;

  if (vf_sesparse_header_read (io, &header, err)
      || check_journal (image, io, &header, err))
    return NULL;
  return vf_vmdk_sesparse_new (io, &header, length, err);
}

/* The extent of LINE in the file IO, which must be what the line says. */
static struct vf_vmdk_extent *
open_kind (struct vf_image *image, const struct vf_vmdk_line *line,
           struct vf_io *io, struct vf_error *err)
{
  uint64_t length = line->sectors * VF_SECTOR_SIZE;
  struct vf_vmdk_extent *extent;

  switch (line->type) {
  case VF_VMDK_SPARSE:
    extent = open_sparse (image, io, length, err);
    break;
  case VF_VMDK_VMFSSPARSE:
    extent = vf_vmdk_cowd_new (io, length, err);
    break;
  case VF_VMDK_SESPARSE:
    extent = open_sesparse (image, io, length, err);
    break;
  default:
    return vf_vmdk_flat_new (image, io, line->offset_sectors * VF_SECTOR_SIZE,
                             length, err);
  }
  if (!extent)
    vf_error_prefix (err, "%s", vf_io_name (io));
  return extent;
}

/* The extent of LINE as a whole. */
static struct vf_vmdk_extent *
open_whole (struct vf_image *image, const struct vf_vmdk_line *line,
            struct vf_error *err)
{
  CLEANUP_IO struct vf_io *io = NULL;
  struct vf_vmdk_extent *extent;

  if (line->type == VF_VMDK_ZERO)
    return vf_vmdk_zero_new (line->sectors * VF_SECTOR_SIZE, err);
  io = open_file (image, line, err);
  extent = io ? open_kind (image, line, io, err) : NULL;
  if (!extent)
    return NULL;
  extent->owns_io = true;
  TAKE (io);
  return extent;
}

/* What a salvage takes for an extent that cannot be opened for WHY, which the
 * image notes. */
static struct vf_vmdk_extent *
open_lost (struct vf_image *image, const struct vf_vmdk_line *line,
           const struct vf_error *why, struct vf_error *err)
{
  if (vf_image_add_note (image, err,
                         "descriptor: line %u: %s; its %" PRIu64
                         " sectors are lost",
                         line->number, why->text, line->sectors))
    return NULL;
  return vf_vmdk_lost_new (line->sectors * VF_SECTOR_SIZE, why, err);
}

static struct vf_vmdk_extent *
open_line (struct vf_image *image, const struct vf_vmdk_line *line,
           struct vf_error *err)
{
  struct vf_vmdk_extent *extent;
  struct vf_error why;

  if (vf_vmdk_check_line (line, err))
    return NULL;
  extent = open_whole (image, line, &why);
  if (!extent && image->params.salvage
      && (why.code == VF_ERROR_NOT_FOUND || vf_losses_may_go_on (&why)))
    return open_lost (image, line, &why, err);
  if (!extent)
    *err = why;
  else
    extent->is_read_only = line->access == VF_VMDK_RDONLY;
  return extent;
}

int
vf_vmdk_open_lines (struct vf_image *image,
                    const struct vf_vmdk_descriptor *desc,
                    struct vf_vmdk_extents *extents, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < desc->lines.count; i++) {
    CLEANUP_VMDK_EXTENT struct vf_vmdk_extent *extent
        = open_line (image, &desc->lines.items[i], err);

    if (!extent || vf_vmdk_extents_add (extents, TAKE (extent), err))
      return vf_error_prefix (err, "descriptor: line %u",
                              desc->lines.items[i].number);
  }
  return vf_vmdk_check_files_differ (extents, err);
}

int
vf_vmdk_open_embedded (struct vf_image *image,
                       const struct vf_vmdk_header *header,
                       const struct vf_vmdk_descriptor *desc,
                       struct vf_vmdk_extents *extents, struct vf_error *err)
{
  const struct vf_vmdk_line *line = desc->lines.items;
  struct vf_vmdk_extent *extent;
  uint64_t length = UINT64_MAX;

  if (desc->lines.count > 1
      || (desc->lines.count == 1 && line->type != VF_VMDK_SPARSE))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "descriptor: lists %zu extents, must be this file as "
                         "the one SPARSE extent",
                         desc->lines.count);
  if (desc->lines.count == 1) {
    if (vf_vmdk_check_line (line, err))
      return vf_error_prefix (err, "descriptor: line %u", line->number);
    length = line->sectors * VF_SECTOR_SIZE;
  }
  extent = vf_vmdk_open_hosted (image, image->io, header, length, err);
  if (!extent)
    return -1;
  extent->is_read_only
      = desc->lines.count == 1 && line->access == VF_VMDK_RDONLY;
  return vf_vmdk_extents_add (extents, extent, err);
}
