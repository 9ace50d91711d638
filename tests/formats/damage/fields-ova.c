/* vmferry: damage to OVAs: the headers of their members in the tar archive.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "formats/ova/ova.h"
#include "tests/formats/damage/damage.h"

/* POSIX's ustar header; numbers are octal text. */
enum {
  BLOCK = 512,
  SIZE_AT = 124,
  SIZE_DIGITS = 12,
  SUM_AT = 148,
  SUM_DIGITS = 8
};

static const struct damage_field header_fields[] = {
  { "name", 0, 8, 0, NULL, false },
  { "size, first digits", SIZE_AT, 4, 0, NULL, false },
  { "size, last digits", SIZE_AT + 7, 4, 0, NULL, false },
  { "typeflag", 156, 1, 0, NULL, false },
  { "magic", 257, 4, 0, NULL, false },
  { "prefix", 345, 8, 0, NULL, false },
};

static uint64_t
find_first (const struct damage_bytes *file __attribute__ ((unused)))
{
  return 0;
}

/* The header behind the member whose header is at AT. */
static uint64_t
next_header (const struct damage_bytes *file, uint64_t at)
{
  char digits[SIZE_DIGITS + 1] = "";

  memcpy (digits, file->bytes + at + SIZE_AT, SIZE_DIGITS);
  return at + BLOCK + vf_div_up (strtoull (digits, NULL, 8), BLOCK) * BLOCK;
}

static uint64_t
find_second (const struct damage_bytes *file)
{
  return next_header (file, 0);
}

static uint64_t
find_third (const struct damage_bytes *file)
{
  return next_header (file, find_second (file));
}

static void
seal_header (const struct damage_bytes *file, uint64_t at)
{
  uint8_t *header = file->bytes + at;
  unsigned sum = 0, i;

  if (!vf_range_inside (at, BLOCK, file->size))
    return;
  memset (header + SUM_AT, ' ', SUM_DIGITS);
  for (i = 0; i < BLOCK; i++)
    sum += header[i];
  snprintf ((char *)header + SUM_AT, SUM_DIGITS - 1, "%06o", sum);
}

/* Where a size was damaged, what follows is not found, nor sealed. */
static void
seal (const struct damage_bytes *file)
{
  seal_header (file, 0);
  if (find_second (file) < file->size)
    seal_header (file, find_second (file));
  if (find_second (file) < file->size - BLOCK
      && find_third (file) < file->size)
    seal_header (file, find_third (file));
}

#define FIELDS(array) array, sizeof array / sizeof array[0]

static const struct damage_structure structures[] = {
  { "first member", find_first, FIELDS (header_fields) },
  { "second member", find_second, FIELDS (header_fields) },
  { "third member", find_third, FIELDS (header_fields) },
};

const struct damage_format damage_ova = {
  .image_format = &vf_ova_format,
  .structures = structures,
  .n_structures = sizeof structures / sizeof structures[0],
  .seal = seal,
};
