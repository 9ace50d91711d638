/* vmferry: writing streamOptimized VMDK.  Threads compress what they bring by
 * themselves; then it takes its turn: a place in the file is given in the
 * guest's order, and the writing itself needs no turn again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/writer.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/writer-priv.h"

enum {
  MAX_LEVEL = 12, /* libdeflate's */
  /* A piece of a copy that becomes no smaller, and one that waits. */
  WRITE_MEMORY = 4 * 1024 * 1024,
  /* Of the directory, as for reading. */
  MAX_TABLES = 32 * 1024 * 1024,
};

/* Moves the frontier to END, and over all where nothing comes. */
static void
move_frontier (struct vf_vmdk_writer *w, uint64_t end)
{
  const struct vf_range *range;

  w->frontier = vf_max_u64 (w->frontier, end);
  for (; w->has_data && w->next_range < w->data.count; w->next_range++) {
    range = &w->data.items[w->next_range];
    if (w->frontier < range->start + range->length) {
      w->frontier = vf_max_u64 (w->frontier, range->start);
      return;
    }
  }
  if (w->has_data)
    w->frontier = w->writer.size;
}

static void
insert (struct vf_vmdk_parcel **list, struct vf_vmdk_parcel *parcel)
{
  while (*list && (*list)->start < parcel->start)
    list = &(*list)->next;
  parcel->next = *list;
  *list = parcel;
}

/* Gives places to the parcels whose turn it is, or to all; the lock is held.
 * Params:  ret_placed - those that are to be written now */
static int
place_next (struct vf_vmdk_writer *w, bool all,
            struct vf_vmdk_parcel **ret_placed, struct vf_error *err)
{
  struct vf_vmdk_parcel *parcel;

  while ((parcel = w->early) && (all || parcel->start <= w->frontier)) {
    if (vf_vmdk_writer_place (w, parcel, err))
      return -1;
    w->early = parcel->next;
    parcel->next = *ret_placed;
    *ret_placed = parcel;
    move_frontier (w, parcel->end);
  }
  return 0;
}

static void
free_list (struct vf_vmdk_parcel *list)
{
  struct vf_vmdk_parcel *next;

  for (; list; list = next) {
    next = list->next;
    vf_vmdk_parcel_free (list);
  }
}

/* Writes parcels that have their places, and frees them. */
static int
write_placed (struct vf_vmdk_writer *w, struct vf_vmdk_parcel *placed,
              struct vf_error *err)
{
  const struct vf_vmdk_parcel *parcel;
  int r = 0;

  for (parcel = placed; parcel && r == 0; parcel = parcel->next)
    if (parcel->n)
      r = vf_io_write (w->io, parcel->bytes, parcel->n, parcel->at, err);
  free_list (placed);
  return r;
}

/* Takes PARCEL, and writes whatever has its turn with it. */
static int
take (struct vf_vmdk_writer *w, struct vf_vmdk_parcel *parcel,
      struct vf_error *err)
{
  struct vf_vmdk_parcel *placed = NULL;
  int r;

  if (!parcel)
    return -1;
  pthread_mutex_lock (&w->lock);
  insert (&w->early, parcel);
  r = place_next (w, false, &placed, err);
  pthread_mutex_unlock (&w->lock);
  if (r) {
    free_list (placed);
    return -1;
  }
  return write_placed (w, placed, err);
}

static int
vmdk_write (struct vf_writer *writer, const void *buf, size_t n,
            uint64_t offset, struct vf_error *err)
{
  struct vf_vmdk_writer *w = (struct vf_vmdk_writer *)writer;
  const uint8_t *from = buf;
  size_t piece;

  for (; n; n -= piece, from += piece, offset += piece) {
    piece = vf_min_u64 (n, VF_VMDK_OUT_TABLE_SPAN
                               - offset % VF_VMDK_OUT_TABLE_SPAN);
    if (take (w, vf_vmdk_parcel_new (w, from, piece, offset, err), err))
      return -1;
  }
  return 0;
}

static int
vmdk_write_zeroes (struct vf_writer *writer, uint64_t n, uint64_t offset,
                   struct vf_error *err)
{
  struct vf_vmdk_writer *w = (struct vf_vmdk_writer *)writer;

