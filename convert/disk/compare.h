/* vmferry: whether two images show their guests the same.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_COMPARE_H
#define VF_CONVERT_DISK_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

struct vf_error;
struct vf_image;
struct vf_job;

struct vf_comparison {
  bool is_same;              /* content; the longer one goes on with zeros */
  bool has_same_size;        /* virtual size */
  uint64_t first_difference; /* guest offset in bytes, unless is_same */
};

/* Compares what the guests of A and B see.  Where neither holds data nothing
 * is read.  Reports progress of phase "compare".
 * Returns: 0 when both could be read, whatever the answer.
 * Errors:  those of reading; CANCELLED */
int vf_compare_images (struct vf_image *a, struct vf_image *b,
                       struct vf_job *job, struct vf_comparison *ret_result,
                       struct vf_error *err);

#endif
