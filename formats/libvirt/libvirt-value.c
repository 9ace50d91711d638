/* vmferry: values as libvirt writes them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/libvirt/libvirt-value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/text.h"

bool
vf_libvirt_parse_number (const char *value, uint64_t max, uint64_t *ret_number)
{
  struct vf_error err;

  return vf_text_parse_u64 (value, 0, max, ret_number, &err) == 0;
}

/* Bytes in one UNIT; 0 when there is no such unit. */
static uint64_t
unit_bytes (const char *unit)
{
  static const char letters[] = "kmgtpe";
  const char *letter;
  uint64_t bytes = 1, base = 1000;

  if (strcasecmp (unit, "b") == 0 || strcasecmp (unit, "byte") == 0
      || strcasecmp (unit, "bytes") == 0)
    return 1;
  letter = *unit ? strchr (letters, tolower ((unsigned char)*unit)) : NULL;
  if (!letter)
    return 0;
  if (!unit[1] || strcasecmp (unit + 1, "ib") == 0)
    base = 1024;
  else if (strcasecmp (unit + 1, "b") != 0)
    return 0;
  for (; letter >= letters; letter--)
    bytes *= base;
  return bytes;
}

bool
vf_libvirt_parse_bytes (const char *value, const char *unit,
                        uint64_t *ret_bytes)
{
  uint64_t scale = unit_bytes (unit ? unit : "KiB"), number;

  if (!scale || !vf_libvirt_parse_number (value, INT64_MAX / scale, &number))
    return false;
  *ret_bytes = number * scale;
  return true;
}

enum vf_tristate
vf_libvirt_parse_switch (const char *value)
{
  static const struct {
    const char *word;
    enum vf_tristate meaning;
  } words[] = {
    { "yes", VF_YES },    { "no", VF_NO },       { "on", VF_YES },
    { "off", VF_NO },     { "enabled", VF_YES }, { "disabled", VF_NO },
    { "enable", VF_YES }, { "disable", VF_NO },  { "true", VF_YES },
    { "false", VF_NO },   { "1", VF_YES },       { "0", VF_NO },
    { "up", VF_YES },     { "down", VF_NO },     { "default", VF_UNSET },
  };
  size_t i;

  for (i = 0; value && i < sizeof words / sizeof *words; i++)
    if (strcmp (value, words[i].word) == 0)
      return words[i].meaning;
  return VF_UNSET;
}

bool
vf_libvirt_parse_uuid (const char *value, uint8_t uuid[16])
{
  char pair[3] = "";
  size_t n = 0;

  for (; *value; value++) {
    if (*value == '-' || *value == ' ')
      continue;
    if (n == 32 || !isxdigit ((unsigned char)*value))
      return false;
    pair[n % 2] = *value;
    if (n++ % 2)
      uuid[n / 2 - 1] = (uint8_t)strtoul (pair, NULL, 16);
  }
  return n == 32;
}

void
vf_libvirt_swap_uuid (uint8_t uuid[16])
{
  static const uint8_t order[8] = { 3, 2, 1, 0, 5, 4, 7, 6 };
  uint8_t fields[8];
  size_t i;

  memcpy (fields, uuid, sizeof fields);
  for (i = 0; i < sizeof fields; i++)
    uuid[i] = fields[order[i]];
}

int
vf_libvirt_set_text (char **field, const char *value, struct vf_error *err)
{
  char *copy;

  if (!value || !*value)
    return 0;
  copy = strdup (value);
  if (!copy)
    return vf_error_nomem (err, "a value");
  free (*field);
  *field = copy;
  return 0;
}
