/* vmferry: tests of on-disk integers: the order of their bytes, there and
 * back, at any alignment.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/endian.h"

#include <string.h>

#include "tests/unit.h"

static const unsigned char bytes[] = { 0x81, 0x02, 0x83, 0x04,
                                       0x85, 0x06, 0x87, 0x88 };

/* One odd byte first, so that nothing after it is aligned. */
struct packed {
  uint8_t odd;
  struct vf_le16 le16;
  struct vf_le32 le32;
  struct vf_le64 le64;
  struct vf_be16 be16;
  struct vf_be32 be32;
  struct vf_be64 be64;
};
VF_ASSERT_OFFSET (struct packed, le16, 1);
VF_ASSERT_OFFSET (struct packed, le64, 7);
VF_ASSERT_OFFSET (struct packed, be64, 21);
VF_ASSERT_SIZE (struct packed, 29);

START_TEST (little_comes_first)
{
  struct packed x;

  memcpy (&x.le16, bytes, sizeof x.le16);
  memcpy (&x.le32, bytes, sizeof x.le32);
  memcpy (&x.le64, bytes, sizeof x.le64);
  ck_assert_uint_eq (vf_le16_get (x.le16), 0x0281);
  ck_assert_uint_eq (vf_le32_get (x.le32), 0x04830281);
  ck_assert_uint_eq (vf_le64_get (x.le64), 0x8887068504830281);
}
END_TEST

START_TEST (big_comes_first)
{
  struct packed x;

  memcpy (&x.be16, bytes, sizeof x.be16);
  memcpy (&x.be32, bytes, sizeof x.be32);
  memcpy (&x.be64, bytes, sizeof x.be64);
  ck_assert_uint_eq (vf_be16_get (x.be16), 0x8102);
  ck_assert_uint_eq (vf_be32_get (x.be32), 0x81028304);
  ck_assert_uint_eq (vf_be64_get (x.be64), 0x8102830485068788);
}
END_TEST

START_TEST (there_and_back)
{
  static const uint64_t values[]
      = { 0, 1, 0x80, 0xff, 0x8000, 0xffff, 0x80000000, 0xffffffff,
          0x8000000000000000, 0x0123456789abcdef, UINT64_MAX };
  size_t i;

  for (i = 0; i < sizeof values / sizeof values[0]; i++) {
    uint64_t v = values[i];

    ck_assert_uint_eq (vf_le16_get (vf_le16_make (v)), (uint16_t)v);
    ck_assert_uint_eq (vf_le32_get (vf_le32_make (v)), (uint32_t)v);
    ck_assert_uint_eq (vf_le64_get (vf_le64_make (v)), v);
    ck_assert_uint_eq (vf_be16_get (vf_be16_make (v)), (uint16_t)v);
    ck_assert_uint_eq (vf_be32_get (vf_be32_make (v)), (uint32_t)v);
    ck_assert_uint_eq (vf_be64_get (vf_be64_make (v)), v);
  }
}
END_TEST

UNIT_MAIN ("common/endian", little_comes_first, big_comes_first,
           there_and_back)
