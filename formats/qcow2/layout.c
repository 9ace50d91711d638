/* vmferry: laying a qcow2 file out.  Pure: no io is touched.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/layout.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/vector.h"
#include "formats/range-list.h"

/* QEMU opens no image with larger tables. */
enum {
  MAX_L1_ENTRIES = 32 * 1024 * 1024 / 8,
  MAX_REFCOUNT_TABLE_BYTES = 8 * 1024 * 1024,
};

/* Collects ranges of L2 tables and counts clusters. */
struct plan {
  VF_VECTOR (struct vf_qcow2_l2_range) l2;
  uint64_t n_l2;
  uint64_t n_clusters;   /* of data, at most */
  uint64_t next_cluster; /* the first guest cluster not counted yet */
};

static int
add_l2 (struct plan *plan, uint64_t first, uint64_t last)
{
  struct vf_qcow2_l2_range *tail
      = plan->l2.count ? &plan->l2.items[plan->l2.count - 1] : NULL;
  uint64_t end = tail ? tail->first + tail->count : 0;

  if (tail)
    first = vf_max_u64 (first, end);
  if (first > last)
    return 0;
  plan->n_l2 += last - first + 1;
  if (tail && first == end) {
    tail->count += last - first + 1;
    return 0;
  }
  return vf_vector_push (&plan->l2, (struct vf_qcow2_l2_range){
                                      .first = first,
                                      .count = last - first + 1,
                                      .rank = plan->n_l2 - (last - first + 1),
                                    });
}

/* Counts the clusters that LENGTH bytes at START touch. */
static int
add_data (struct plan *plan, const struct vf_qcow2_layout *layout,
          uint64_t start, uint64_t length)
{
  unsigned l2_bits = layout->cluster_bits - 3;
  uint64_t first, last;

  if (!length)
    return 0;
  first = vf_max_u64 (start >> layout->cluster_bits, plan->next_cluster);
  last = (start + length - 1) >> layout->cluster_bits;
  if (first > last)
    return 0;
  plan->n_clusters += last - first + 1;
  plan->next_cluster = last + 1;
  return add_l2 (plan, first >> l2_bits, last >> l2_bits);
}

static int
make_plan (struct plan *plan, const struct vf_qcow2_layout *layout,
           uint64_t size, const struct vf_range_list *data)
{
  size_t i;

  if (!data)
    return add_data (plan, layout, 0, size);
  for (i = 0; i < data->count; i++)
    if (add_data (plan, layout, data->items[i].start, data->items[i].length))
      return -1;
  return 0;
}

/* Refcount blocks count themselves, and the table that lists them: grows both
 * until they hold.  Returns: clusters of the largest possible file. */
static uint64_t
place_refcounts (struct vf_qcow2_layout *layout, uint64_t other_clusters)
{
  uint64_t per_block = layout->cluster_size / 2; /* 16 bits each */
  uint64_t total, blocks = 0, table = 1;

  for (;;) {
    total = 1 + table + blocks + other_clusters;
    if (blocks * per_block >= total
        && table * layout->cluster_size >= blocks * 8)
      break;
    blocks = vf_div_up (total, per_block);
    table = vf_div_up (blocks * 8, layout->cluster_size);
  }
  layout->n_refcount_blocks = blocks;
  layout->refcount_table_clusters = table;
  return total;
}

static void
place (struct vf_qcow2_layout *layout, uint64_t n_data_clusters)
{
  uint64_t size = layout->cluster_size;
  uint64_t l1_clusters = vf_div_up (layout->l1_entries * 8, size);

  place_refcounts (layout, l1_clusters + layout->n_l2 + n_data_clusters);
  layout->refcount_table_offset = size;
  layout->refcount_blocks_offset
      = layout->refcount_table_offset + layout->refcount_table_clusters * size;
  layout->l1_offset
      = layout->refcount_blocks_offset + layout->n_refcount_blocks * size;
  layout->l2_offset = layout->l1_offset + l1_clusters * size;
  layout->data_offset = layout->l2_offset + layout->n_l2 * size;
}

static int
too_small (const struct vf_qcow2_layout *layout, uint64_t size,
           struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_USAGE,
                       "clusters of %" PRIu64
                       " bytes are too small for a disk of %" PRIu64 " bytes",
                       layout->cluster_size, size);
}

int
vf_qcow2_layout_init (struct vf_qcow2_layout *layout, uint64_t size,
                      unsigned cluster_bits, const struct vf_range_list *data,
                      struct vf_error *err)
{
  unsigned table_bits = 2 * cluster_bits - 3; /* guest bytes of an L2 table */
  struct plan plan = { .n_l2 = 0 };

  *layout = (struct vf_qcow2_layout){
    .cluster_bits = cluster_bits,
    .cluster_size = UINT64_C (1) << cluster_bits,
    .l1_entries
    = vf_max_u64 (vf_div_up (size, UINT64_C (1) << table_bits), 1),
  };
  if (layout->l1_entries > MAX_L1_ENTRIES)
    return too_small (layout, size, err);
  if (make_plan (&plan, layout, size, data)) {
    free (plan.l2.items);
    return vf_error_nomem (err, "the layout of a qcow2 file");
  }
  layout->n_l2 = plan.n_l2;
  layout->l2_ranges = plan.l2.items;
  layout->n_l2_ranges = plan.l2.count;
  place (layout, plan.n_clusters);
  if (layout->refcount_table_clusters * layout->cluster_size
      > MAX_REFCOUNT_TABLE_BYTES) {
    vf_qcow2_layout_clear (layout);
    return too_small (layout, size, err);
  }
  return 0;
}

uint64_t
vf_qcow2_layout_l2_offset (const struct vf_qcow2_layout *layout,
                           uint64_t index)
{
  const struct vf_qcow2_l2_range *range = NULL;
  size_t low = 0, high = layout->n_l2_ranges, middle;

  while (low < high) { /* the last range that starts at or before INDEX */
    middle = low + (high - low) / 2;
    if (layout->l2_ranges[middle].first <= index) {
      range = &layout->l2_ranges[middle];
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (!range || index - range->first >= range->count)
    return 0;
  return layout->l2_offset
         + (range->rank + (index - range->first)) * layout->cluster_size;
}

void
vf_qcow2_layout_clear (struct vf_qcow2_layout *layout)
{
  free (layout->l2_ranges);
  *layout = (struct vf_qcow2_layout){ 0 };
}
