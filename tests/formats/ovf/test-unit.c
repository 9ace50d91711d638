/* vmferry: tests of the units of amounts in an OVF.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/unit.h"

#include "tests/unit.h"

START_TEST (spellings)
{
  static const struct {
    const char *text;
    enum vf_ovf_base base;
    uint64_t factor;
  } rows[] = {
    { "byte", VF_OVF_BASE_BYTE, 1 },
    { "byte * 2^20", VF_OVF_BASE_BYTE, 1 << 20 },
    { "byte * 2 ^ 30", VF_OVF_BASE_BYTE, 1 << 30 },
    { "byte*2^10", VF_OVF_BASE_BYTE, 1 << 10 },
    { "byte * 1024 * 1024", VF_OVF_BASE_BYTE, 1 << 20 },
    { "2^10 * byte", VF_OVF_BASE_BYTE, 1 << 10 },
    { "byte * 10^9", VF_OVF_BASE_BYTE, 1000000000 },
    { "byte * 2^40", VF_OVF_BASE_BYTE, UINT64_C (1) << 40 },
    { "BYTE * 2^63", VF_OVF_BASE_BYTE, UINT64_C (1) << 63 },
    { " MegaBytes\n", VF_OVF_BASE_BYTE, 1 << 20 },
    { "GB", VF_OVF_BASE_BYTE, 1 << 30 },
    { "KiloBytes", VF_OVF_BASE_BYTE, 1 << 10 },
    { "hertz * 10^6", VF_OVF_BASE_HERTZ, 1000000 },
    { "MHz", VF_OVF_BASE_HERTZ, 1000000 },
    { "count", VF_OVF_BASE_COUNT, 1 },
  };
  struct vf_ovf_unit unit;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    ck_assert_msg (vf_ovf_unit_parse (rows[i].text, &unit), "%s",
                   rows[i].text);
    ck_assert_int_eq (unit.base, rows[i].base);
    ck_assert_uint_eq (unit.factor, rows[i].factor);
  }
}
END_TEST

START_TEST (what_is_no_unit)
{
  static const char *const texts[] = { "",
                                       "*",
                                       "2^20",
                                       "byte *",
                                       "byte * x",
                                       "byte ^ 2",
                                       "byte * 2^64",
                                       "byte * 0",
                                       "byte byte",
                                       "bytes*byte",
                                       "Disk",
                                       "byte * 2^-3",
                                       "byte / 2",
                                       "byte * 2^",
                                       "byte * 2^20x",
                                       "TB * 2^30",
                                       "byte * 99999999999999999999" };
  struct vf_ovf_unit unit;
  size_t i;

  for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
    ck_assert_msg (!vf_ovf_unit_parse (texts[i], &unit), "\"%s\"", texts[i]);
}
END_TEST

UNIT_MAIN ("formats/ovf/unit", spellings, what_is_no_unit)
