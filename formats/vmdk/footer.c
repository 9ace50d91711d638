/* vmferry: where a stream's footer may be: right before the end marker, and
 * behind that what tapes and object stores pad with.  A stream without one was
 * cut off; its grains are counted, to say how much came through.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/footer.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/vmdk-disk.h"
#include "formats/vmdk/walk.h"

enum {
  SECTOR = VF_SECTOR_SIZE,
  /* How far before the end a footer is looked for. */
  SEARCH_BYTES = 64 * 1024,
  /* How far it is looked for by markers: 64 GiB of the usual grains. */
  MAX_COUNTED = 1 << 20,
};

/* Whether a footer marker and a header stand in two sectors. */
static bool
is_footer (const uint8_t *sectors)
{
  struct vf_vmdk_disk_marker marker;

  memcpy (&marker, sectors, sizeof marker);
  return vf_le32_get (marker.size) == 0
         && vf_le32_get (marker.type) == VF_VMDK_MARKER_FOOTER
         && memcmp (sectors + SECTOR, VF_VMDK_MAGIC_HOSTED, 4) == 0;
}

/* The offset of the last footer, or 0. */
static int
search (struct vf_io *io, uint64_t *ret_offset, struct vf_error *err)
{
  uint64_t end = vf_round_down (vf_io_size (io), SECTOR);
  uint64_t start = end > SEARCH_BYTES ? end - SEARCH_BYTES : 0;
  CLEANUP_FREE uint8_t *tail = malloc (SEARCH_BYTES);
  uint64_t at;

  *ret_offset = 0;
  if (!tail)
    return vf_error_nomem (err, "the footer");
  if (vf_io_read (io, tail, end - start, start, err))
    return -1;
  if (end - start < 2 * SECTOR)
    return 0;
  for (at = end - 2 * SECTOR;; at -= SECTOR) {
    if (is_footer (tail + (at - start))) {
      *ret_offset = at + SECTOR;
      return 0;
    }
    if (at < start + SECTOR)
      return 0;
  }
}

/* Says how much of a stream that was cut off is there, as far as that is quick
 * to tell. */
static int
fail_truncated (const struct vf_vmdk_walk *walk, struct vf_error *err)
{
  return vf_error_set (
      err, VF_ERROR_CORRUPT,
      "stream: truncated: there is no footer in the last %d bytes, the file "
      "was cut off; %s%" PRIu64 " grains, up to guest byte %" PRIu64
      " of %" PRIu64 ", are present, and can be salvaged",
      SEARCH_BYTES, walk->n_grains == walk->max_grains ? "at least " : "",
      walk->n_grains, walk->end, walk->header->capacity * SECTOR);
}

/* Walks through the whole stream to where its footer is, which may have more
 * behind it than is searched. */
static int
search_by_markers (struct vf_io *io, const struct vf_vmdk_header *header,
                   uint64_t *ret_offset, struct vf_error *err)
{
  struct vf_vmdk_walk walk
      = { .io = io, .header = header, .max_grains = MAX_COUNTED };
  struct vf_error ignored;

  if (header->has_markers)
    vf_vmdk_walk (&walk, &ignored);
  if (!walk.footer)
    return fail_truncated (&walk, err);
  *ret_offset = walk.footer;
  return 0;
}

int
vf_vmdk_footer_check (const struct vf_vmdk_header *header,
                      const struct vf_vmdk_header *footer, uint64_t offset,
                      struct vf_error *err)
{
  if (footer->capacity != header->capacity || footer->grain != header->grain
      || footer->entries_per_table != header->entries_per_table
      || footer->is_compressed != header->is_compressed
      || footer->has_markers != header->has_markers)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "footer at byte %" PRIu64
                         ": is of another image than the header: capacity, "
                         "grain size or flags differ",
                         offset);
  if (footer->gd_offset == VF_VMDK_GD_AT_END)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "footer at byte %" PRIu64
                         ": grain directory offset at byte 56 says that it is "
                         "in a footer",
                         offset);
  return 0;
}

int
vf_vmdk_footer_find (struct vf_io *io, const struct vf_vmdk_header *header,
                     struct vf_vmdk_header *ret_footer, struct vf_error *err)
{
  struct vf_vmdk_header footer;
  uint64_t offset;

  if (search (io, &offset, err))
    return vf_error_prefix (err, "footer");
  if (offset == 0 && search_by_markers (io, header, &offset, err))
    return -1;
  if (vf_vmdk_header_read (io, offset, &footer, err))
    return vf_error_prefix (err, "footer at byte %" PRIu64, offset);
  if (vf_vmdk_footer_check (header, &footer, offset, err))
    return -1;
  *ret_footer = footer;
  return 0;
}
