/* vmferry: what lies where in an NBD export, by its "base:allocation" context.
 * One question covers as much as the protocol allows, and its answer is kept.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/io-nbd-priv.h"

#include <errno.h>
#include <inttypes.h>
#include <libnbd.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/vector.h"

/* More of one answer than that is asked for again: 512 KiB. */
enum { MAX_STRETCHES = 32768 };

/* The protocol allows 4 GiB less one byte, but nbdkit 1.32 aborts at that, and
 * this keeps the cuts between two answers on round numbers. */
#define MAX_QUESTION (UINT64_C (2) << 30)

struct answer {
  uint64_t start, size;
  VF_VECTOR (struct vf_nbd_stretch) stretches;
  bool is_out_of_memory;
};

/* Appends what goes from the end of the last stretch to END.
 * Returns: false when there is no room for more. */
static bool
add_stretch (struct answer *answer, uint64_t end, bool is_zero)
{
  struct vf_nbd_stretch *last = NULL;

  if (answer->stretches.count)
    last = &answer->stretches.items[answer->stretches.count - 1];
  if (last && last->is_zero == is_zero) {
    last->end = end;
    return true;
  }
  if (answer->stretches.count == MAX_STRETCHES)
    return false;
  if (vf_vector_push (&answer->stretches,
                      (struct vf_nbd_stretch){ end, is_zero })) {
    answer->is_out_of_memory = true;
    return false;
  }
  return true;
}

/* A hole that does not promise zeros has to be read. */
static int
on_extents (void *data, const char *context, uint64_t offset,
            uint32_t *entries, size_t count,
            int *error __attribute__ ((unused)))
{
  struct answer *answer = data;
  size_t i;

  if (strcmp (context, LIBNBD_CONTEXT_BASE_ALLOCATION) != 0)
    return 0;
  for (i = 0; i + 1 < count && offset < answer->size; i += 2) {
    offset += vf_min_u64 (entries[i], answer->size - offset);
    if (entries[i] == 0
        || !add_stretch (answer, offset, entries[i + 1] & LIBNBD_STATE_ZERO))
      break;
  }
  return 0;
}

/* Asks from the block of OFFSET on. */
static int
ask (struct vf_nbd *nbd, uint64_t offset, struct answer *answer,
     struct vf_error *err)
{
  struct vf_nbd_connection *connection = vf_nbd_acquire (nbd);
  nbd_extent_callback callback = { .callback = on_extents,
                                   .user_data = answer };
  struct vf_nbd_transfer range = { .op = VF_NBD_READ };
  int errnum = 0;

  answer->start = vf_round_down (offset, nbd->min_block);
  answer->size = nbd->io.size;
  range.offset = answer->start;
  range.n = vf_min_u64 (answer->size - answer->start,
                        MAX_QUESTION - answer->start % MAX_QUESTION);
  if (!vf_nbd_is_alive (connection))
    errnum = ENOTCONN;
  else if (nbd_block_status (connection->handle, range.n, range.offset,
                             callback, 0))
    errnum = nbd_get_errno () ? nbd_get_errno () : EIO;
  vf_nbd_release (connection);
  if (answer->is_out_of_memory)
    return vf_error_nomem (err, "the map of the export");
  if (!errnum)
    return 0;
  vf_nbd_set_error (&range, errnum, err);
  return vf_error_prefix (err, "cannot learn what lies where");
}

/* Fills SPAN with the stretch that holds OFFSET.
 * Returns: false when none of them does. */
static bool
find (const struct vf_nbd_stretch *items, size_t count, uint64_t start,
      uint64_t offset, struct vf_span *span)
{
  size_t low = 0, high = count, middle;

  if (!count || offset < start || offset >= items[count - 1].end)
    return false;
  while (low < high) { /* the first that ends after the offset */
    middle = low + (high - low) / 2;
    if (items[middle].end > offset)
      high = middle;
    else
      low = middle + 1;
  }
  if (low)
    start = items[low - 1].end;
  *span = (struct vf_span){
    .start = start,
    .length = items[low].end - start,
    .kind = items[low].is_zero ? VF_SPAN_ZERO : VF_SPAN_DATA,
    .has_offset = !items[low].is_zero,
    .offset = start,
  };
  return true;
}

/* Keeps ANSWER, or frees it where others may write to the export. */
static void
keep (struct vf_nbd *nbd, struct answer *answer)
{
  struct vf_nbd_stretch *old = answer->stretches.items;

  if (!nbd->io.is_writable) {
    pthread_mutex_lock (&nbd->map.lock);
    old = nbd->map.items;
    nbd->map.items = answer->stretches.items;
    nbd->map.count = answer->stretches.count;
    nbd->map.start = answer->start;
    pthread_mutex_unlock (&nbd->map.lock);
  }
  free (old);
}

int
vf_nbd_next_span (struct vf_io *io, uint64_t offset, struct vf_span *ret_span,
                  struct vf_error *err)
{
  struct vf_nbd *nbd = (struct vf_nbd *)io;
  struct answer answer = { .start = 0 };
  bool is_known;

  if (!nbd->has_map)
    return 0;
  pthread_mutex_lock (&nbd->map.lock);
  is_known = find (nbd->map.items, nbd->map.count, nbd->map.start, offset,
                   ret_span);
  pthread_mutex_unlock (&nbd->map.lock);
  if (is_known)
    return 0;
  if (ask (nbd, offset, &answer, err)) {
    free (answer.stretches.items);
    return -1;
  }
  is_known = find (answer.stretches.items, answer.stretches.count,
                   answer.start, offset, ret_span);
  keep (nbd, &answer);
  if (is_known)
    return 0;
  return vf_error_set (err, VF_ERROR_EXTERNAL,
                       "the server does not say what lies at %" PRIu64,
                       offset);
}
