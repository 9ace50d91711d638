/* vmferry: tests of CRC-32C: published vectors, and both ways to compute it
 * against each other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/crc32c.h"

#include <string.h>

#include "common/crc32c-priv.h"
#include "tests/unit.h"

/* Source: RFC 3720, appendix B.4; the SCSI read command is its last. */
START_TEST (published_vectors)
{
  static const unsigned char command[48] = {
    0x01, 0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00,
    0x00, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x18, 0x28, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  };
  unsigned char bytes[32];
  int i;

  memset (bytes, 0, 32);
  ck_assert_uint_eq (vf_crc32c (0, bytes, 32), 0x8a9136aa);
  memset (bytes, 0xff, 32);
  ck_assert_uint_eq (vf_crc32c (0, bytes, 32), 0x62a8ab43);
  for (i = 0; i < 32; i++)
    bytes[i] = (unsigned char)i;
  ck_assert_uint_eq (vf_crc32c (0, bytes, 32), 0x46dd794e);
  for (i = 0; i < 32; i++)
    bytes[i] = (unsigned char)(31 - i);
  ck_assert_uint_eq (vf_crc32c (0, bytes, 32), 0x113fdb5c);
  ck_assert_uint_eq (vf_crc32c (0, command, 48), 0xd9963a56);
  ck_assert_uint_eq (vf_crc32c (0, "123456789", 9), 0xe3069283);
  ck_assert_uint_eq (vf_crc32c (0, "", 0), 0);
}
END_TEST

START_TEST (both_ways_agree_in_any_pieces)
{
  unsigned char bytes[300];
  unsigned seed = 1, i;
  size_t start, n, half;

  for (i = 0; i < sizeof bytes; i++)
    bytes[i] = (unsigned char)rand_r (&seed);
  for (i = 0; i < 2000; i++) {
    start = rand_r (&seed) % 100;
    n = rand_r (&seed) % 200;
    half = n ? rand_r (&seed) % n : 0;
    ck_assert_uint_eq (vf_crc32c (i, bytes + start, n),
                       vf_crc32c_by_table (i, bytes + start, n));
    ck_assert_uint_eq (
        vf_crc32c (vf_crc32c (i, bytes + start, half), bytes + start + half,
                   n - half),
        vf_crc32c (i, bytes + start, n));
  }
}
END_TEST

UNIT_MAIN ("common/crc32c", published_vectors, both_ways_agree_in_any_pieces)