  return take (w, vf_vmdk_parcel_new_zeros (n, offset, err), err);
}

static int
vmdk_finish (struct vf_writer *writer, struct vf_error *err)
{
  struct vf_vmdk_writer *w = (struct vf_vmdk_writer *)writer;
  struct vf_vmdk_parcel *placed = NULL;

  if (place_next (w, true, &placed, err)) {
    free_list (placed);
    return -1;
  }
  if (write_placed (w, placed, err))
    return -1;
  return vf_vmdk_writer_write_end (w, err);
}

static void
vmdk_free (struct vf_writer *writer)
{
  struct vf_vmdk_writer *w = (struct vf_vmdk_writer *)writer;

  free_list (w->early);
  vf_vmdk_deflaters_free (w->idle);
  vf_range_list_clear (&w->data);
  free (w->directory);
  pthread_mutex_destroy (&w->lock);
  free (w);
}

static const struct vf_writer_ops vmdk_writer_ops = {
  .write = vmdk_write,
  .write_zeroes = vmdk_write_zeroes,
  .finish = vmdk_finish,
  .free = vmdk_free,
};

static int
check_params (const struct vf_create_params *params, struct vf_error *err)
{
  if (params->compression == VF_COMPRESSION_ZSTD)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "the vmdk format has no zstd, only deflate");
  if (params->cluster_size && params->cluster_size != VF_VMDK_OUT_GRAIN)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "the vmdk format is written with grains of 64 KiB");
  if (params->level < 0 || params->level > MAX_LEVEL)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "compression level %d: must be 1 to %d",
                         params->level, MAX_LEVEL);
  if (params->size == 0
      || params->size > (uint64_t)MAX_TABLES * VF_VMDK_OUT_TABLE_SPAN)
    return vf_error_set (
        err, VF_ERROR_LIMIT,
        "a VMDK of %" PRIu64 " bytes: must be 1 byte to 1 PiB", params->size);
  return 0;
}

static int
copy_ranges (struct vf_vmdk_writer *w, const struct vf_range_list *data,
             struct vf_error *err)
{
  size_t i;

  w->has_data = data != NULL;
  for (i = 0; data && i < data->count; i++)
    if (vf_range_list_add (&w->data, data->items[i].start,
                           data->items[i].length, err))
      return -1;
  move_frontier (w, 0);
  return 0;
}

/* The place of header and descriptor stays empty until the end, so that what
 * is not finished is no image. */
static int
start (struct vf_vmdk_writer *w, const struct vf_create_params *params,
       struct vf_error *err)
{
  w->capacity = vf_div_up (params->size, VF_SECTOR_SIZE);
  w->n_tables = vf_div_up (params->size, VF_VMDK_OUT_TABLE_SPAN);
  w->end = VF_VMDK_OUT_OVERHEAD;
  w->directory = calloc (w->n_tables, sizeof *w->directory);
  if (!w->directory)
    return vf_error_nomem (err, "the grain directory");
  if (vf_io_resize (w->io, w->end, err))
    return vf_error_prefix (err, "a VMDK ends with its file");
  return copy_ranges (w, params->data, err);
}

struct vf_writer *
vf_vmdk_create (struct vf_io *io, const struct vf_create_params *params,
                struct vf_error *err)
{
  CLEANUP_WRITER struct vf_writer *writer = NULL;
  struct vf_vmdk_writer *w;

  if (check_params (params, err))
    return NULL;
  w = calloc (1, sizeof *w);
  if (!w) {
    vf_error_nomem (err, "a VMDK writer");
    return NULL;
  }
  writer = &w->writer;
  w->writer = (struct vf_writer){ .ops = &vmdk_writer_ops,
                                  .size = params->size,
                                  .granule = VF_VMDK_OUT_GRAIN,
                                  .is_ordered = true,
                                  .write_memory = WRITE_MEMORY };
  w->io = io;
  w->level = params->level;
  pthread_mutex_init (&w->lock, NULL);
  return start (w, params, err) ? NULL : TAKE (writer);
}
