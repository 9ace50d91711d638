/* vmferry: reading the fields of a tar header.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/tar-header.h"

#include <string.h>

#include "common/error.h"

bool
vf_tar_is_zero (const void *bytes, size_t n)
{
  const char *byte = bytes;

  return n == 0 || (*byte == 0 && memcmp (byte, byte + 1, n - 1) == 0);
}

static int
binary_number (const char *field, size_t n, const char *what,
               uint64_t *ret_number, struct vf_error *err)
{
  uint64_t number = field[0] & 0x7f;
  size_t i;

  if (field[0] & 0x40)
    return vf_error_set (err, VF_ERROR_CORRUPT, "%s is negative", what);
  for (i = 1; i < n; i++) {
    if (number > INT64_MAX >> 8)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "%s does not fit into 63 bits", what);
    number = number << 8 | (uint8_t)field[i];
  }
  *ret_number = number;
  return 0;
}

static bool
is_blank (char c)
{
  return c == ' ' || c == '\0';
}

int
vf_tar_number (const char *field, size_t n, const char *what,
               uint64_t *ret_number, struct vf_error *err)
{
  uint64_t number = 0;
  size_t i = 0;

  if (field[0] & 0x80)
    return binary_number (field, n, what, ret_number, err);
  while (i < n && is_blank (field[i]))
    i++;
  for (; i < n && !is_blank (field[i]); i++) {
    if (field[i] < '0' || field[i] > '7')
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "%s has byte 0x%02x, must be an octal number", what,
                           (uint8_t)field[i]);
    number = number * 8 + (field[i] - '0');
  }
  *ret_number = number;
  return 0;
}

bool
vf_tar_checksum_matches (const struct vf_tar_header *header)
{
  const char *bytes = (const char *)header;
  uint64_t stored, unsigned_sum = 0;
  int64_t signed_sum = 0;
  struct vf_error ignored;
  size_t i;
  char c;

  if (vf_tar_number (header->checksum, sizeof header->checksum, "checksum",
                     &stored, &ignored))
    return false;
  for (i = 0; i < sizeof *header; i++) {
    c = bytes[i];
    if (i >= offsetof (struct vf_tar_header, checksum)
        && i < offsetof (struct vf_tar_header, type))
      c = ' ';
    unsigned_sum += (uint8_t)c;
    signed_sum += (int8_t)c;
  }
  return stored == unsigned_sum || (int64_t)stored == signed_sum;
}

int
vf_tar_probe (const uint8_t *bytes, size_t n)
{
  enum { BY_MAGIC = 90, BY_CHECKSUM = 60 };
  const struct vf_tar_header *header = (const struct vf_tar_header *)bytes;

  if (n < sizeof *header || !vf_tar_checksum_matches (header))
    return 0;
  return memcmp (header->magic, "ustar", 5) == 0 ? BY_MAGIC : BY_CHECKSUM;
}
