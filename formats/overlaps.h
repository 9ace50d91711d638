/* vmferry: guest ranges that one place of a file stands for.  Each entry of a
 * table has a place of its own; where two lead to the same one, a table is
 * damaged, and one of the ranges reads as the other's data.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVERLAPS_H
#define VF_FORMATS_OVERLAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vector.h"

struct vf_error;
struct vf_image;
struct vf_job;
struct vf_json;
struct vf_span;

/* Where the bytes of a guest range lie; depth and file as in a vf_span. */
struct vf_place {
  uint64_t offset;
  uint64_t length;
  uint64_t start; /* of the guest range */
  unsigned depth;
  unsigned file;
};

/* LENGTH guest bytes from START and from OTHER_START on, at one OFFSET. */
struct vf_overlap {
  uint64_t offset;
  uint64_t length;
  uint64_t start;
  uint64_t other_start;
  unsigned depth;
  unsigned file;
};

/* Start it as all zeros. */
struct vf_overlaps {
  VF_VECTOR (struct vf_place) places; /* until vf_overlaps_find */
  uint64_t n_places; /* of those taken; more than the most: none are kept */
  struct vf_place first;
  bool is_scattered; /* not all are as far from their guest range as it is */
  struct vf_overlap *items; /* by file and offset */
  size_t count, capacity;
  uint64_t n_found; /* may be more than are kept */
};

/* The most places that are looked at: 4 MiB of them, and room for half as many
 * more at times.  Of a disk with more, nothing is known, unless they lie as
 * the guest has them: in a raw file, say. */
enum { VF_OVERLAPS_MAX_PLACES = 128 * 1024 };

/* The most overlaps that are kept. */
enum { VF_OVERLAPS_MAX = 1024 };

/* Takes a span of an image, at or behind the end of the one before.  Only DATA
 * with an offset counts: streams of several clusters may share a sector.
 * Errors:  NOMEM */
int vf_overlaps_take (struct vf_overlaps *overlaps, const struct vf_span *span,
                      struct vf_error *err);

/* Finds what overlaps in the spans that were taken, and frees those.
 * Errors:  NOMEM */
int vf_overlaps_find (struct vf_overlaps *overlaps, struct vf_error *err);

/* The name of the file of IMAGE or of a parent that ITEM is about.  Owner: the
 * image. */
const char *vf_overlap_file (const struct vf_overlap *item,
                             struct vf_image *image);

/* Whether there were too many places to say that none overlap. */
bool vf_overlaps_gave_up (const struct vf_overlaps *overlaps);

/* Warns of what was found in the spans of IMAGE, in one sentence, or says that
 * there were too many. */
void vf_overlaps_log (const struct vf_overlaps *overlaps,
                      struct vf_image *image, struct vf_job *job);

/* Puts "overlaps" into OBJECT, a list of "file", "offset", "length", "start"
 * and "other_start"; null where there were too many places.
 * Params:  image - whose spans were taken */
void vf_overlaps_put_json (const struct vf_overlaps *overlaps,
                           struct vf_image *image, struct vf_json *object);

/* Frees what OVERLAPS owns; it is empty after it. */
void vf_overlaps_clear (struct vf_overlaps *overlaps);

#define CLEANUP_OVERLAPS __attribute__ ((cleanup (vf_overlaps_clear)))

#endif
