/* vmferry: tests of where a new qcow2 file has what.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/layout.h"

#include "common/error.h"
#include "formats/range-list.h"
#include "tests/unit.h"

#define GIB (UINT64_C (1) << 30)
#define TIB (UINT64_C (1) << 40)

/* Nothing overlaps, and the refcounts reach the end of the largest file. */
static void
assert_sound (const struct vf_qcow2_layout *l, uint64_t n_data)
{
  uint64_t cs = l->cluster_size;
  uint64_t end = l->data_offset / cs + n_data;

  ck_assert_uint_eq (l->refcount_table_offset, cs);
  ck_assert_uint_ge (l->refcount_table_clusters * cs,
                     l->n_refcount_blocks * 8);
  ck_assert_uint_eq (l->refcount_blocks_offset,
                     cs + l->refcount_table_clusters * cs);
  ck_assert_uint_eq (l->l1_offset,
                     l->refcount_blocks_offset + l->n_refcount_blocks * cs);
  ck_assert_uint_ge (l->l2_offset, l->l1_offset + l->l1_entries * 8);
  ck_assert_uint_eq (l->l2_offset % cs, 0);
  ck_assert_uint_eq (l->data_offset, l->l2_offset + l->n_l2 * cs);
  ck_assert_uint_ge (l->n_refcount_blocks * (cs / 2), end);
}

START_TEST (every_cluster_size_fits)
{
  struct vf_qcow2_layout layout;
  struct vf_error err;
  unsigned bits;

  for (bits = 9; bits <= 21; bits++) {
    ck_assert_int_eq (vf_qcow2_layout_init (&layout, GIB + 1, bits, NULL,
                                            &err),
                      0);
    assert_sound (&layout, (GIB >> bits) + 1);
    ck_assert_uint_eq (layout.n_l2, layout.l1_entries);
    vf_qcow2_layout_clear (&layout);
  }
}
END_TEST

START_TEST (empty_disk_has_no_l2)
{
  struct vf_range_list none = { 0 };
  struct vf_qcow2_layout layout;
  struct vf_error err;

  ck_assert_int_eq (vf_qcow2_layout_init (&layout, 0, 16, NULL, &err), 0);
  assert_sound (&layout, 0);
  ck_assert_uint_eq (layout.n_l2, 0);
  vf_qcow2_layout_clear (&layout);
  ck_assert_int_eq (vf_qcow2_layout_init (&layout, 62 * TIB, 16, &none, &err),
                    0);
  assert_sound (&layout, 0);
  ck_assert_uint_eq (layout.n_l2, 0);
  ck_assert_uint_eq (vf_qcow2_layout_l2_offset (&layout, 77), 0);
  vf_qcow2_layout_clear (&layout);
}
END_TEST

/* Ranges that share a cluster count it once; those in one L2 table share it. */
START_TEST (only_tables_with_data_are_there)
{
  struct vf_range_list data = { 0 };
  struct vf_qcow2_layout l;
  struct vf_error err;
  uint64_t l2_span = UINT64_C (512) << 20;

  ck_assert_int_eq (vf_range_list_add (&data, 100, 200, &err), 0);
  ck_assert_int_eq (vf_range_list_add (&data, 400, 200, &err), 0);
  ck_assert_int_eq (vf_range_list_add (&data, l2_span - 1, 2, &err), 0);
  ck_assert_int_eq (vf_range_list_add (&data, 7 * l2_span, 65537, &err), 0);
  ck_assert_int_eq (vf_range_list_add (&data, 9 * l2_span, 1, &err), 0);
  ck_assert_int_eq (vf_qcow2_layout_init (&l, 10 * l2_span, 16, &data, &err),
                    0);
  assert_sound (&l, 1 + 2 + 2 + 1);
  ck_assert_uint_eq (l.n_l2, 4);
  ck_assert_uint_eq (vf_qcow2_layout_l2_offset (&l, 0), l.l2_offset);
  ck_assert_uint_eq (vf_qcow2_layout_l2_offset (&l, 1), l.l2_offset + 65536);
  ck_assert_uint_eq (vf_qcow2_layout_l2_offset (&l, 2), 0);
  ck_assert_uint_eq (vf_qcow2_layout_l2_offset (&l, 6), 0);
  ck_assert_uint_eq (vf_qcow2_layout_l2_offset (&l, 7),
                     l.l2_offset + 2 * 65536);
  ck_assert_uint_eq (vf_qcow2_layout_l2_offset (&l, 8), 0);
  ck_assert_uint_eq (vf_qcow2_layout_l2_offset (&l, 9),
                     l.l2_offset + 3 * 65536);
  ck_assert_uint_eq (vf_qcow2_layout_l2_offset (&l, 10), 0);
  vf_qcow2_layout_clear (&l);
  vf_range_list_clear (&data);
}
END_TEST

START_TEST (clusters_too_small_for_the_disk_are_refused)
{
  struct vf_qcow2_layout layout;
  struct vf_error err;

  ck_assert_int_eq (vf_qcow2_layout_init (&layout, TIB, 9, NULL, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  ck_assert_str_eq (err.text, "clusters of 512 bytes are too small for a disk "
                              "of 1099511627776 bytes");
}
END_TEST

UNIT_MAIN ("formats/qcow2/layout", every_cluster_size_fits,
           empty_disk_has_no_l2, only_tables_with_data_are_there,
           clusters_too_small_for_the_disk_are_refused)
