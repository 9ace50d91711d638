/* vmferry: the MAC address of a NIC, as definitions spell it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-mac.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/text.h"

enum { MAC_BYTES = 6 };

bool
vf_mac_parse (const char *text, char ret_mac[VF_MAC_SIZE])
{
  uint8_t bytes[MAC_BYTES], any = 0;
  size_t i;

  for (i = 0; i < MAC_BYTES; i++) {
    int high, low;

    if (i && (*text == ':' || *text == '-'))
      text++;
    high = vf_text_hex_value (text[0]);
    low = high < 0 ? -1 : vf_text_hex_value (text[1]);
    if (low < 0)
      return false;
    bytes[i] = (uint8_t)(high << 4 | low);
    any |= bytes[i];
    text += 2;
  }
  if (*text || !any || (bytes[0] & 1))
    return false;
  snprintf (ret_mac, VF_MAC_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", bytes[0],
            bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]);
  return true;
}
