/* vmferry: finding guest ranges that lie at one place: the places are sorted,
 * and each is held against the one that reaches furthest of those before.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/overlaps.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "common/json.h"
#include "common/span.h"
#include "formats/image.h"

/* Whether SPAN goes on where PLACE ends, for the guest and in the file. */
static bool
continues (const struct vf_place *place, const struct vf_span *span)
{
  return place->depth == span->depth && place->file == span->file
         && place->start + place->length == span->start
         && place->offset + place->length == span->offset;
}

static void
free_places (struct vf_overlaps *overlaps)
{
  free (overlaps->places.items);
  overlaps->places.items = NULL;
  overlaps->places.count = overlaps->places.capacity = 0;
}

/* Whether SPAN is in the same file as PLACE, and as far from where the guest
 * has it. */
static bool
is_in_order (const struct vf_place *place, const struct vf_span *span)
{
  return place->depth == span->depth && place->file == span->file
         && place->offset - place->start == span->offset - span->start;
}

int
vf_overlaps_take (struct vf_overlaps *overlaps, const struct vf_span *span,
                  struct vf_error *err)
{
  const struct vf_place place = { .offset = span->offset,
                                  .length = span->length,
                                  .start = span->start,
                                  .depth = span->depth,
                                  .file = span->file };
  size_t n = overlaps->places.count;

  if (span->kind != VF_SPAN_DATA || !span->has_offset || span->is_compressed)
    return 0;
  if (n && continues (&overlaps->places.items[n - 1], span)) {
    overlaps->places.items[n - 1].length += span->length;
    return 0;
  }
  if (overlaps->n_places == 0)
    overlaps->first = place;
  if (!is_in_order (&overlaps->first, span))
    overlaps->is_scattered = true;
  if (overlaps->n_places >= VF_OVERLAPS_MAX_PLACES) {
    overlaps->n_places = VF_OVERLAPS_MAX_PLACES + 1;
    free_places (overlaps);
    return 0;
  }
  overlaps->n_places++;
  return vf_vector_push (&overlaps->places, place)
             ? vf_error_nomem (err, "the places of a disk's data")
             : 0;
}

static int
by_place (const void *a, const void *b)
{
  const struct vf_place *x = a, *y = b;

  if (x->depth != y->depth)
    return x->depth < y->depth ? -1 : 1;
  if (x->file != y->file)
    return x->file < y->file ? -1 : 1;
  if (x->offset != y->offset)
    return x->offset < y->offset ? -1 : 1;
  return x->start < y->start ? -1 : x->start > y->start;
}

/* Keeps that PLACE begins inside BEFORE, which is sorted before it. */
static int
add (struct vf_overlaps *overlaps, const struct vf_place *before,
     const struct vf_place *place, struct vf_error *err)
{
  uint64_t skipped = place->offset - before->offset;

  if (overlaps->n_found++ >= VF_OVERLAPS_MAX)
    return 0;
  if (vf_vector_push (
          overlaps,
          (struct vf_overlap){
              .offset = place->offset,
              .length = vf_min_u64 (before->length - skipped, place->length),
              .start = before->start + skipped,
              .other_start = place->start,
              .depth = place->depth,
              .file = place->file }))
    return vf_error_nomem (err, "the list of overlaps");
  return 0;
}

static bool
is_inside (const struct vf_place *before, const struct vf_place *place)
{
  return before->depth == place->depth && before->file == place->file
         && place->offset - before->offset < before->length;
}

static uint64_t
end_of (const struct vf_place *place)
{
  return place->offset + place->length;
}

int
vf_overlaps_find (struct vf_overlaps *overlaps, struct vf_error *err)
{
  const struct vf_place *furthest = overlaps->places.items, *place;
  size_t i, n = overlaps->places.count;

  if (n > 1)
    qsort (overlaps->places.items, n, sizeof *place, by_place);
  for (i = 1; i < n; i++) {
    place = &overlaps->places.items[i];
    if (!is_inside (furthest, place)) {
      furthest = place;
      continue;
    }
    if (add (overlaps, furthest, place, err))
      return -1;
    if (end_of (place) > end_of (furthest))
      furthest = place;
  }
  free_places (overlaps);
  return 0;
}

const char *
vf_overlap_file (const struct vf_overlap *item, struct vf_image *image)
{
  const struct vf_span span = { .kind = VF_SPAN_DATA,
                                .has_offset = true,
                                .depth = item->depth,
                                .file = item->file };
  const struct vf_io *io = vf_image_span_io (image, &span);
  unsigned depth = item->depth;

  while (!io && depth--)
    image = vf_image_get_parent (image);
  return vf_io_name (io ? io : vf_image_get_io (image));
}

bool
vf_overlaps_gave_up (const struct vf_overlaps *overlaps)
{
  return overlaps->n_places > VF_OVERLAPS_MAX_PLACES && overlaps->is_scattered;
}

void
vf_overlaps_log (const struct vf_overlaps *overlaps, struct vf_image *image,
                 struct vf_job *job)
{
  const struct vf_overlap *first = overlaps->items;
  char more[64] = "";

  if (vf_overlaps_gave_up (overlaps))
    vf_job_log (job, VF_LOG_STAGE,
                "%s: its data lies in more than %d pieces: whether two guest "
                "ranges lie at the same place is left to vmferry check",
                vf_io_name (vf_image_get_io (image)), VF_OVERLAPS_MAX_PLACES);
  if (!overlaps->count)
    return;
  if (overlaps->n_found > 1)
    snprintf (more, sizeof more, "; so do%s %" PRIu64 " other pair%s",
              overlaps->n_found == 2 ? "es" : "", overlaps->n_found - 1,
              overlaps->n_found == 2 ? "" : "s");
  vf_job_log (job, VF_LOG_WARNING,
              "%s: %" PRIu64 " guest bytes at %" PRIu64
              " and those at %" PRIu64 " lie at the same place, byte %" PRIu64
              " of %s: at least one of the two reads as data that is not its "
              "own%s",
              vf_io_name (vf_image_get_io (image)), first->length,
              first->start, first->other_start, first->offset,
              vf_overlap_file (first, image), more);
}

void
vf_overlaps_put_json (const struct vf_overlaps *overlaps,
                      struct vf_image *image, struct vf_json *object)
{
  struct vf_json *list, *item;
  size_t i;

  if (vf_overlaps_gave_up (overlaps)) {
    vf_json_put_text (object, "overlaps", NULL);
    return;
  }
  list = vf_json_array ();
  for (i = 0; i < overlaps->count; i++) {
    item = vf_json_object ();
    vf_json_put_text (item, "file",
                      vf_overlap_file (&overlaps->items[i], image));
    vf_json_put_u64 (item, "offset", overlaps->items[i].offset);
    vf_json_put_u64 (item, "length", overlaps->items[i].length);
    vf_json_put_u64 (item, "start", overlaps->items[i].start);
    vf_json_put_u64 (item, "other_start", overlaps->items[i].other_start);
    vf_json_add (list, item);
  }
  vf_json_put (object, "overlaps", list);
}

void
vf_overlaps_clear (struct vf_overlaps *overlaps)
{
  free_places (overlaps);
  free (overlaps->items);
  *overlaps = (struct vf_overlaps){ 0 };
}
