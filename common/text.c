/* vmferry: small things done to strings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

char *
vf_text_vprintf (const char *fmt, va_list args)
{
  char *text;

  return vasprintf (&text, fmt, args) < 0 ? NULL : text;
}

char *
vf_text_printf (const char *fmt, ...)
{
  va_list args;
  char *text;

  va_start (args, fmt);
  text = vf_text_vprintf (fmt, args);
  va_end (args);
  return text;
}

/* The length of a sequence by its first byte, 0 for none.
 * Source: RFC 3629, section 4. */
static size_t
sequence_length (unsigned char first)
{
  if (first < 0x80)
    return 1;
  if (first >= 0xc2 && first <= 0xdf)
    return 2;
  if (first >= 0xe0 && first <= 0xef)
    return 3;
  if (first >= 0xf0 && first <= 0xf4)
    return 4;
  return 0;
}

/* Whether the second byte may follow the first: no overlong forms, no
 * surrogates, nothing past U+10FFFF. */
static bool
second_byte_fits (unsigned char first, unsigned char second)
{
  switch (first) {
  case 0xe0:
    return second >= 0xa0 && second <= 0xbf;
  case 0xed:
    return second >= 0x80 && second <= 0x9f;
  case 0xf0:
    return second >= 0x90 && second <= 0xbf;
  case 0xf4:
    return second >= 0x80 && second <= 0x8f;
  default:
    return second >= 0x80 && second <= 0xbf;
  }
}

/* The length of the valid sequence at BYTES, 0 when there is none. */
static size_t
valid_sequence (const unsigned char *bytes, size_t n)
{
  size_t length = sequence_length (bytes[0]);
  size_t i;

  if (!length || length > n)
    return 0;
  if (length > 1 && !second_byte_fits (bytes[0], bytes[1]))
    return 0;
  for (i = 2; i < length; i++)
    if ((bytes[i] & 0xc0) != 0x80)
      return 0;
  return length;
}

char *
vf_text_to_utf8 (const char *bytes, size_t n)
{
  const unsigned char *from = (const unsigned char *)bytes;
  char *text, *to;
  size_t size, i, length;

  if (__builtin_mul_overflow (n, sizeof replacement - 1, &size)
      || __builtin_add_overflow (size, 1, &size))
    return NULL;
  text = to = malloc (size);
  if (!text)
    return NULL;
  for (i = 0; i < n; i += length ? length : 1) {
    length = valid_sequence (from + i, n - i);
    to = length ? mempcpy (to, from + i, length)
                : mempcpy (to, replacement, sizeof replacement - 1);
  }
  *to = '\0';
  return text;
}

char *
vf_text_uri_escape (const char *text)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  static const char digits[] = "0123456789ABCDEF";
  char *escaped = calloc (strlen (text) + 1, 3), *to = escaped;

  if (!escaped)
    return NULL;
  for (; *text; text++) {
    if (strchr (plain, *text)) {
      *to++ = *text;
      continue;
    }
    *to++ = '%';
    *to++ = digits[(unsigned char)*text >> 4];
    *to++ = digits[*text & 15];
  }
  return escaped;
}

bool
vf_text_is_utf8 (const char *bytes, size_t n)
{
  size_t i, length;

  for (i = 0; i < n; i += length) {
    length = valid_sequence ((const unsigned char *)bytes + i, n - i);
    if (!length)
      return false;
  }
  return true;
}

/* Parses the digits at the start of TEXT and says where they end. */
static int
parse_digits (const char *text, uint64_t *ret_value, const char **ret_end)
{
  unsigned long long value;
  char *end;

  if (text[0] < '0' || text[0] > '9')
    return -1;
  errno = 0;
  value = strtoull (text, &end, strncmp (text, "0x", 2) == 0 ? 16 : 10);
  if (errno)
    return -1;
  *ret_value = value;
  *ret_end = end;
  return 0;
}

size_t
vf_text_unprintable (const char *text)
{
  const unsigned char *at = (const unsigned char *)text;

  if (at[0] < 0x20 || at[0] == 0x7f)
    return 1;
  if (at[0] == 0xc2 && at[1] < 0xa0)
    return 2;
  if (at[0] == 0xe2 && at[1] == 0x80 && (at[2] == 0xa8 || at[2] == 0xa9))
    return 3;
  if (at[0] == 0xef
      && ((at[1] == 0xbb && at[2] == 0xbf)
          || (at[1] == 0xbf && at[2] >= 0xbe)))
    return 3;
  return 0;
}

int
vf_text_hex_value (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int
vf_text_parse_u64 (const char *text, uint64_t min, uint64_t max,
                   uint64_t *ret_value, struct vf_error *err)
{
  const char *end;
  uint64_t value;

  if (parse_digits (text, &value, &end) || *end)
    return vf_error_set (err, VF_ERROR_USAGE, "\"%s\" is not a number", text);
  if (value < min || value > max)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "%s is out of range, must be %llu to %llu", text,
                         (unsigned long long)min, (unsigned long long)max);
  *ret_value = value;
  return 0;
}

int
vf_text_parse_size (const char *text, uint64_t *ret_bytes,
                    struct vf_error *err)
{
  static const char suffixes[] = "bkmgtpe";
  const char *end, *suffix;
  uint64_t value, unit = 1;

  if (parse_digits (text, &value, &end))
    return vf_error_set (err, VF_ERROR_USAGE, "\"%s\" is not a size", text);
  if (*end) {
    suffix = strchr (suffixes, *end | 0x20);
    if (!suffix || !*suffix || end[1])
      return vf_error_set (err, VF_ERROR_USAGE,
                           "\"%s\" is not a size, use a number and one of "
                           "b, k, M, G, T, P, E",
                           text);
    unit <<= 10 * (suffix - suffixes);
  }
  if (!vf_mul_u64 (value, unit, ret_bytes))
    return vf_error_set (err, VF_ERROR_USAGE, "%s does not fit", text);
  return 0;
}

const char *
vf_text_human_size (uint64_t bytes, char buf[32])
{
  static const char *const units[] = { "B",   "KiB", "MiB", "GiB",
                                       "TiB", "PiB", "EiB" };
  double value = (double)bytes;
  size_t unit = 0;

  /* What would be rounded to 1024.0 is 1.0 of the next unit. */
  while (value >= (unit ? 1023.95 : 1024)
         && unit + 1 < sizeof units / sizeof units[0]) {
    value /= 1024;
    unit++;
  }
  snprintf (buf, 32, value == (double)(uint64_t)value ? "%.0f %s" : "%.1f %s",
            value, units[unit]);
  return buf;
}

bool
vf_text_parse_uuid (const char *text, uint8_t uuid[16])
{
  size_t i = 0;
  int high, low;

  while (*(text += strspn (text, " -"))) {
    high = vf_text_hex_value (text[0]);
    low = high < 0 ? -1 : vf_text_hex_value (text[1]);
    if (low < 0 || i == 16)
      return false;
    uuid[i++] = (uint8_t)(high << 4 | low);
    text += 2;
  }
  return i == 16;
}
