/* vmferry: VHD: runs of bits in the bitmap of a block, one per sector.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHD_BITMAP_H
#define VF_FORMATS_VHD_BITMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vf_vhd_bit_order {
  VF_VHD_HIGH_BIT_FIRST,
  VF_VHD_LOW_BIT_FIRST, /* Xen's tapdisk 0.1 */
};

/* The bit of sector NUMBER. */
bool vf_vhd_bitmap_get (const uint8_t *bits, size_t number,
                        enum vf_vhd_bit_order order);

/* How many bits from FROM on, up to END, are as IS_SET says. */
size_t vf_vhd_bitmap_run (const uint8_t *bits, size_t from, size_t end,
                          bool is_set, enum vf_vhd_bit_order order);

#endif
