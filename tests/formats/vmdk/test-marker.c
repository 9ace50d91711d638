/* vmferry: tests of the markers of a stream.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/marker.h"

#include "common/error.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/vmdk-disk.h"
#include "tests/unit.h"

/* 70 grains of 64 KiB, the last of them short: one table. */
static const struct vf_vmdk_header header = {
  .capacity = 128 * 69 + 5,
  .grain = 128,
  .entries_per_table = 512,
  .overhead = 128,
};

static const struct {
  uint64_t value;
  uint32_t size, type;
  int kind; /* -1: refused */
  uint64_t n, length;
} cases[] = {
  { 128 * 3, 600, 0, VF_VMDK_ITEM_GRAIN, 600, 1024 },
  { 128 * 3, 500, 0, VF_VMDK_ITEM_GRAIN, 500, 512 },
  { 128 * 69, 1, 0, VF_VMDK_ITEM_GRAIN, 1, 512 },
  { 128 * 3, 131572, 0, VF_VMDK_ITEM_GRAIN, 131572, 131584 },
  { 128 * 3, 131573, 0, -1, 0, 0 },
  { 128 * 70, 600, 0, -1, 0, 0 }, /* beyond the capacity */
  { 130, 600, 0, -1, 0, 0 },      /* inside a grain */
  { 0, 0, 0, VF_VMDK_ITEM_END, 0, 512 },
  { 1, 0, 0, -1, 0, 0 },
  { 4, 0, 1, VF_VMDK_ITEM_TABLE, 2048, 2560 },
  { 5, 0, 1, -1, 0, 0 },
  { 1, 0, 2, VF_VMDK_ITEM_DIRECTORY, 512, 1024 },
  { 2, 0, 2, -1, 0, 0 },
  { 1, 0, 3, VF_VMDK_ITEM_FOOTER, 512, 1024 },
  { UINT64_MAX, 0, 3, -1, 0, 0 },
  { 77, 0, 4, VF_VMDK_ITEM_OTHER, 0, 512 },
};

START_TEST (decodes_what_may_be)
{
  struct vf_vmdk_disk_marker disk;
  struct vf_vmdk_item item;
  struct vf_error err;
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    disk.value = vf_le64_make (cases[i].value);
    disk.size = vf_le32_make (cases[i].size);
    disk.type = vf_le32_make (cases[i].type);
    if (vf_vmdk_marker_decode (&header, &disk, 4096, &item, &err)) {
      ck_assert_int_eq (cases[i].kind, -1);
      ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
      continue;
    }
    ck_assert_int_eq (item.kind, cases[i].kind);
    ck_assert_uint_eq (item.offset, 4096);
    ck_assert_uint_eq (item.n, cases[i].n);
    ck_assert_uint_eq (item.length, cases[i].length);
  }
}
END_TEST

START_TEST (finds_the_first_marker)
{
  struct vf_vmdk_header without = header;
  struct vf_error err;
  uint64_t offset;

  ck_assert_int_eq (vf_vmdk_first_marker (&header, &offset, &err), 0);
  ck_assert_uint_eq (offset, 65536);
  without.overhead = 0;
  without.descriptor_offset = 1;
  without.descriptor_size = 20;
  ck_assert_int_eq (vf_vmdk_first_marker (&without, &offset, &err), 0);
  ck_assert_uint_eq (offset, 21 * 512);
  without.overhead = UINT64_MAX;
  ck_assert_int_eq (vf_vmdk_first_marker (&without, &offset, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
}
END_TEST

UNIT_MAIN ("formats/vmdk/marker", decodes_what_may_be, finds_the_first_marker)
