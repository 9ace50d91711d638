/* vmferry: what the entries of a SESparse file may be.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/sesparse.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/delta.h"
#include "formats/vmdk/sesparse-disk.h"

struct sesparse_extent {
  struct vf_vmdk_delta delta;
  struct vf_sesparse_header header;
};

/* What item NUMBER of a region is: N of its ITEM_BYTES, which must lie in
 * both the region and the file. */
static int
locate (const struct vf_vmdk_delta *delta, uint64_t number,
        uint64_t item_bytes, uint64_t n, uint64_t region, uint64_t region_end,
        uint64_t *ret_offset, struct vf_error *err)
{
  uint64_t end = vf_min_u64 (region_end, vf_io_size (delta->extent.io));
  uint64_t offset;

  if (!vf_mul_u64 (number, item_bytes, &offset)
      || !vf_add_u64 (offset, region, &offset)
      || !vf_range_inside (offset, n, end))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "is number %" PRIu64
                         ", which must end before byte %" PRIu64
                         ", where its region or the file ends",
                         number, end);
  *ret_offset = offset;
  return 0;
}

static int
sesparse_find_table (const struct vf_vmdk_delta *delta, uint64_t entry,
                     uint64_t *ret_offset, struct vf_error *err)
{
  const struct vf_sesparse_header *header
      = &((const struct sesparse_extent *)delta)->header;
  uint64_t table_bytes = VF_VMDK_DELTA_ENTRIES * delta->entry_bytes;

  if (entry >> 32 != VF_SESPARSE_TABLE_TAG)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "is 0x%" PRIx64 ", must be 0 or have 0x%" PRIx64
                         " in its upper half",
                         entry, VF_SESPARSE_TABLE_TAG);
  return locate (delta, entry & UINT32_MAX, table_bytes, table_bytes,
                 header->tables, header->tables_end, ret_offset, err);
}

static int
locate_grain (const struct vf_vmdk_delta *delta, uint64_t grain,
              uint64_t entry, uint64_t *ret_offset, struct vf_error *err)
{
  const struct vf_sesparse_header *header
      = &((const struct sesparse_extent *)delta)->header;
  const struct vf_vmdk_extent *extent = &delta->extent;
  uint64_t low = entry >> 48 & 0xfff;
  uint64_t high = entry & UINT64_C (0xffffffffffff);

  return locate (delta, high << 12 | low, extent->grain_bytes,
                 vf_min_u64 (extent->grain_bytes,
                             extent->capacity - grain * extent->grain_bytes),
                 header->grains, header->grains_end, ret_offset, err);
}

static int
sesparse_decode (const struct vf_vmdk_delta *delta, uint64_t grain,
                 uint64_t entry, struct vf_vmdk_delta_grain *ret_grain,
                 struct vf_error *err)
{
  *ret_grain = (struct vf_vmdk_delta_grain){ .kind = VF_SPAN_ZERO };
  switch (entry >> 60) {
  case VF_SESPARSE_ABSENT:
    if (entry)
      break;
    ret_grain->kind = VF_SPAN_HOLE;
    return 0;
  case VF_SESPARSE_UNMAPPED:
  case VF_SESPARSE_ZERO:
    return 0;
  case VF_SESPARSE_DATA:
    ret_grain->kind = VF_SPAN_DATA;
    return locate_grain (delta, grain, entry, &ret_grain->offset, err);
  default:
    break;
  }
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "is 0x%016" PRIx64
                       ", must be 0 or have a type of 1 to 3 in its upper "
                       "four bits",
                       entry);
}

static const struct vf_vmdk_delta_ops delta_ops = {
  .find_table = sesparse_find_table,
  .decode = sesparse_decode,
};

static const struct vf_vmdk_extent_ops extent_ops = {
  .kind = "sesparse",
  .next_span = vf_vmdk_delta_next_span,
  .read = vf_vmdk_delta_read,
  .lost_span = vf_vmdk_delta_lost_span,
  .check = vf_vmdk_delta_check,
  .free = vf_vmdk_delta_free,
};

/* Directory, tables and grains are whole numbers of grains from each other in
 * all known files. */
static unsigned
common_unit (const struct vf_sesparse_header *header)
{
  uint64_t places = header->directory | header->tables | header->grains;

  return places % header->grain == 0 ? header->grain : VF_SECTOR_SIZE;
}

struct vf_vmdk_extent *
vf_vmdk_sesparse_new (struct vf_io *io,
                      const struct vf_sesparse_header *header, uint64_t length,
                      struct vf_error *err)
{
  CLEANUP_FREE struct sesparse_extent *sesparse = NULL;

  if (header->capacity < length) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "SESparse header: capacity at byte 16 is %" PRIu64
                  " sectors, less than the %" PRIu64
                  " of the descriptor's extent line",
                  header->capacity / VF_SECTOR_SIZE, length / VF_SECTOR_SIZE);
    return NULL;
  }
  sesparse = calloc (1, sizeof *sesparse);
  if (!sesparse) {
    vf_error_nomem (err, "a SESparse extent");
    return NULL;
  }
  sesparse->header = *header;
  sesparse->delta = (struct vf_vmdk_delta){
    .extent = { .ops = &extent_ops,
                .io = io,
                .length = length,
                .capacity = header->capacity,
                .grain_bytes = header->grain },
    .ops = &delta_ops,
    .directory = header->directory,
    .entry_bytes = sizeof (struct vf_le64),
    .unit = common_unit (header),
  };
  if (vf_vmdk_delta_start (&sesparse->delta, err))
    return NULL;
  return &TAKE (sesparse)->delta.extent;
}
