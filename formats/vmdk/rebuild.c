/* vmferry: making the tables of a stream again.  They take the form that they
 * have in a file, so that they are read like any others: 4 bytes per grain of
 * the tables that are not empty.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/rebuild.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/endian.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/marker.h"
#include "formats/vmdk/walk.h"

enum {
  /* Of all tables: those of 4 TiB of data with the usual grains. */
  MAX_BYTES = 256 * 1024 * 1024,
  DIRECTORY_SECTOR = 1, /* 0 would say that there is none */
};

/* A rebuilding under way. */
struct rebuild {
  struct vf_vmdk_rebuilt *out;
  const struct vf_vmdk_header *header;
  size_t n; /* bytes that are in use */
  size_t capacity;
  uint64_t next; /* the grain behind the last */
  bool is_unordered;
  bool is_behind_damage; /* since the last grain */
  bool has_damage;
};

/* Makes the tables N bytes longer, with zeros. */
static int
grow (struct rebuild *rebuild, uint64_t n, struct vf_error *err)
{
  uint64_t wanted = rebuild->n + n, capacity = rebuild->capacity;
  uint8_t *bytes;

  if (n > MAX_BYTES || wanted > MAX_BYTES)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "stream: its tables, made again from the markers, "
                         "take more than %d bytes",
                         MAX_BYTES);
  if (wanted > capacity) {
    capacity = vf_max_u64 (wanted, vf_min_u64 (2 * capacity, MAX_BYTES));
    bytes = realloc (rebuild->out->bytes, capacity);
    if (!bytes)
      return vf_error_nomem (err, "the tables of a stream");
    memset (bytes + rebuild->capacity, 0, capacity - rebuild->capacity);
    rebuild->out->bytes = bytes;
    rebuild->capacity = capacity;
  }
  rebuild->n = wanted;
  return 0;
}

/* The entry of GRAIN, in a table that is made where there was none. */
static struct vf_le32 *
entry_of (struct rebuild *rebuild, uint64_t grain, struct vf_error *err)
{
  uint32_t entries = rebuild->header->entries_per_table;
  uint64_t at = DIRECTORY_SECTOR * VF_SECTOR_SIZE + grain / entries * 4;
  struct vf_le32 sector;

  memcpy (&sector, rebuild->out->bytes + at, sizeof sector);
  if (vf_le32_get (sector) == 0) {
    sector = vf_le32_make (rebuild->n / VF_SECTOR_SIZE);
    if (grow (rebuild,
              vf_div_up (entries * 4, VF_SECTOR_SIZE) * VF_SECTOR_SIZE, err))
      return NULL;
    memcpy (rebuild->out->bytes + at, &sector, sizeof sector);
  }
  return (struct vf_le32 *)(rebuild->out->bytes
                            + (uint64_t)vf_le32_get (sector) * VF_SECTOR_SIZE)
         + grain % entries;
}

/* Grains from FIRST to END (not with it) may have been there. */
static int
add_unknown (struct rebuild *rebuild, uint64_t first, uint64_t end,
             struct vf_error *err)
{
  uint64_t grain_bytes = rebuild->header->grain * (uint64_t)VF_SECTOR_SIZE;

  if (rebuild->is_unordered || first >= end)
    return 0;
  return vf_range_list_add (&rebuild->out->unknown, first * grain_bytes,
                            (end - first) * grain_bytes, err);
}

static int
fail_double (const struct rebuild *rebuild, const struct vf_vmdk_item *item,
             uint32_t sector, struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "stream: two grains are for guest byte %" PRIu64
                       ", at bytes %" PRIu64 " and %" PRIu64
                       "; which of them counts is not known",
                       item->grain * rebuild->header->grain * VF_SECTOR_SIZE,
                       (uint64_t)sector * VF_SECTOR_SIZE, item->offset);
}

static int
visit (struct vf_vmdk_walk *walk, const struct vf_vmdk_item *item,
       bool after_damage, struct vf_error *err)
{
  struct rebuild *rebuild = walk->data;
  struct vf_le32 *entry;

  rebuild->is_behind_damage |= after_damage;
  rebuild->has_damage |= after_damage;
  if (item->kind != VF_VMDK_ITEM_GRAIN)
    return 0;
  if (item->offset / VF_SECTOR_SIZE > UINT32_MAX)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "stream: a grain at byte %" PRIu64
                         " is beyond the 2 TiB that the format can address",
                         item->offset);
  if (rebuild->is_behind_damage
      && add_unknown (rebuild, rebuild->next, item->grain, err))
    return -1;
  rebuild->is_behind_damage = false;
  rebuild->is_unordered |= item->grain < rebuild->next;
  rebuild->next = item->grain + 1;
  entry = entry_of (rebuild, item->grain, err);
  if (!entry)
    return -1;
  if (vf_le32_get (*entry)) {
    if (!walk->is_salvage)
      return fail_double (rebuild, item, vf_le32_get (*entry), err);
    rebuild->out->n_doubles++;
  }
  *entry = vf_le32_make (item->offset / VF_SECTOR_SIZE);
  return 0;
}

