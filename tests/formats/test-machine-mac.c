/* vmferry: tests of MAC addresses: their spellings, and what is none.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-mac.h"

#include "tests/unit.h"

START_TEST (spellings_are_one_address)
{
  static const char *const texts[]
      = { "00:50:56:ab:cd:0f", "00-50-56-AB-CD-0F", "005056ABCD0F" };
  char mac[VF_MAC_SIZE];
  size_t i;

  for (i = 0; i < sizeof texts / sizeof *texts; i++) {
    ck_assert (vf_mac_parse (texts[i], mac));
    ck_assert_str_eq (mac, "00:50:56:ab:cd:0f");
  }
}
END_TEST

START_TEST (what_is_no_cards_address_is_refused)
{
  static const char *const texts[] = {
    "",
    "default",
    "00:50:56",
    "00:50:56:ab:cd",
    "00:50:56:ab:cd:0",
    "00:50:56:ab:cd:0g",
    "00:50:56:ab:cd:0f:",
    "00:50:56:ab:cd:0f:01",
    "00::50:56:ab:cd:0f",
    "0050.56ab.cd0f",
    "00:00:00:00:00:00",
    "01:00:5e:00:00:01", /* of a group */
    "ff:ff:ff:ff:ff:ff",
  };
  char mac[VF_MAC_SIZE] = "as it was";
  size_t i;

  for (i = 0; i < sizeof texts / sizeof *texts; i++) {
    ck_assert_msg (!vf_mac_parse (texts[i], mac), "%s", texts[i]);
    ck_assert_str_eq (mac, "as it was");
  }
}
END_TEST

UNIT_MAIN ("formats/machine-mac", spellings_are_one_address,
           what_is_no_cards_address_is_refused)
