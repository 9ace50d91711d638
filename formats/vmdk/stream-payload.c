/* vmferry: where in what is stored for a grain its compressed bytes are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/vmdk/marker.h"
#include "formats/vmdk/scratch.h"
#include "formats/vmdk/stream-priv.h"
#include "formats/vmdk/vmdk-disk.h"

static int
fail_marker (const struct vf_vmdk_stream *stream, uint64_t grain,
             uint64_t offset, const struct vf_vmdk_disk_marker *marker,
             struct vf_error *err)
{
  uint64_t grain_sectors = stream->extent.grain_bytes / VF_SECTOR_SIZE;

  return vf_error_set (
      err, VF_ERROR_CORRUPT,
      "grain marker at byte %" PRIu64 ": is for sector %" PRIu64
      " with %" PRIu32 " bytes, must be for sector %" PRIu64
      " with 1 to %" PRIu64,
      offset, vf_le64_get (marker->value), vf_le32_get (marker->size),
      grain * grain_sectors, vf_vmdk_max_stored (stream->extent.grain_bytes));
}

static int
find_marked (const struct vf_vmdk_stream *stream, uint64_t grain,
             uint64_t offset, const uint8_t *stored,
             struct vf_vmdk_payload *ret, struct vf_error *err)
{
  uint64_t sector = grain * (stream->extent.grain_bytes / VF_SECTOR_SIZE);
  uint64_t max = vf_vmdk_max_stored (stream->extent.grain_bytes)
                 - VF_VMDK_GRAIN_MARKER_SIZE;
  struct vf_vmdk_disk_marker marker;
  uint64_t n;

  memcpy (&marker, stored, sizeof marker);
  n = vf_le32_get (marker.size);
  if (vf_le64_get (marker.value) != sector || n == 0 || n > max)
    return fail_marker (stream, grain, offset, &marker, err);
  *ret = (struct vf_vmdk_payload){ VF_VMDK_GRAIN_MARKER_SIZE, n };
  return 0;
}

/* Without a marker: a size and the stream, or the stream alone, which then has
 * as much as there is. */
int
vf_vmdk_stream_find_payload (const struct vf_vmdk_stream *stream,
                             uint64_t grain, uint64_t offset,
                             const uint8_t *stored, uint64_t n_stored,
                             struct vf_vmdk_payload *ret_payload,
                             struct vf_error *err)
{
  uint64_t max = vf_vmdk_max_stored (stream->extent.grain_bytes);
  struct vf_le32 size;
  uint64_t n;

  if (stream->has_markers)
    return find_marked (stream, grain, offset, stored, ret_payload, err);
  memcpy (&size, stored, sizeof size);
  n = vf_le32_get (size);
  if (vf_vmdk_is_zlib (stored))
    *ret_payload = (struct vf_vmdk_payload){ 0, vf_min_u64 (n_stored, max) };
  else if (n && n <= max - sizeof size)
    *ret_payload = (struct vf_vmdk_payload){ sizeof size, n };
  else
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "grain at byte %" PRIu64 " for guest byte %" PRIu64
                         ": starts with neither its size nor a zlib stream",
                         offset, grain * stream->extent.grain_bytes);
  return 0;
}
