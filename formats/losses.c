/* vmferry: lists of lost ranges.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/losses.h"

#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/json.h"
#include "common/vector.h"

void
vf_losses_init (struct vf_losses *losses)
{
  *losses = (struct vf_losses){ .count = 0 };
  pthread_mutex_init (&losses->lock, NULL);
}

bool
vf_losses_may_go_on (const struct vf_error *err)
{
  return err->code == VF_ERROR_CORRUPT || err->code == VF_ERROR_IO;
}

static uint64_t
end_of (const struct vf_loss *loss)
{
  return loss->start + loss->length;
}

/* The first item that ends at START or later: one to join, or the one before
 * which a range that starts there belongs. */
static size_t
find (const struct vf_losses *losses, uint64_t start)
{
  size_t low = 0, high = losses->count, middle;

  while (low < high) {
    middle = low + (high - low) / 2;
    if (end_of (&losses->items[middle]) < start)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Makes item AT and the N - 1 behind it one, from START to END at least. */
static void
join (struct vf_losses *losses, size_t at, size_t n, uint64_t start,
      uint64_t end)
{
  struct vf_loss *first = &losses->items[at];
  size_t i;

  end = vf_max_u64 (end, end_of (&first[n - 1]));
  first->start = vf_min_u64 (first->start, start);
  first->length = end - first->start;
  for (i = 1; i < n; i++)
    free (first[i].reason);
  memmove (first + 1, first + n,
           (losses->count - at - n) * sizeof *losses->items);
  losses->count -= n - 1;
}

static int
insert (struct vf_losses *losses, size_t at, uint64_t start, uint64_t length,
        const char *reason, struct vf_error *err)
{
  struct vf_loss loss
      = { .start = start, .length = length, .reason = strdup (reason) };

  if (!loss.reason || vf_vector_push (losses, loss)) {
    free (loss.reason);
    return vf_error_nomem (err, "the list of lost ranges");
  }
  memmove (&losses->items[at + 1], &losses->items[at],
           (losses->count - 1 - at) * sizeof loss);
  losses->items[at] = loss;
  return 0;
}

static int
add (struct vf_losses *losses, uint64_t start, uint64_t length,
     const char *reason, struct vf_error *err)
{
  uint64_t end = start + length;
  size_t at = find (losses, start), n = 0;

  while (at + n < losses->count && losses->items[at + n].start <= end)
    n++;
  if (!n && losses->count < VF_LOSSES_MAX)
    return insert (losses, at, start, length, reason, err);
  if (!n && at)
    at--;
  join (losses, at, n ? n : 1, start, end);
  return 0;
}

int
vf_losses_add (struct vf_losses *losses, uint64_t start, uint64_t length,
               const char *reason, struct vf_error *err)
{
  int r;

  pthread_mutex_lock (&losses->lock);
  r = add (losses, start, length, reason, err);
  pthread_mutex_unlock (&losses->lock);
  return r;
}

uint64_t
vf_losses_total (const struct vf_losses *losses)
{
  uint64_t total = 0;
  size_t i;

  for (i = 0; i < losses->count; i++)
    total += losses->items[i].length;
  return total;
}

void
vf_losses_put_json (const struct vf_losses *losses, struct vf_json *object)
{
  struct vf_json *lost = vf_json_array (), *item;
  size_t i;

  for (i = 0; i < losses->count; i++) {
    item = vf_json_object ();
    vf_json_put_u64 (item, "start", losses->items[i].start);
    vf_json_put_u64 (item, "length", losses->items[i].length);
    vf_json_put_text (item, "reason", losses->items[i].reason);
    vf_json_add (lost, item);
  }
  vf_json_put_u64 (object, "lost_bytes", vf_losses_total (losses));
  vf_json_put (object, "lost", lost);
}

void
vf_losses_clear (struct vf_losses *losses)
{
  size_t i;

  for (i = 0; i < losses->count; i++)
    free (losses->items[i].reason);
  free (losses->items);
  pthread_mutex_destroy (&losses->lock);
}
