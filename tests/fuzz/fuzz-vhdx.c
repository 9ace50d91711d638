/* vmferry: fuzz target: a VHDX.  The input is the file's size in KiB (two
 * bytes) and then its parts, each as an offset in sectors and a length (two
 * bytes each) before its bytes; what no part has is zeros.  Checksums are put
 * right first, or the fuzzer would hardly get past them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/crc32c.h"
#include "common/endian.h"
#include "formats/vhdx/vhdx-disk.h"
#include "formats/vhdx/vhdx.h"
#include "tests/fuzz/fuzz-image.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

enum { MAX_FILE = 8 * 1024 * 1024, KIB = 1024 };

/* Lays the parts of the input into the file. */
static void
lay_out (const uint8_t *data, size_t size, uint8_t *file, size_t file_size)
{
  struct {
    struct vf_le16 sector, length;
  } part;
  size_t offset, n;

  while (size >= sizeof part) {
    memcpy (&part, data, sizeof part);
    data += sizeof part;
    size -= sizeof part;
    n = vf_min_u64 (vf_le16_get (part.length), size);
    offset = (size_t)vf_le16_get (part.sector) * VF_SECTOR_SIZE;
    if (vf_range_inside (offset, n, file_size))
      memcpy (file + offset, data, n);
    data += n;
    size -= n;
  }
}

/* Puts the checksum of N bytes at OFFSET right. */
static void
seal (uint8_t *file, size_t file_size, size_t offset, size_t n)
{
  struct vf_le32 checksum = vf_le32_make (0);

  if (!vf_range_inside (offset, n, file_size))
    return;
  memcpy (file + offset + 4, &checksum, sizeof checksum);
  checksum = vf_le32_make (vf_crc32c (0, file + offset, n));
  memcpy (file + offset + 4, &checksum, sizeof checksum);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct vf_le16 kib;
  struct vf_error err;
  size_t file_size;
  uint8_t *file;

  size = fuzz_nomem_take (data, size);
  if (size < sizeof kib)
    return 0;
  memcpy (&kib, data, sizeof kib);
  file_size = vf_min_u64 ((uint64_t)vf_le16_get (kib) * KIB, MAX_FILE);
  file = calloc (1, file_size + 1);
  if (!file)
    return 0;
  lay_out (data + sizeof kib, size - sizeof kib, file, file_size);
  seal (file, file_size, VF_VHDX_HEADER_1, 4096);
  seal (file, file_size, VF_VHDX_HEADER_2, 4096);
  seal (file, file_size, VF_VHDX_REGION_TABLE_1, VF_VHDX_TABLE_SIZE);
  seal (file, file_size, VF_VHDX_REGION_TABLE_2, VF_VHDX_TABLE_SIZE);
  fuzz_image (vf_io_from_memory (file, file_size, "input", &err),
              &vf_vhdx_format, NULL);
  free (file);
  return 0;
}
