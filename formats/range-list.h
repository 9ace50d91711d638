/* vmferry: a sorted list of byte ranges that do not touch.  The compact form
 * of "where is data" that writers and the copy engine plan with.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_RANGE_LIST_H
#define VF_FORMATS_RANGE_LIST_H

#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_image;
struct vf_job;
struct vf_losses;
struct vf_overlaps;

struct vf_range {
  uint64_t start;
  uint64_t length;
};

/* Start it as all zeros. */
struct vf_range_list {
  struct vf_range *items;
  size_t count;
  size_t capacity;
};

/* Appends a range that starts at or after the end of the last; joins them when
 * they touch.  An empty range is ignored.
 * Errors:  NOMEM */
int vf_range_list_add (struct vf_range_list *list, uint64_t start,
                       uint64_t length, struct vf_error *err);

/* The most that vf_range_list_add_data makes: 16 MiB of ranges, and room for
 * half as many more at times. */
enum { VF_RANGE_LIST_MAX_DATA = 1024 * 1024 };

/* Appends the DATA ranges of IMAGE, each widened to multiples of GRANULE and
 * cut to the size.  Where there are too many, those with little between them
 * become one: what is outside is no data, what is inside may be.
 * Params:  losses - not NULL: goes on behind damage, and what is lost is no
 *          data, but is put there
 *          overlaps - not NULL: takes all spans
 * Errors:  NOMEM, CORRUPT, IO, CANCELLED */
int vf_range_list_add_data (struct vf_range_list *list, struct vf_image *image,
                            uint32_t granule, struct vf_losses *losses,
                            struct vf_overlaps *overlaps, struct vf_job *job,
                            struct vf_error *err);

/* The sum of the lengths. */
uint64_t vf_range_list_total (const struct vf_range_list *list);

/* Frees the items; the list is empty after it. */
void vf_range_list_clear (struct vf_range_list *list);

#define CLEANUP_RANGE_LIST __attribute__ ((cleanup (vf_range_list_clear)))

#endif
