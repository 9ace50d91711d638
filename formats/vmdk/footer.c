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

enum {
  SECTOR = VF_SECTOR_SIZE,
  /* How far before the end a footer is looked for. */
  SEARCH_BYTES = 64 * 1024,
  /* What is counted of a stream that was cut off: 64 GiB of plain grains. */
  MAX_COUNTED = 1 << 20,
};

/* How much of a stream is there. */
struct extent_of_stream {
  uint64_t n_grains;
  uint64_t end; /* of the last whole grain, guest bytes */
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

/* How many bytes the thing behind MARKER takes with it, or 0 at the end. */
static uint64_t
step (const struct vf_vmdk_disk_marker *marker, struct extent_of_stream *found,
      uint64_t grain_sectors)
{
  uint64_t value = vf_le64_get (marker->value);
  uint32_t size = vf_le32_get (marker->size);

  if (size) {
    if (value > INT64_MAX / SECTOR - grain_sectors)
      return 0;
    found->n_grains++;
    found->end = (value + grain_sectors) * SECTOR;
    return vf_div_up ((uint64_t)size + VF_VMDK_GRAIN_MARKER_SIZE, SECTOR)
           * SECTOR;
  }
  switch (vf_le32_get (marker->type)) {
  case VF_VMDK_MARKER_END:
    return 0;
  case VF_VMDK_MARKER_TABLE:
  case VF_VMDK_MARKER_DIRECTORY:
  case VF_VMDK_MARKER_FOOTER:
    return value < INT32_MAX ? (1 + value) * SECTOR : 0;
  default:
    return SECTOR;
  }
}

/* Counts the whole grains of a stream, as far as that is quick. */
static void
count_grains (struct vf_io *io, const struct vf_vmdk_header *header,
              struct extent_of_stream *ret_found)
{
  uint64_t sector = vf_max_u64 (header->overhead, 1), offset, bytes = 1;
  struct extent_of_stream found = { 0 }, counted = { 0 };
  struct vf_vmdk_disk_marker marker;
  struct vf_error ignored;

  if (vf_sectors_to_bytes (sector, &offset))
    while (bytes && counted.n_grains < MAX_COUNTED
           && vf_range_inside (offset, sizeof marker, vf_io_size (io))
           && vf_io_read (io, &marker, sizeof marker, offset, &ignored) == 0) {
      bytes = step (&marker, &counted, header->grain);
      if (!vf_range_inside (offset, bytes, vf_io_size (io)))
        break;
      offset += bytes;
      found = counted;
    }
  *ret_found = found;
}

static int
fail_truncated (struct vf_io *io, const struct vf_vmdk_header *header,
                struct vf_error *err)
{
  struct extent_of_stream found;

  count_grains (io, header, &found);
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "stream: there is no footer in the last %d bytes: the "
                       "file was cut off; it holds %" PRIu64
                       " grains, up to guest byte %" PRIu64 " of %" PRIu64,
                       SEARCH_BYTES, found.n_grains, found.end,
                       header->capacity * SECTOR);
}

int
vf_vmdk_footer_find (struct vf_io *io, const struct vf_vmdk_header *header,
                     struct vf_vmdk_header *ret_footer, struct vf_error *err)
{
  struct vf_vmdk_header footer;
  uint64_t offset;

  if (search (io, &offset, err))
    return vf_error_prefix (err, "footer");
  if (offset == 0)
    return fail_truncated (io, header, err);
  if (vf_vmdk_header_read (io, offset, &footer, err))
    return vf_error_prefix (err, "footer at byte %" PRIu64, offset);
  if (footer.capacity != header->capacity || footer.grain != header->grain
      || footer.entries_per_table != header->entries_per_table
      || footer.is_compressed != header->is_compressed
      || footer.has_markers != header->has_markers)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "footer at byte %" PRIu64
                         ": is of another image than the header: capacity, "
                         "grain size or flags differ",
                         offset);
  if (footer.gd_offset == VF_VMDK_GD_AT_END)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "footer at byte %" PRIu64
                         ": grain directory offset at byte 56 says that it is "
                         "in a footer",
                         offset);
  *ret_footer = footer;
  return 0;
}
