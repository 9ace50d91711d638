/* vmferry: tests of GUIDs, with those that VHDX defines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/guid.h"

#include <string.h>

#include "tests/unit.h"

/* The BAT region as it lies in a VHDX region table.
 * Source: MS-VHDX 2.2.3.2 */
static const struct vf_guid bat
    = { { 0x66, 0x77, 0xc2, 0x2d, 0x23, 0xf6, 0x00, 0x42, 0x9d, 0x64, 0x11,
          0x5e, 0x9b, 0xfd, 0x4a, 0x08 } };
static const char bat_text[] = "2dc27766-f623-4200-9d64-115e9bfd4a08";

START_TEST (text_of_bytes)
{
  char buf[37];

  ck_assert_ptr_eq (vf_guid_text (&bat, buf), buf);
  ck_assert_str_eq (buf, bat_text);
}
END_TEST

START_TEST (bytes_of_text)
{
  static const char *const texts[] = {
    bat_text,
    "2DC27766-F623-4200-9D64-115E9BFD4A08",
    "{2dc27766-f623-4200-9d64-115e9bfd4a08}",
  };
  struct vf_guid guid;
  size_t i;

  for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    memset (&guid, 0, sizeof guid);
    ck_assert (vf_guid_parse (texts[i], &guid));
    ck_assert (vf_guid_equal (&guid, &bat));
  }
}
END_TEST

START_TEST (what_is_no_guid)
{
  static const char *const texts[] = {
    "",
    "{}",
    "2dc27766-f623-4200-9d64-115e9bfd4a0",
    "2dc27766-f623-4200-9d64-115e9bfd4a080",
    "2dc27766-f623-4200-9d64-115e9bfd4a0g",
    "2dc27766-f623-4200-9d64-115e9bfd4a +",
    "2dc27766f-623-4200-9d64-115e9bfd4a08",
    "2dc27766-f623-4200-9d64+115e9bfd4a08",
    "{2dc27766-f623-4200-9d64-115e9bfd4a08",
    "2dc27766-f623-4200-9d64-115e9bfd4a08}",
    "0x2dc2776-f623-4200-9d64-115e9bfd4a8",
    " 2dc2776-f623-4200-9d64-115e9bfd4a08",
  };
  struct vf_guid guid = bat;
  size_t i;

  for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
    ck_assert_msg (!vf_guid_parse (texts[i], &guid), "%s", texts[i]);
  ck_assert (vf_guid_equal (&guid, &bat));
}
END_TEST

START_TEST (zero)
{
  struct vf_guid guid = { { 0 } };

  ck_assert (vf_guid_is_zero (&guid));
  guid.byte[15] = 1;
  ck_assert (!vf_guid_is_zero (&guid));
  ck_assert (!vf_guid_equal (&guid, &bat));
}
END_TEST

UNIT_MAIN ("common/guid", text_of_bytes, bytes_of_text, what_is_no_guid, zero)
