/* vmferry: walking through a stream by its markers, and in a salvage finding
 * the way again behind damage.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/walk.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/marker.h"
#include "formats/vmdk/scratch.h"
#include "formats/vmdk/vmdk-disk.h"

/* How much is looked through at once for a marker; a multiple of a sector. */
enum { SEARCH_BYTES = 64 * 1024 };

/* Whether all of ITEM, but for padding, lies in the file. */
static bool
is_whole (const struct vf_vmdk_walk *walk, const struct vf_vmdk_item *item)
{
  uint64_t head = item->kind == VF_VMDK_ITEM_GRAIN ? VF_VMDK_GRAIN_MARKER_SIZE
                                                   : VF_SECTOR_SIZE;

  return vf_range_inside (item->offset, head + item->n, vf_io_size (walk->io));
}

/* The header promises a footer before the end: an end without one is a place
 * that was never written. */
static bool
is_false_end (const struct vf_vmdk_walk *walk, const struct vf_vmdk_item *item)
{
  return item->kind == VF_VMDK_ITEM_END && walk->footer == 0
         && walk->header->gd_offset == VF_VMDK_GD_AT_END;
}

/* Whether a sector of N bytes (more than a marker) looks like the start of
 * something that is worth to go on with. */
static bool
makes_sense (const struct vf_vmdk_walk *walk, const uint8_t *sector,
             uint64_t offset, struct vf_vmdk_item *ret_item)
{
  struct vf_vmdk_disk_marker marker;
  struct vf_error ignored;

  memcpy (&marker, sector, sizeof marker);
  if (vf_vmdk_marker_decode (walk->header, &marker, offset, ret_item, &ignored)
      || !is_whole (walk, ret_item))
    return false;
  if (ret_item->kind == VF_VMDK_ITEM_GRAIN)
    return vf_vmdk_is_zlib (sector + VF_VMDK_GRAIN_MARKER_SIZE);
  if (ret_item->kind == VF_VMDK_ITEM_END)
    return walk->n_grains && !is_false_end (walk, ret_item);
  return ret_item->kind != VF_VMDK_ITEM_OTHER && ret_item->n;
}

/* Finds the first thing at or behind *OFFSET that makes sense; places that
 * cannot be read make none.
 * Returns: 1 when there is one, which *OFFSET is then; 0, or -1 on error. */
static int
find_again (const struct vf_vmdk_walk *walk, uint64_t *offset, uint8_t *buf,
            struct vf_error *err)
{
  uint64_t size = vf_io_size (walk->io), at = *offset;
  struct vf_vmdk_item item;
  struct vf_error ignored;
  size_t n, i;

  for (; vf_range_inside (at, VF_SECTOR_SIZE, size); at += n) {
    if (walk->job && vf_job_check (walk->job, err))
      return -1;
    n = vf_round_down (vf_min_u64 (SEARCH_BYTES, size - at), VF_SECTOR_SIZE);
    if (vf_io_read (walk->io, buf, n, at, &ignored))
      continue;
    for (i = 0; i < n; i += VF_SECTOR_SIZE)
      if (makes_sense (walk, buf + i, at + i, &item)) {
        *offset = at + i;
        return 1;
      }
  }
  return 0;
}

/* Returns: 1, or 0 when the file ends before the item, and in a salvage
 * wherever it may go on behind what is not as it should be. */
static int
read_item (const struct vf_vmdk_walk *walk, uint64_t offset,
           struct vf_vmdk_item *ret_item, struct vf_error *err)
{
  struct vf_vmdk_disk_marker marker;

  if (!vf_range_inside (offset, sizeof marker, vf_io_size (walk->io)))
    return 0;
  if (vf_io_read (walk->io, &marker, sizeof marker, offset, err)
      || vf_vmdk_marker_decode (walk->header, &marker, offset, ret_item, err))
    return walk->is_salvage ? 0 : -1;
  if (walk->is_salvage && is_false_end (walk, ret_item))
    return 0;
  return is_whole (walk, ret_item);
}

static int
take_item (struct vf_vmdk_walk *walk, const struct vf_vmdk_item *item,
           bool after_damage, struct vf_error *err)
{
  switch (item->kind) {
  case VF_VMDK_ITEM_GRAIN:
    walk->n_grains++;
    walk->end = vf_min_u64 ((item->grain + 1) * walk->header->grain,
                            walk->header->capacity)
                * VF_SECTOR_SIZE;
    break;
  case VF_VMDK_ITEM_FOOTER:
    if (item->n)
      walk->footer = item->offset + VF_SECTOR_SIZE;
    break;
  case VF_VMDK_ITEM_END:
    walk->has_end = true;
    break;
  default:
    break;
  }
  return walk->visit ? walk->visit (walk, item, after_damage, err) : 0;
}

static int
walk_items (struct vf_vmdk_walk *walk, uint64_t offset, uint8_t *buf,
            struct vf_error *err)
{
  bool after_damage = false;
  struct vf_vmdk_item item;
  int r;

  while (!walk->has_end
         && (!walk->max_grains || walk->n_grains < walk->max_grains)) {
    if (walk->job && vf_job_check (walk->job, err))
      return -1;
    r = read_item (walk, offset, &item, err);
    if (r == 0 && walk->is_salvage) {
      offset += VF_SECTOR_SIZE;
      r = find_again (walk, &offset, buf, err);
      after_damage = true;
      if (r > 0)
        continue;
    }
    if (r <= 0)
      return r;
    if (take_item (walk, &item, after_damage, err))
      return -1;
    after_damage = false;
    offset += item.length;
  }
  return 0;
}

int
vf_vmdk_walk (struct vf_vmdk_walk *walk, struct vf_error *err)
{
  CLEANUP_FREE uint8_t *buf = malloc (SEARCH_BYTES);
  uint64_t offset;

  if (!buf)
    return vf_error_nomem (err, "a walk through a stream");
  if (vf_vmdk_first_marker (walk->header, &offset, err)) {
    if (!walk->is_salvage)
      return -1;
    offset = UINT64_MAX;
  }
  if (walk->is_salvage && offset >= vf_io_size (walk->io))
    offset = 0; /* the header is wrong; the first marker is looked for */
  return walk_items (walk, offset, buf, err);
}
