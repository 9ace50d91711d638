/* vmferry: finding the tables of a stream, and what to do when they are not
 * there: the grains say themselves what they are for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/image-format.h"
#include "formats/vmdk/footer.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/rebuild.h"
#include "formats/vmdk/stream-priv.h"
#include "formats/vmdk/tables.h"
#include "formats/vmdk/vmdk-disk.h"

/* The tables as the file has them.
 * Params:  is_deep - an entry that cannot be right is an error now */
static int
open_tables (struct vf_vmdk_stream *stream,
             const struct vf_vmdk_header *footer, bool is_deep,
             struct vf_error *err)
{
  CLEANUP_VMDK_TABLES struct vf_vmdk_tables *tables = vf_vmdk_tables_new (
      stream->extent.io, vf_io_size (stream->extent.io), footer, err);

  if (!tables || vf_vmdk_tables_verify (tables, is_deep, err))
    return -1;
  stream->tables = TAKE (tables);
  return 0;
}

/* The tables as the markers have them. */
static int
rebuild_tables (struct vf_vmdk_stream *stream, const struct vf_image *image,
                const struct vf_vmdk_header *header, struct vf_error *err)
{
  struct vf_io *io = stream->extent.io;
  struct vf_vmdk_header rebuilt = *header;

  stream->rebuilt = vf_vmdk_rebuild (io, header, image->params.salvage,
                                     image->params.job, err);
  if (!stream->rebuilt)
    return -1;
  rebuilt.gd_offset = stream->rebuilt->directory;
  rebuilt.rgd_offset = 0;
  rebuilt.overhead = 0;
  stream->tables = vf_vmdk_tables_new (stream->rebuilt->io, vf_io_size (io),
                                       &rebuilt, err);
  return stream->tables ? 0 : -1;
}

static int
add_notes (const struct vf_vmdk_stream *stream, struct vf_image *image,
           const struct vf_error *why, struct vf_error *err)
{
  const struct vf_vmdk_rebuilt *rebuilt = stream->rebuilt;

  if (vf_image_add_note (image, err, "%s", why->text)
      || vf_image_add_note (
          image, err, "stream: %" PRIu64 " grains were found by their markers",
          rebuilt->n_grains))
    return -1;
  if (rebuilt->n_doubles
      && vf_image_add_note (image, err,
                            "stream: %" PRIu64
                            " grains are for a place that has one already; "
                            "the last one is read",
                            rebuilt->n_doubles))
    return -1;
  return 0;
}

/* Without a footer, what the stream once held is only known to a salvage. */
int
vf_vmdk_stream_find_tables (struct vf_vmdk_stream *stream,
                            struct vf_image *image,
                            const struct vf_vmdk_header *header,
                            struct vf_error *err)
{
  bool is_salvage = image->params.salvage;
  struct vf_vmdk_header footer = *header;
  struct vf_error why, second;
  bool has_footer
      = header->gd_offset != VF_VMDK_GD_AT_END
        || vf_vmdk_footer_find (stream->extent.io, header, &footer, &why) == 0;

  if (has_footer && open_tables (stream, &footer, is_salvage, &why) == 0)
    return vf_vmdk_tables_add_notes (stream->tables, image, err);
  if (why.code != VF_ERROR_CORRUPT || !header->has_markers
      || (!has_footer && !is_salvage)) {
    *err = why;
    return -1;
  }
  if (rebuild_tables (stream, image, header, &second) == 0)
    return add_notes (stream, image, &why, err);
  if (second.code != VF_ERROR_CANCELLED)
    return vf_error_set (err, second.code, "%s; nor do its markers help: %s",
                         why.text, second.text);
  *err = second;
  return -1;
}

int
vf_vmdk_stream_run (const struct vf_vmdk_stream *stream, uint64_t grain,
                    struct vf_vmdk_run *ret_run, struct vf_error *err)
{
  if (vf_vmdk_tables_run (stream->tables, grain, ret_run, err))
    return -1;
  return !stream->rebuilt || ret_run->kind != VF_VMDK_GRAIN_ABSENT
         || !vf_vmdk_rebuilt_is_unknown (stream->rebuilt,
                                         stream->extent.grain_bytes, grain,
                                         ret_run->count, &ret_run->count);
}

int
vf_vmdk_stream_fail_unknown (const struct vf_vmdk_stream *stream,
                             uint64_t grain, struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "stream: no grain was found for guest byte %" PRIu64
                       ", and the tables that would say whether there was one "
                       "are lost",
                       grain * stream->extent.grain_bytes);
}
