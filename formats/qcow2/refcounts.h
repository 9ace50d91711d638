/* vmferry: the refcounts of a new qcow2 file, which is written from front to
 * back: a cluster that was passed is never counted again, so that only a page
 * of counts has to be in memory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_REFCOUNTS_H
#define VF_FORMATS_QCOW2_REFCOUNTS_H

#include <stdint.h>

#include "common/endian.h"

struct vf_error;
struct vf_io;

enum { VF_QCOW2_REFCOUNTS_PER_PAGE = 16 * 1024 };

struct vf_qcow2_refcounts {
  struct vf_io *io;
  uint64_t blocks_offset; /* of all refcount blocks, which lie in a row */
  uint64_t first;         /* cluster that counts[0] stands for */
  struct vf_be16 counts[VF_QCOW2_REFCOUNTS_PER_PAGE];
};

/* Counts one reference to each of the clusters FIRST to LAST.  FIRST is not
 * below what LAST was in any call before.
 * Errors:  IO */
int vf_qcow2_refcounts_add (struct vf_qcow2_refcounts *refcounts,
                            uint64_t first, uint64_t last,
                            struct vf_error *err);

/* Writes a count of 1 for each of the clusters 0 to N - 1, instead of counting
 * them.
 * Errors:  IO */
int vf_qcow2_refcounts_fill (struct vf_qcow2_refcounts *refcounts, uint64_t n,
                             struct vf_error *err);

/* Writes what is in memory still.
 * Errors:  IO */
int vf_qcow2_refcounts_flush (struct vf_qcow2_refcounts *refcounts,
                              struct vf_error *err);

#endif
