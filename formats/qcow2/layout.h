/* vmferry: where everything in a new qcow2 file goes.  All metadata has its
 * place before the first data byte:
 *
 *   header | refcount table | refcount blocks | L1 | L2 tables | data
 *
 * The place of an L2 table is a function of where data may come, and data is
 * appended; so nothing about the disk has to be held in memory while it is
 * written, whatever its size.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_LAYOUT_H
#define VF_FORMATS_QCOW2_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_range_list;

/* L2 tables FIRST and COUNT - 1 more; RANK tables come before them. */
struct vf_qcow2_l2_range {
  uint64_t first;
  uint64_t count;
  uint64_t rank;
};

/* Offsets in bytes. */
struct vf_qcow2_layout {
  unsigned cluster_bits;
  uint64_t cluster_size;
  uint64_t l1_entries;
  uint64_t refcount_table_offset;
  uint64_t refcount_table_clusters;
  uint64_t refcount_blocks_offset;
  uint64_t n_refcount_blocks;
  uint64_t l1_offset;
  uint64_t l2_offset;
  uint64_t n_l2;
  uint64_t data_offset;
  struct vf_qcow2_l2_range *l2_ranges; /* sorted; those that data may need */
  size_t n_l2_ranges;
};

/* Lays a file out for a disk of SIZE bytes.
 * Params:  data - where data may come; NULL: anywhere
 * Errors:  USAGE when the cluster size is too small for the disk, NOMEM */
int vf_qcow2_layout_init (struct vf_qcow2_layout *layout, uint64_t size,
                          unsigned cluster_bits,
                          const struct vf_range_list *data,
                          struct vf_error *err);

/* File offset of L2 table INDEX; 0 when it has none. */
uint64_t vf_qcow2_layout_l2_offset (const struct vf_qcow2_layout *layout,
                                    uint64_t index);

/* Frees what LAYOUT owns. */
void vf_qcow2_layout_clear (struct vf_qcow2_layout *layout);

#endif
