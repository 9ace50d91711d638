/* vmferry: walking the extensions behind a qcow2 header.  Those that are not
 * known are passed over, as the format asks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/extension.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/qcow2/header.h"
#include "formats/qcow2/qcow2-disk.h"

/* A byte, a bit number: no table says more than this. */
enum { MAX_FEATURE_NAMES = 3 * 64 };

static int
read_backing_format (struct vf_io *io, struct vf_qcow2_header *header,
                     uint64_t offset, uint32_t length, struct vf_error *err)
{
  if (length >= sizeof header->backing_format)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "backing format extension: %" PRIu32
                         " bytes, must be less than %zu",
                         length, sizeof header->backing_format);
  return vf_io_read (io, header->backing_format, length, offset, err);
}

static int
read_bitmaps (struct vf_io *io, struct vf_qcow2_header *header,
              uint64_t offset, uint32_t length, struct vf_error *err)
{
  struct vf_qcow2_disk_bitmaps disk;

  if (length < sizeof disk)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "bitmaps extension: %" PRIu32
                         " bytes, must be at least %zu",
                         length, sizeof disk);
  if (vf_io_read (io, &disk, sizeof disk, offset, err))
    return -1;
  header->n_bitmaps = vf_be32_get (disk.nb_bitmaps);
  header->bitmaps_size = vf_be64_get (disk.directory_size);
  header->bitmaps_offset = vf_be64_get (disk.directory_offset);
  return 0;
}

static void
note_data_file (struct vf_qcow2_header *header, uint64_t offset,
                uint32_t length)
{
  header->data_name_offset = offset;
  header->data_name_length = length;
}

/* Looks the name of incompatible feature BIT up. */
static int
find_feature_name (struct vf_io *io, uint64_t offset, uint32_t length,
                   unsigned bit, char *name, struct vf_error *err)
{
  struct vf_qcow2_disk_feature_name row;
  uint32_t i, n = length / sizeof row;

  for (i = 0; i < n && i < MAX_FEATURE_NAMES; i++) {
    if (vf_io_read (io, &row, sizeof row, offset + i * sizeof row, err))
      return -1;
    if (row.kind == 0 && row.bit == bit) {
      memcpy (name, row.name, sizeof row.name);
      name[sizeof row.name] = '\0';
      return 0;
    }
  }
  return 0;
}

/* Where the extensions must have ended. */
static uint64_t
extensions_end (const struct vf_qcow2_header *header)
{
  uint64_t end = header->cluster_size;

  if (header->backing_offset)
    end = vf_min_u64 (end, header->backing_offset);
  return end;
}

int
vf_qcow2_extensions_read (struct vf_io *io, struct vf_qcow2_header *header,
                          uint64_t features,
                          char ret_name[VF_QCOW2_FEATURE_NAME_SIZE],
                          struct vf_error *err)
{
  uint64_t end = extensions_end (header);
  uint64_t offset = header->header_length;
  struct vf_qcow2_disk_extension disk;
  uint32_t type, length;
  int r = 0;

  for (; r == 0 && vf_range_inside (offset, sizeof disk, end);
       offset += (length + 7) & ~UINT64_C (7)) {
    if (vf_io_read (io, &disk, sizeof disk, offset, err))
      return -1;
    offset += sizeof disk;
    type = vf_be32_get (disk.type);
    length = vf_be32_get (disk.length);
    if (type == VF_QCOW2_EXTENSION_END)
      return 0;
    if (!vf_range_inside (offset, length, end))
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "header extension 0x%08" PRIx32 " at byte %" PRIu64
                           ": %" PRIu32 " bytes pass the end at %" PRIu64,
                           type, offset, length, end);
    if (type == VF_QCOW2_EXTENSION_BACKING_FORMAT)
      r = read_backing_format (io, header, offset, length, err);
    else if (type == VF_QCOW2_EXTENSION_BITMAPS)
      r = read_bitmaps (io, header, offset, length, err);
    else if (type == VF_QCOW2_EXTENSION_DATA_FILE)
      note_data_file (header, offset, length);
    else if (type == VF_QCOW2_EXTENSION_FEATURE_NAMES && features)
      r = find_feature_name (io, offset, length, __builtin_ctzll (features),
                             ret_name, err);
  }
  return r;
}
