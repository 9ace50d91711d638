/* vmferry: a range of a disk, and what lies there.  The one word that all
 * floors above share when they speak of where data is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_SPAN_H
#define VF_COMMON_SPAN_H

#include <stdbool.h>
#include <stdint.h>

enum vf_span_kind {
  VF_SPAN_HOLE, /* not present here: ask the parent, or zero without one */
  VF_SPAN_ZERO, /* reads as zeros, whatever a parent holds */
  VF_SPAN_DATA,
};

/* All in bytes.  `offset` is where the data lies in its file, and is set only
 * for plain data (not compressed, not computed). */
struct vf_span {
  uint64_t start;
  uint64_t length;
  enum vf_span_kind kind;
  bool has_offset;
  bool is_compressed;
  unsigned depth; /* 0: this image, 1: its parent, ... */
  unsigned file;  /* which of that image's files, where it has several */
  uint64_t offset;
};

/* Cuts SPAN, which covers OFFSET, to what of it lies from OFFSET to END. */
static inline void
vf_span_cut (struct vf_span *span, uint64_t offset, uint64_t end)
{
  uint64_t skipped = offset - span->start;
  uint64_t left = span->length - skipped;

  span->start = offset;
  span->length = left < end - offset ? left : end - offset;
  if (span->has_offset)
    span->offset += skipped;
}

#endif