/* What is not known of a stream that ended too early or has damage in it: in
 * one without order anything that is not there. */
static int
note_unknown (struct rebuild *rebuild, const struct vf_vmdk_walk *walk,
              struct vf_error *err)
{
  uint64_t n_grains
      = vf_div_up (rebuild->header->capacity, rebuild->header->grain);
  bool is_cut = !walk->has_end || rebuild->is_behind_damage;

  if (rebuild->is_unordered && (is_cut || rebuild->has_damage)) {
    vf_range_list_clear (&rebuild->out->unknown);
    rebuild->is_unordered = false;
    return add_unknown (rebuild, 0, n_grains, err);
  }
  return is_cut ? add_unknown (rebuild, rebuild->next, n_grains, err) : 0;
}

static int
walk_and_note (struct rebuild *rebuild, struct vf_io *io, bool is_salvage,
               struct vf_job *job, struct vf_error *err)
{
  struct vf_vmdk_walk walk = {
    .io = io,
    .header = rebuild->header,
    .is_salvage = is_salvage,
    .job = job,
    .visit = visit,
    .data = rebuild,
  };

  if (vf_vmdk_walk (&walk, err))
    return -1;
  rebuild->out->n_grains = walk.n_grains;
  if (!is_salvage && !walk.has_end)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "stream: the file ends without an end marker");
  return note_unknown (rebuild, &walk, err);
}

struct vf_vmdk_rebuilt *
vf_vmdk_rebuild (struct vf_io *io, const struct vf_vmdk_header *header,
                 bool is_salvage, struct vf_job *job, struct vf_error *err)
{
  CLEANUP_VMDK_REBUILT struct vf_vmdk_rebuilt *out = calloc (1, sizeof *out);
  struct rebuild rebuild = { .out = out, .header = header };
  uint64_t n_tables = vf_div_up (vf_div_up (header->capacity, header->grain),
                                 header->entries_per_table);
  uint64_t head = DIRECTORY_SECTOR + vf_div_up (n_tables, VF_SECTOR_SIZE / 4);

  if (!out) {
    vf_error_nomem (err, "the tables of a stream");
    return NULL;
  }
  out->directory = DIRECTORY_SECTOR;
  if (grow (&rebuild, head * VF_SECTOR_SIZE, err)
      || walk_and_note (&rebuild, io, is_salvage, job, err))
    return NULL;
  out->io = vf_io_from_memory (out->bytes, rebuild.n, vf_io_name (io), err);
  return out->io ? TAKE (out) : NULL;
}

/* The first range that ends behind OFFSET; NULL when there is none. */
static const struct vf_range *
find_range (const struct vf_range_list *list, uint64_t offset)
{
  size_t low = 0, high = list->count, middle;

  while (low < high) {
    middle = low + (high - low) / 2;
    if (list->items[middle].start + list->items[middle].length > offset)
      high = middle;
    else
      low = middle + 1;
  }
  return low < list->count ? &list->items[low] : NULL;
}

bool
vf_vmdk_rebuilt_is_unknown (const struct vf_vmdk_rebuilt *rebuilt,
                            uint32_t grain_bytes, uint64_t grain,
                            uint64_t count, uint64_t *ret_count)
{
  uint64_t offset = grain * grain_bytes, end;
  const struct vf_range *range = find_range (&rebuilt->unknown, offset);

  *ret_count = count;
  if (!range)
    return false;
  end = offset < range->start ? range->start : range->start + range->length;
  *ret_count = vf_min_u64 (count, (end - offset) / grain_bytes);
  return offset >= range->start;
}

void
vf_vmdk_rebuilt_free (struct vf_vmdk_rebuilt *rebuilt)
{
  if (!rebuilt)
    return;
  vf_io_close (rebuilt->io);
  vf_range_list_clear (&rebuilt->unknown);
  free (rebuilt->bytes);
  free (rebuilt);
}
