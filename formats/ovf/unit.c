/* vmferry: parsing units.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/unit.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "common/checked.h"

#define KIB (UINT64_C (1) << 10)
#define MIB (UINT64_C (1) << 20)
#define GIB (UINT64_C (1) << 30)
#define TIB (UINT64_C (1) << 40)

static const struct {
  const char *word;
  enum vf_ovf_base base;
  uint64_t factor;
} words[] = {
  { "byte", VF_OVF_BASE_BYTE, 1 },
  { "bytes", VF_OVF_BASE_BYTE, 1 },
  { "b", VF_OVF_BASE_BYTE, 1 },
  { "kb", VF_OVF_BASE_BYTE, KIB },
  { "kib", VF_OVF_BASE_BYTE, KIB },
  { "kilobyte", VF_OVF_BASE_BYTE, KIB },
  { "kilobytes", VF_OVF_BASE_BYTE, KIB },
  { "mb", VF_OVF_BASE_BYTE, MIB },
  { "mib", VF_OVF_BASE_BYTE, MIB },
  { "megabyte", VF_OVF_BASE_BYTE, MIB },
  { "megabytes", VF_OVF_BASE_BYTE, MIB },
  { "gb", VF_OVF_BASE_BYTE, GIB },
  { "gib", VF_OVF_BASE_BYTE, GIB },
  { "gigabyte", VF_OVF_BASE_BYTE, GIB },
  { "gigabytes", VF_OVF_BASE_BYTE, GIB },
  { "tb", VF_OVF_BASE_BYTE, TIB },
  { "tib", VF_OVF_BASE_BYTE, TIB },
  { "terabyte", VF_OVF_BASE_BYTE, TIB },
  { "terabytes", VF_OVF_BASE_BYTE, TIB },
  { "hertz", VF_OVF_BASE_HERTZ, 1 },
  { "hz", VF_OVF_BASE_HERTZ, 1 },
  { "mhz", VF_OVF_BASE_HERTZ, 1000000 },
  { "megahertz", VF_OVF_BASE_HERTZ, 1000000 },
  { "ghz", VF_OVF_BASE_HERTZ, 1000000000 },
  { "gigahertz", VF_OVF_BASE_HERTZ, 1000000000 },
  { "count", VF_OVF_BASE_COUNT, 1 },
};

/* Behind the blanks. */
static const char *
skip (const char *text)
{
  return text + strspn (text, " \t\r\n");
}

/* A number at *AT, which moves behind it. */
static bool
parse_number (const char **at, uint64_t *ret_number)
{
  const char *start = *at = skip (*at);
  uint64_t number = 0;

  for (; **at >= '0' && **at <= '9'; (*at)++)
    if (!vf_mul_u64 (number, 10, &number)
        || !vf_add_u64 (number, (uint64_t)(**at - '0'), &number))
      return false;
  *ret_number = number;
  return *at != start;
}

/* "2^20" or "1024" at *AT, times *FACTOR. */
static bool
multiply (const char **at, uint64_t *factor)
{
  uint64_t number, exponent = 1;

  if (!parse_number (at, &number) || number == 0)
    return false;
  *at = skip (*at);
  if (**at == '^') {
    (*at)++;
    if (!parse_number (at, &exponent) || exponent > 63)
      return false;
  }
  for (; exponent; exponent--)
    if (!vf_mul_u64 (*factor, number, factor))
      return false;
  return true;
}

/* A base unit or a word for a multiple of one at *AT. */
static bool
parse_word (const char **at, struct vf_ovf_unit *unit)
{
  const char *start = *at;
  size_t i, n;

  while ((**at | 0x20) >= 'a' && (**at | 0x20) <= 'z')
    (*at)++;
  n = (size_t)(*at - start);
  for (i = 0; n && i < sizeof words / sizeof *words; i++)
    if (strlen (words[i].word) == n
        && strncasecmp (start, words[i].word, n) == 0) {
      unit->base = words[i].base;
      return vf_mul_u64 (unit->factor, words[i].factor, &unit->factor);
    }
  return false;
}

bool
vf_ovf_unit_parse (const char *text, struct vf_ovf_unit *ret_unit)
{
  struct vf_ovf_unit unit = { .factor = 1 };
  const char *at = text;
  bool has_base = false;

  do {
    at = skip (at);
    if (*at >= '0' && *at <= '9') {
      if (!multiply (&at, &unit.factor))
        return false;
    } else {
      if (has_base || !parse_word (&at, &unit))
        return false;
      has_base = true;
    }
    at = skip (at);
  } while (*at++ == '*');
  if (at[-1] || !has_base)
    return false;
  *ret_unit = unit;
  return true;
}
