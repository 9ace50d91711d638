/* vmferry: the order in which a copy takes its pieces.  A disk whose file grew
 * as the guest wrote has its data in another order than the guest sees it;
 * where the target does not mind, it is read as it lies in the file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_COPY_ORDER_H
#define VF_CONVERT_DISK_COPY_ORDER_H

#include <stddef.h>
#include <stdint.h>

struct vf_copy;
struct vf_error;

/* Guest bytes that are read at once. */
struct vf_copy_piece {
  uint64_t offset;
  uint64_t length;
  uint64_t place; /* in the source's files; what is sorted by */
};

/* Start it as all zeros. */
struct vf_copy_order {
  struct vf_copy_piece *items;
  size_t count;
  size_t capacity;
};

/* The piece that starts at OFFSET in a range that ends at END: it ends on a
 * multiple of REQUEST, so that neighbours share no table entry, grain or
 * cluster.  Returns: its length. */
size_t vf_copy_piece_length (uint64_t offset, uint64_t end, size_t request);

/* The pieces of COPY's data in the order in which the source's files have
 * them.  None where guest order is as good, or where they are so many that
 * the list would break the bound on memory.
 * Owner:   the caller frees the items.
 * Errors:  NOMEM, those of the source */
int vf_copy_order_plan (const struct vf_copy *copy,
                        struct vf_copy_order *ret_order, struct vf_error *err);

#endif
