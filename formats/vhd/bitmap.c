/* vmferry: runs of bits in the bitmap of a VHD's block.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhd/bitmap.h"

bool
vf_vhd_bitmap_get (const uint8_t *bits, size_t number,
                   enum vf_vhd_bit_order order)
{
  unsigned shift
      = order == VF_VHD_HIGH_BIT_FIRST ? 7 - number % 8 : number % 8;

  return bits[number / 8] >> shift & 1;
}

size_t
vf_vhd_bitmap_run (const uint8_t *bits, size_t from, size_t end, bool is_set,
                   enum vf_vhd_bit_order order)
{
  uint8_t same = is_set ? 0xff : 0;
  size_t at = from;

  while (at < end) {
    if (at % 8 == 0 && end - at >= 8 && bits[at / 8] == same)
      at += 8;
    else if (vf_vhd_bitmap_get (bits, at, order) == is_set)
      at++;
    else
      break;
  }
  return at - from;
}
