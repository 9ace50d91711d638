/* vmferry: how a grain of an ESX delta is found: directory entry, table, table
 * entry.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/delta.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/endian.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/page-cache.h"

/* 2 MiB: the tables of 1 GiB of SESparse, and of 256 MiB of COWD with grains
 * of a sector. */
enum { CACHE_PAGES = 32 };

int
vf_vmdk_delta_start (struct vf_vmdk_delta *delta, struct vf_error *err)
{
  delta->cache = vf_page_cache_new (delta->extent.io, CACHE_PAGES, err);
  return delta->cache ? 0 : -1;
}

void
vf_vmdk_delta_free (struct vf_vmdk_extent *extent)
{
  vf_page_cache_free (((struct vf_vmdk_delta *)extent)->cache);
  free (extent);
}

uint64_t
vf_vmdk_delta_n_grains (const struct vf_vmdk_delta *delta)
{
  return vf_div_up (delta->extent.capacity, delta->extent.grain_bytes);
}

int
vf_vmdk_delta_read_entries (const struct vf_vmdk_delta *delta, uint64_t offset,
                            size_t count, uint64_t *ret_entries,
                            struct vf_error *err)
{
  size_t n = count * delta->entry_bytes, i;
  /* At the end of the room for all, so that widening them one by one from the
   * start overwrites none that is still to come. */
  char *raw = (char *)(ret_entries + count) - n;
  const struct vf_le32 *narrow = (const struct vf_le32 *)raw;
  const struct vf_le64 *wide = (const struct vf_le64 *)raw;

  if (vf_page_cache_read (delta->cache, raw, n, offset, err))
    return -1;
  for (i = 0; i < count; i++)
    ret_entries[i] = delta->entry_bytes == sizeof *narrow
                         ? vf_le32_get (narrow[i])
                         : vf_le64_get (wide[i]);
  return 0;
}

int
vf_vmdk_delta_find_table (const struct vf_vmdk_delta *delta, uint64_t number,
                          uint64_t *ret_offset, struct vf_error *err)
{
  uint64_t at = delta->directory + number * delta->entry_bytes;
  uint64_t entry;

  if (vf_vmdk_delta_read_entries (delta, at, 1, &entry, err))
    return vf_error_prefix (err, "grain directory");
  if (entry == 0) {
    *ret_offset = 0;
    return 0;
  }
  if (delta->ops->find_table (delta, entry, ret_offset, err))
    return vf_error_prefix (
        err, "grain directory: entry %" PRIu64 " at byte %" PRIu64, number,
        at);
  return 0;
}

int
vf_vmdk_delta_decode (const struct vf_vmdk_delta *delta, uint64_t table,
                      uint64_t grain, uint64_t entry,
                      struct vf_vmdk_delta_grain *ret_grain,
                      struct vf_error *err)
{
  uint64_t number = grain / VF_VMDK_DELTA_ENTRIES;
  uint64_t within = grain % VF_VMDK_DELTA_ENTRIES;

  if (delta->ops->decode (delta, grain, entry, ret_grain, err) == 0)
    return 0;
  return vf_error_prefix (err,
                          "grain table %" PRIu64
                          ": entry for guest byte %" PRIu64
                          " at byte %" PRIu64,
                          number, grain * delta->extent.grain_bytes,
                          table + within * delta->entry_bytes);
}

int
vf_vmdk_delta_next_span (struct vf_vmdk_extent *extent, uint64_t offset,
                         struct vf_span *ret_span, struct vf_error *err)
{
  uint64_t grain = offset / extent->grain_bytes;
  struct vf_vmdk_delta_run run;

  if (vf_vmdk_delta_run ((struct vf_vmdk_delta *)extent, grain, &run, err))
    return -1;
  *ret_span = (struct vf_span){
    .start = grain * extent->grain_bytes,
    .length = run.count * extent->grain_bytes,
    .kind = run.first.kind,
    .has_offset = run.first.kind == VF_SPAN_DATA,
    .offset = run.first.offset,
  };
  return 0;
}

/* What the tables say of GRAIN. */
static int
look_up (const struct vf_vmdk_delta *delta, uint64_t grain,
         struct vf_vmdk_delta_grain *ret_grain, struct vf_error *err)
{
  uint64_t within = grain % VF_VMDK_DELTA_ENTRIES;
  uint64_t table, entry = 0;

  if (vf_vmdk_delta_find_table (delta, grain / VF_VMDK_DELTA_ENTRIES, &table,
                                err))
    return -1;
  if (table
      && vf_vmdk_delta_read_entries (
          delta, table + within * delta->entry_bytes, 1, &entry, err))
    return -1;
  return vf_vmdk_delta_decode (delta, table, grain, entry, ret_grain, err);
}

/* The grains of a DATA span lie one behind the other: one request. */
int
vf_vmdk_delta_read (struct vf_vmdk_extent *extent, void *buf, size_t n,
                    uint64_t offset, struct vf_error *err)
{
  struct vf_vmdk_delta_grain grain;

  if (look_up ((struct vf_vmdk_delta *)extent, offset / extent->grain_bytes,
               &grain, err))
    return -1;
  return vf_io_read (extent->io, buf, n,
                     grain.offset + offset % extent->grain_bytes, err);
}

void
vf_vmdk_delta_lost_span (struct vf_vmdk_extent *extent, uint64_t offset,
                         struct vf_span *ret_span)
{
  uint64_t reach = (uint64_t)extent->grain_bytes * VF_VMDK_DELTA_ENTRIES;
  struct vf_error ignored;
  uint64_t table;

  if (vf_vmdk_delta_find_table ((struct vf_vmdk_delta *)extent, offset / reach,
                                &table, &ignored)
      == 0)
    reach = extent->grain_bytes;
  *ret_span = (struct vf_span){ .start = vf_round_down (offset, reach),
                                .length = reach };
}
