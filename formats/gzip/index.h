/* vmferry: points of a gzip file from which it can be inflated, so that it can
 * be read anywhere.  One pass makes them, learns the size, and verifies all
 * checksums.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_GZIP_INDEX_H
#define VF_FORMATS_GZIP_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "formats/gzip/cursor.h"

struct vf_error;
struct vf_gzip_params;
struct vf_io;

/* With their windows, 8 MiB at most. */
enum { VF_GZIP_MAX_POINTS = 256 };

struct vf_gzip_index {
  struct vf_gzip_point points[VF_GZIP_MAX_POINTS]; /* by offset */
  size_t count;                                    /* the first is at 0 */
  uint64_t spacing; /* bytes of content between two, at least */
  uint64_t size;    /* of the content, as far as it can be inflated */
  uint64_t stated;  /* the same; what a damaged file says, or 0 */
  char *damage;     /* the error that ends it, in a salvage; NULL: none */
  uint64_t ignored; /* bytes of the file behind it */
};

/* Inflates all of BASE and fills INDEX, all zeros before.  However large the
 * content is, the points are as near to each other as their number allows.
 * In a salvage, damage ends the content.
 * Owner:   the caller clears INDEX, on failure too.
 * Errors:  CORRUPT, LIMIT for a larger content, IO, NOMEM, CANCELLED */
int vf_gzip_index_build (struct vf_gzip_index *index, struct vf_io *base,
                         const struct vf_gzip_params *params,
                         struct vf_error *err);

/* The last point that is not after OFFSET. */
const struct vf_gzip_point *
vf_gzip_index_find (const struct vf_gzip_index *index, uint64_t offset);

/* Frees what INDEX owns; it is empty after it. */
void vf_gzip_index_clear (struct vf_gzip_index *index);

#endif
