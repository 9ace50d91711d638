/* vmferry: tests of VHD's footer: its checksum, who shows which size, and the
 * bits of a block.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhd/footer.h"

#include <string.h>

#include "common/error.h"
#include "formats/vhd/bitmap.h"
#include "tests/unit.h"

enum { CHECKSUM_AT = 64, BITS = 64 };

static struct vf_error err;

static struct vf_vhd_disk_footer
sound_footer (const char *creator, uint64_t size)
{
  struct vf_vhd_disk_footer disk = {
    .cookie = "conectix",
    .version = vf_be32_make (0x10000),
    .data_offset = vf_be64_make (512),
    .current_size = vf_be64_make (size),
    .cylinders = vf_be16_make (10),
    .heads = 4,
    .sectors = 17,
    .type = vf_be32_make (VF_VHD_DYNAMIC),
  };

  memcpy (disk.creator, creator, sizeof disk.creator);
  disk.checksum
      = vf_be32_make (vf_vhd_checksum (&disk, sizeof disk, CHECKSUM_AT));
  return disk;
}

START_TEST (a_footer_is_decoded)
{
  struct vf_vhd_disk_footer disk = sound_footer ("win ", 1000448);
  struct vf_vhd_footer footer;

  ck_assert_int_eq (
      vf_vhd_footer_decode (&disk, 4096, VF_VHD_SEAL_NEEDED, &footer, &err),
      0);
  ck_assert_uint_eq (footer.offset, 4096);
  ck_assert_uint_eq (footer.data_end, 4096);
  ck_assert_uint_eq (footer.dynamic_offset, 512);
  ck_assert_str_eq (footer.creator, "win ");
  ck_assert_uint_eq (vf_vhd_geometry_size (&footer), 348160);
}
END_TEST

/* Any changed bit is found; Xen's byte may have been left out of the sum. */
START_TEST (a_checksum_is_held)
{
  struct vf_vhd_disk_footer disk = sound_footer ("tap ", 1000448);
  struct vf_vhd_footer footer;
  uint8_t *bytes = (uint8_t *)&disk;
  size_t i;

  for (i = 8; i < sizeof disk; i++) {
    bytes[i] ^= 1;
    ck_assert_msg (
        vf_vhd_footer_decode (&disk, 0, VF_VHD_SEAL_NEEDED, &footer, &err)
            == (i == 85 ? 0 : -1),
        "byte %zu", i);
    bytes[i] ^= 1;
  }
  disk.reserved[7] = 1;
  ck_assert_int_eq (
      vf_vhd_footer_decode (&disk, 0, VF_VHD_SEAL_IGNORED, &footer, &err), 0);
}
END_TEST

START_TEST (the_creator_decides_on_the_size)
{
  static const struct {
    const char *creator;
    uint64_t current, by_creator;
    uint32_t cylinders;
  } cases[] = {
    { "vpc ", 1000448, 348160, 10 },  { "qemu", 1000448, 348160, 10 },
    { "win ", 1000448, 1000448, 10 }, { "vs  ", 1000448, 1000448, 10 },
    { "vpc ", 1000448, 1000448, 0 },  { "vpc ", 348160, 348160, 10 },
    { "vpc ", 348159, 348159, 10 },
  };
  struct vf_vhd_footer footer = { .heads = 4, .sectors = 17 };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    memcpy (footer.creator, cases[i].creator, 5);
    footer.current_size = cases[i].current;
    footer.cylinders = cases[i].cylinders;
    ck_assert_uint_eq (vf_vhd_footer_size (&footer, VF_SIZE_BY_CREATOR),
                       cases[i].by_creator);
    ck_assert_uint_eq (vf_vhd_footer_size (&footer, VF_SIZE_CURRENT),
                       cases[i].current);
    ck_assert_uint_eq (vf_vhd_footer_size (&footer, VF_SIZE_GEOMETRY),
                       vf_vhd_geometry_size (&footer));
  }
}
END_TEST

START_TEST (a_full_geometry_says_nothing)
{
  struct vf_vhd_footer footer = {
    .creator = "vpc ",
    .current_size = UINT64_C (1) << 40,
    .cylinders = 65535,
    .heads = 16,
    .sectors = 255,
  };

  ck_assert_uint_eq (vf_vhd_footer_size (&footer, VF_SIZE_BY_CREATOR),
                     footer.current_size);
  footer.cylinders = 65534;
  ck_assert_uint_eq (vf_vhd_footer_size (&footer, VF_SIZE_BY_CREATOR),
                     vf_vhd_geometry_size (&footer));
}
END_TEST

/* Every run of every pair of borders, against one bit at a time. */
START_TEST (runs_of_bits)
{
  uint8_t bits[BITS / 8] = { 0 };
  size_t from, to, i;

  for (from = 0; from < BITS; from++)
    for (to = from + 1; to <= BITS; to++) {
      memset (bits, 0, sizeof bits);
      for (i = from; i < to; i++)
        bits[i / 8] |= 0x80 >> i % 8;
      ck_assert_uint_eq (
          vf_vhd_bitmap_run (bits, 0, BITS, false, VF_VHD_HIGH_BIT_FIRST),
          from);
      ck_assert_uint_eq (
          vf_vhd_bitmap_run (bits, from, BITS, true, VF_VHD_HIGH_BIT_FIRST),
          to - from);
      ck_assert_uint_eq (
          vf_vhd_bitmap_run (bits, from, to - 1, true, VF_VHD_HIGH_BIT_FIRST),
          to - 1 - from);
    }
}
END_TEST

START_TEST (bits_of_both_orders)
{
  static const uint8_t bits[] = { 0x01, 0x80 };

  ck_assert (vf_vhd_bitmap_get (bits, 7, VF_VHD_HIGH_BIT_FIRST));
  ck_assert (vf_vhd_bitmap_get (bits, 8, VF_VHD_HIGH_BIT_FIRST));
  ck_assert (vf_vhd_bitmap_get (bits, 0, VF_VHD_LOW_BIT_FIRST));
  ck_assert (vf_vhd_bitmap_get (bits, 15, VF_VHD_LOW_BIT_FIRST));
  ck_assert_uint_eq (
      vf_vhd_bitmap_run (bits, 1, 16, false, VF_VHD_LOW_BIT_FIRST), 14);
}
END_TEST

UNIT_MAIN ("formats/vhd/structures", a_footer_is_decoded, a_checksum_is_held,
           the_creator_decides_on_the_size, a_full_geometry_says_nothing,
           runs_of_bits, bits_of_both_orders)
