/* vmferry: tests of the values of a .vmx: each kind's unit, what is a value of
 * it and what is not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-value.h"

#include "common/error.h"
#include "formats/machine-cpu.h"
#include "tests/unit.h"

/* Enough for a number of any kind; its bytes read by the kind's size. */
static int
read_number (enum vf_vmx_kind kind, const char *text, int64_t *ret_number)
{
  struct vf_error err;
  int64_t wide = 77;
  unsigned narrow = 77;
  bool is_narrow = kind == VF_VMX_COUNT || kind == VF_VMX_MILLISECONDS
                   || kind == VF_VMX_SECONDS || kind == VF_VMX_SLOT
                   || kind == VF_VMX_TRISTATE || kind == VF_VMX_NEGATED;
  int result = vf_vmx_read_value (
      kind, text, is_narrow ? (void *)&narrow : (void *)&wide, &err);

  *ret_number = is_narrow ? (int64_t)(int)narrow : wide;
  return result;
}

START_TEST (numbers_have_their_units)
{
  static const struct {
    enum vf_vmx_kind kind;
    const char *text;
    int result;
    int64_t number; /* 77: untouched */
  } rows[] = {
    { VF_VMX_COUNT, "12", 1, 12 },
    { VF_VMX_COUNT, "-1", 0, 77 },
    { VF_VMX_COUNT, "1073741824", 0, 77 },
    { VF_VMX_COUNT, "1x", 0, 77 },
    { VF_VMX_COUNT, "", 0, 77 },
    { VF_VMX_MILLISECONDS, "5000", 1, 5000 },
    { VF_VMX_SECONDS, "10", 1, 10000 },
    { VF_VMX_SECONDS, "1073742", 0, 77 },
    { VF_VMX_SLOT, "160", 1, 160 },
    { VF_VMX_SLOT, "-1", 1, -1 },
    { VF_VMX_SLOT, "65535", 1, 65535 },
    { VF_VMX_SLOT, "65536", 0, 77 },
    { VF_VMX_SLOT, "-2", 0, 77 },
    { VF_VMX_BYTES, "8388608", 1, 8388608 },
    { VF_VMX_KIB, "4", 1, 4096 },
    { VF_VMX_MIB, "4", 1, 4194304 },
    { VF_VMX_MIB, "9223372036854775807", 0, 77 },
    { VF_VMX_LIMIT_MHZ, "2000", 1, 2000 },
    { VF_VMX_LIMIT_MHZ, "0", 1, -1 },
    { VF_VMX_LIMIT_MHZ, "-1", 1, -1 },
    { VF_VMX_LIMIT_MHZ, "Unlimited", 1, -1 },
    { VF_VMX_LIMIT_MHZ, "max", 1, -1 },
    { VF_VMX_LIMIT_MHZ, "fast", 0, 77 },
    { VF_VMX_LIMIT_MHZ, "-5", 0, 77 },
    { VF_VMX_LIMIT_MIB, "1024", 1, INT64_C (1) << 30 },
    { VF_VMX_LIMIT_MIB, "8796093022208", 0, 77 },
    { VF_VMX_LIMIT_MBIT, "100", 1, 100000000 },
    { VF_VMX_LIMIT_IOPS, "off", 1, -1 },
    { VF_VMX_LIMIT_IOPS, "300", 1, 300 },
    { VF_VMX_SHARES, "normal", 1, -1 },
    { VF_VMX_SHARES, "4223", 1, 4223 },
    { VF_VMX_SHARES, "some", 0, 77 },
    { VF_VMX_TRISTATE, "TRUE", 1, VF_YES },
    { VF_VMX_TRISTATE, "0", 1, VF_NO },
    { VF_VMX_TRISTATE, "", 1, 77 },
    { VF_VMX_TRISTATE, "maybe", 0, 77 },
    { VF_VMX_NEGATED, "false", 1, VF_YES },
    { VF_VMX_NEGATED, "On", 1, VF_NO },
  };
  int64_t number;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    ck_assert_msg (read_number (rows[i].kind, rows[i].text, &number)
                           == rows[i].result
                       && number == rows[i].number,
                   "%s \"%s\": %lld", vf_vmx_kind_name (rows[i].kind),
                   rows[i].text, (long long)number);
  }
}
END_TEST

START_TEST (levels_are_half_and_twice)
{
  static const struct {
    const char *text;
    int64_t shares;
  } rows[] = {
    { "low", 500 }, { "HIGH", 2000 }, { "normal", -1 }, { "", -1 }, { "7", 7 },
  };
  int64_t shares;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    ck_assert_int_eq (read_number (VF_VMX_SHARES, rows[i].text, &shares), 1);
    vf_vmx_settle_shares (&shares, 1000);
    ck_assert_int_eq (shares, rows[i].shares);
  }
}
END_TEST

START_TEST (kinds_have_names)
{
  int kind;

  for (kind = 0; kind < VF_VMX_N_KINDS; kind++)
    ck_assert_ptr_nonnull (vf_vmx_kind_name ((enum vf_vmx_kind)kind));
}
END_TEST

UNIT_MAIN ("formats/vmx/vmx-value", numbers_have_their_units,
           levels_are_half_and_twice, kinds_have_names)
