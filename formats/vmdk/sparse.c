/* vmferry: a hosted sparse extent of plain grains (monolithicSparse and the
 * parts of twoGbMaxExtentSparse).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/sparse.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/extent.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/tables-check.h"
#include "formats/vmdk/tables.h"

struct sparse_extent {
  struct vf_vmdk_extent extent;
  struct vf_vmdk_tables *tables;
};

static const enum vf_span_kind span_kinds[] = {
  [VF_VMDK_GRAIN_ABSENT] = VF_SPAN_HOLE,
  [VF_VMDK_GRAIN_ZERO] = VF_SPAN_ZERO,
  [VF_VMDK_GRAIN_DATA] = VF_SPAN_DATA,
};

static int
sparse_next_span (struct vf_vmdk_extent *extent, uint64_t offset,
                  struct vf_span *ret_span, struct vf_error *err)
{
  const struct sparse_extent *sparse = (struct sparse_extent *)extent;
  uint64_t grain = offset / extent->grain_bytes;
  struct vf_vmdk_run run;

  if (vf_vmdk_tables_run (sparse->tables, grain, &run, err))
    return -1;
  *ret_span = (struct vf_span){
    .start = grain * extent->grain_bytes,
    .length = run.count * extent->grain_bytes,
    .kind = span_kinds[run.kind],
    .has_offset = run.kind == VF_VMDK_GRAIN_DATA,
    .offset = run.sector * VF_SECTOR_SIZE,
  };
  return 0;
}

/* The grains of a DATA span lie one behind the other: one request. */
static int
sparse_read (struct vf_vmdk_extent *extent, void *buf, size_t n,
             uint64_t offset, struct vf_error *err)
{
  const struct sparse_extent *sparse = (struct sparse_extent *)extent;
  uint32_t sector;

  if (vf_vmdk_tables_get (sparse->tables, offset / extent->grain_bytes, 1,
                          &sector, err))
    return -1;
  return vf_io_read (
      extent->io, buf, n,
      (uint64_t)sector * VF_SECTOR_SIZE + offset % extent->grain_bytes, err);
}

static void
sparse_lost_span (struct vf_vmdk_extent *extent, uint64_t offset,
                  struct vf_span *ret_span)
{
  const struct sparse_extent *sparse = (struct sparse_extent *)extent;
  uint64_t first, count;

  vf_vmdk_tables_lost (sparse->tables, offset / extent->grain_bytes, &first,
                       &count);
  *ret_span = (struct vf_span){ .start = first * extent->grain_bytes,
                                .length = count * extent->grain_bytes };
}

static int
examine (const struct vf_vmdk_tables_check *check,
         uint64_t grain __attribute__ ((unused)),
         uint32_t sector __attribute__ ((unused)), uint64_t *ret_bytes,
         struct vf_error *err __attribute__ ((unused)))
{
  *ret_bytes = check->extent->grain_bytes;
  return 0;
}

static int
sparse_check (struct vf_vmdk_extent *extent, struct vf_check_report *report,
              struct vf_error *err)
{
  const struct sparse_extent *sparse = (struct sparse_extent *)extent;
  struct vf_vmdk_tables_check check = {
    .extent = extent,
    .tables = sparse->tables,
    .report = report,
    .examine = examine,
  };

  return vf_vmdk_tables_check (&check, err);
}

static void
sparse_free (struct vf_vmdk_extent *extent)
{
  struct sparse_extent *sparse = (struct sparse_extent *)extent;

  vf_vmdk_tables_free (sparse->tables);
  free (sparse);
}

static const struct vf_vmdk_extent_ops sparse_ops = {
  .kind = "sparse",
  .next_span = sparse_next_span,
  .read = sparse_read,
  .lost_span = sparse_lost_span,
  .check = sparse_check,
  .free = sparse_free,
};

struct vf_vmdk_extent *
vf_vmdk_sparse_new (struct vf_image *image, struct vf_io *io,
                    const struct vf_vmdk_header *header, uint64_t length,
                    struct vf_error *err)
{
  CLEANUP_VMDK_TABLES struct vf_vmdk_tables *tables
      = vf_vmdk_tables_new (io, vf_io_size (io), header, err);
  struct sparse_extent *sparse;

  if (!tables || vf_vmdk_tables_add_notes (tables, image, err))
    return NULL;
  sparse = calloc (1, sizeof *sparse);
  if (!sparse) {
    vf_error_nomem (err, "a sparse extent");
    return NULL;
  }
  sparse->extent = (struct vf_vmdk_extent){
    .ops = &sparse_ops,
    .io = io,
    .length = length,
    .capacity = header->capacity * VF_SECTOR_SIZE,
    .grain_bytes = header->grain * VF_SECTOR_SIZE,
  };
  sparse->tables = TAKE (tables);
  return &sparse->extent;
}
