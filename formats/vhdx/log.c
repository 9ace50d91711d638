/* vmferry: applying the log of a VHDX that was not closed in order.  Tables
 * must not be read past it: they may be stale or torn.  The changes are laid
 * over the file in memory, so that a file that is only read can be read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/log.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/vector.h"
#include "formats/page-cache.h"
#include "formats/vhdx/header.h"
#include "formats/vhdx/log-entry.h"
#include "formats/vhdx/overlay.h"
#include "formats/vhdx/vhdx-disk.h"

enum { CACHE_PAGES = 16 };

/* Far behind the end of any VHDX, and well inside an off_t. */
#define MAX_FILE_SIZE (UINT64_C (1) << 48)

typedef VF_VECTOR (struct vf_vhdx_log_entry) entry_list;

/* Entries that were written one after the other; they may wrap around the end
 * of the list, as they do around the end of the log. */
struct sequence {
  size_t first, count; /* 0: there is none */
};

/* A log that is applied. */
struct replay {
  const struct vf_vhdx_log_ring *ring;
  struct vf_vhdx_overlay *overlay;
};

/* Finds all entries of the log.  None lies inside another. */
static int
scan (const struct vf_vhdx_log_ring *ring, entry_list *entries,
      struct vf_error *err)
{
  struct vf_vhdx_log_entry entry;
  uint64_t at;

  for (at = 0; at < ring->length;
       at += entry.length ? entry.length : VF_VHDX_LOG_SECTOR) {
    if (vf_vhdx_log_entry_read (ring, at, &entry, err))
      return -1;
    if (entry.length && vf_vector_push (entries, entry))
      return vf_error_nomem (err, "the log");
  }
  return 0;
}

/* The entry that is N behind entry I. */
static const struct vf_vhdx_log_entry *
entry_at (const entry_list *entries, size_t i, size_t n)
{
  return &entries->items[(i + n) % entries->count];
}

/* Whether the entry behind entry I was written next after it. */
static bool
goes_on (const struct vf_vhdx_log_ring *ring, const entry_list *entries,
         size_t i)
{
  const struct vf_vhdx_log_entry *entry = entry_at (entries, i, 0);
  const struct vf_vhdx_log_entry *next = entry_at (entries, i, 1);

  return next->offset == (entry->offset + entry->length) % ring->length
         && next->sequence == entry->sequence + 1;
}

/* Cuts off what the last entry of SEQUENCE says is done; nothing is left when
 * it needs what is not there. */
static void
cut_to_tail (const entry_list *entries, struct sequence *sequence)
{
  uint64_t tail
      = entry_at (entries, sequence->first, sequence->count - 1)->tail;

  while (sequence->count
         && entry_at (entries, sequence->first, 0)->offset != tail) {
    sequence->first++;
    sequence->count--;
  }
}

/* The complete sequence whose last entry is the newest. */
static struct sequence
find_active (const struct vf_vhdx_log_ring *ring, const entry_list *entries)
{
  struct sequence active = { 0 }, sequence;
  uint64_t newest = 0, last;
  size_t i;

  for (i = 0; i < entries->count; i++) {
    if (goes_on (ring, entries, i + entries->count - 1))
      continue; /* it begins earlier */
    sequence = (struct sequence){ .first = i, .count = 1 };
    while (goes_on (ring, entries, i + sequence.count - 1))
      sequence.count++;
    last = entry_at (entries, i, sequence.count - 1)->sequence;
    cut_to_tail (entries, &sequence);
    if (sequence.count && last > newest) {
      active = sequence;
      newest = last;
    }
  }
  return active;
}

static int
apply_change (const struct vf_vhdx_log_change *change, void *data,
              struct vf_error *err)
{
  const struct replay *replay = data;
  const struct vf_vhdx_log_ring *ring = replay->ring;
  uint64_t end = change->offset + change->length;

  if (change->offset < VF_VHDX_REGION_TABLE_1
      || (change->offset < ring->offset + ring->length && ring->offset < end))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "it changes %" PRIu64 " bytes at byte %" PRIu64
                         ", must not change headers or the log",
                         change->length, change->offset);
  if (end > MAX_FILE_SIZE)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "it changes %" PRIu64 " bytes at byte %" PRIu64
                         ", the limit is the end of 256 TiB",
                         change->length, change->offset);
  return vf_vhdx_overlay_add (replay->overlay, change, err);
}

/* What the newest entry says of the file's size. */
static int
check_sizes (const struct vf_vhdx_log_entry *last, uint64_t file_size,
             struct vf_error *err)
{
  if (last->flushed_size > file_size)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "flushed file size of the entry at byte %" PRIu64
                         " of it is %" PRIu64 ", but the file has %" PRIu64
                         " bytes: it was cut",
                         last->offset, last->flushed_size, file_size);
  if (last->last_size > MAX_FILE_SIZE)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "last file size of the entry at byte %" PRIu64
                         " of it is %" PRIu64 ", the limit is 256 TiB",
                         last->offset, last->last_size);
  return 0;
}

static struct vf_io *
replay_sequence (struct vf_io *io, const struct vf_vhdx_log_ring *ring,
                 const entry_list *entries, const struct sequence *sequence,
                 struct vf_error *err)
{
  CLEANUP_VHDX_OVERLAY struct vf_vhdx_overlay *overlay = NULL;
  const struct vf_vhdx_log_entry *entry;
  struct replay replay = { .ring = ring };
  size_t i;

  entry = entry_at (entries, sequence->first, sequence->count - 1);
  if (check_sizes (entry, vf_io_size (io), err))
    return NULL;
  overlay = vf_vhdx_overlay_new (io, err);
  if (!overlay)
    return NULL;
  replay.overlay = overlay;
  for (i = 0; i < sequence->count; i++) {
    entry = entry_at (entries, sequence->first, i);
    if (vf_vhdx_log_entry_visit (ring, entry, apply_change, &replay, err)) {
      vf_error_prefix (err, "entry at byte %" PRIu64 " of it", entry->offset);
      return NULL;
    }
  }
  return vf_vhdx_overlay_finish (TAKE (overlay), entry->last_size, err);
}

static struct vf_io *
apply (struct vf_io *io, const struct vf_vhdx_log_ring *ring,
       struct vf_error *err)
{
  entry_list entries = { 0 };
  struct sequence active;
  struct vf_io *result = NULL;

  if (scan (ring, &entries, err) == 0) {
    active = find_active (ring, &entries);
    if (active.count)
      result = replay_sequence (io, ring, &entries, &active, err);
    else
      vf_error_set (err, VF_ERROR_CORRUPT,
                    "the file was not closed in order, but none of its %zu "
                    "sound entries at byte %" PRIu64
                    " end a complete sequence",
                    entries.count, ring->offset);
  }
  free (entries.items);
  return result;
}

struct vf_io *
vf_vhdx_log_apply (struct vf_io *io, const struct vf_vhdx_header *header,
                   struct vf_error *err)
{
  CLEANUP_PAGE_CACHE struct vf_page_cache *cache = NULL;
  struct vf_vhdx_log_ring ring = {
    .offset = header->log_offset,
    .length = header->log_length,
    .guid = header->log_guid,
  };
  struct vf_io *result;

  if (vf_guid_is_zero (&header->log_guid))
    return io;
  cache = vf_page_cache_new (io, CACHE_PAGES, err);
  if (!cache)
    return NULL;
  ring.cache = cache;
  result = apply (io, &ring, err);
  if (!result)
    vf_error_prefix (err, "log");
  return result;
}
