/* vmferry: GUIDs to text and back.  The order of their bytes on disk is known
 * here and nowhere else.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/guid.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_LENGTH = 36 };

/* Which byte on disk each pair of hexadecimal digits stands for.
 * Source: RFC 4122 text of a structure with three little-endian fields. */
static const unsigned char order[16] = { 3, 2, 1, 0, 5,  4,  7,  6,
                                         8, 9, 10, 11, 12, 13, 14, 15 };

/* Whether a dash stands before the pair. */
static bool
is_after_dash (int pair)
{
  return pair == 4 || pair == 6 || pair == 8 || pair == 10;
}

bool
vf_guid_is_zero (const struct vf_guid *guid)
{
  static const struct vf_guid zero;

  return vf_guid_equal (guid, &zero);
}

bool
vf_guid_equal (const struct vf_guid *a, const struct vf_guid *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

const char *
vf_guid_text (const struct vf_guid *guid, char buf[37])
{
  char *to = buf;
  int pair;

  for (pair = 0; pair < 16; pair++) {
    if (is_after_dash (pair))
      *to++ = '-';
    to += sprintf (to, "%02x", guid->byte[order[pair]]);
  }
  return buf;
}

/* The value of two hexadecimal digits, -1 when they are not. */
static int
parse_pair (const char *digits)
{
  unsigned value;

  if (!isxdigit ((unsigned char)digits[0])
      || !isxdigit ((unsigned char)digits[1]))
    return -1;
  sscanf (digits, "%2x", &value);
  return (int)value;
}

bool
vf_guid_parse (const char *text, struct vf_guid *ret_guid)
{
  struct vf_guid guid;
  size_t length = strlen (text);
  int pair, value;

  if (length == TEXT_LENGTH + 2 && text[0] == '{' && text[length - 1] == '}')
    text++;
  else if (length != TEXT_LENGTH)
    return false;
  for (pair = 0; pair < 16; pair++, text += 2) {
    if (is_after_dash (pair) && *text++ != '-')
      return false;
    value = parse_pair (text);
    if (value < 0)
      return false;
    guid.byte[order[pair]] = (uint8_t)value;
  }
  *ret_guid = guid;
  return true;
}
