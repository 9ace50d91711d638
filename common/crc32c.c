/* vmferry: CRC-32C by the instruction of SSE 4.2 where the machine has it, by
 * a small table elsewhere.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/crc32c.h"

#include <string.h>

#include "common/crc32c-priv.h"

/* The remainders of all half bytes.
 * Source: polynomial 0x1edc6f41 of RFC 3720, section 12.1, bit-reversed */
static const uint32_t half_byte[16] = {
  0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
  0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
  0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

uint32_t
vf_crc32c_by_table (uint32_t crc, const void *bytes, size_t n)
{
  const unsigned char *from = bytes;

  crc = ~crc;
  for (; n; n--) {
    crc ^= *from++;
    crc = crc >> 4 ^ half_byte[crc & 15];
    crc = crc >> 4 ^ half_byte[crc & 15];
  }
  return ~crc;
}

#ifdef __x86_64__
__attribute__ ((target ("sse4.2"))) static uint32_t
by_instruction (uint32_t crc, const void *bytes, size_t n)
{
  const unsigned char *from = bytes;
  uint64_t wide = (uint32_t)~crc, word;

  for (; n >= sizeof word; n -= sizeof word, from += sizeof word) {
    memcpy (&word, from, sizeof word);
    wide = __builtin_ia32_crc32di (wide, word);
  }
  crc = (uint32_t)wide;
  for (; n; n--)
    crc = __builtin_ia32_crc32qi (crc, *from++);
  return ~crc;
}
#endif

uint32_t
vf_crc32c (uint32_t crc, const void *bytes, size_t n)
{
#ifdef __x86_64__
  if (__builtin_cpu_supports ("sse4.2"))
    return by_instruction (crc, bytes, n);
#endif
  return vf_crc32c_by_table (crc, bytes, n);
}
