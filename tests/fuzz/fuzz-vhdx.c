/* vmferry: fuzz target: a VHDX and its parent.  The input is the files' size
 * in KiB (two bytes) and then the parts of the first, each as an offset in
 * sectors and a length (two bytes each) before its bytes; what no part has is
 * zeros.  Behind a part at sector 65535 come those of the second file, which
 * every name of a parent leads to.  Checksums are put right first, or the
 * fuzzer would hardly get past them.
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
#include "tests/fuzz/fuzz-second.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

enum {
  MAX_FILE = 8 * 1024 * 1024,
  KIB = 1024,
  NEXT_FILE = 0xffff, /* the sector of a part that ends the first file */
  MAX_OPENED = 4,     /* a chain that is longer shows nothing new */
};

/* Lays the parts of one file from *DATA on into it, and leaves those of the
 * next in *DATA. */
static void
lay_out (const uint8_t **data, size_t *size, uint8_t *file, size_t file_size)
{
  struct {
    struct vf_le16 sector, length;
  } part;
  size_t offset, n;

  while (*size >= sizeof part) {
    memcpy (&part, *data, sizeof part);
    *data += sizeof part;
    *size -= sizeof part;
    if (vf_le16_get (part.sector) == NEXT_FILE)
      return;
    n = vf_min_u64 (vf_le16_get (part.length), *size);
    offset = (size_t)vf_le16_get (part.sector) * VF_SECTOR_SIZE;
    if (vf_range_inside (offset, n, file_size))
      memcpy (file + offset, *data, n);
    *data += n;
    *size -= n;
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

/* Puts the checksums of all entries of the log right that do not wrap. */
static void
seal_log (uint8_t *file, size_t file_size)
{
  struct vf_vhdx_disk_log_header entry;
  struct vf_vhdx_disk_header header;
  uint64_t at, end;

  if (!vf_range_inside (VF_VHDX_HEADER_1, sizeof header, file_size))
    return;
  memcpy (&header, file + VF_VHDX_HEADER_1, sizeof header);
  at = vf_le64_get (header.log_offset);
  if (!vf_range_inside (at, vf_le32_get (header.log_length), file_size))
    return;
  end = at + vf_le32_get (header.log_length);
  for (; at + sizeof entry <= end; at += VF_VHDX_LOG_SECTOR) {
    memcpy (&entry, file + at, sizeof entry);
    if (memcmp (entry.signature, "loge", sizeof entry.signature) == 0
        && vf_range_inside (at, vf_le32_get (entry.length), end)
        && vf_le32_get (entry.length) >= sizeof entry)
      seal (file, file_size, at, vf_le32_get (entry.length));
  }
}

/* The next file of the input, with its checksums right.
 * Returns: malloc'd, or NULL. */
static uint8_t *
next_file (const uint8_t **data, size_t *size, size_t file_size)
{
  uint8_t *file = calloc (1, file_size + 1);

  if (!file)
    return NULL;
  lay_out (data, size, file, file_size);
  seal (file, file_size, VF_VHDX_HEADER_1, 4096);
  seal (file, file_size, VF_VHDX_HEADER_2, 4096);
  seal (file, file_size, VF_VHDX_REGION_TABLE_1, VF_VHDX_TABLE_SIZE);
  seal (file, file_size, VF_VHDX_REGION_TABLE_2, VF_VHDX_TABLE_SIZE);
  seal_log (file, file_size);
  return file;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  unsigned n_left = MAX_OPENED;
  struct fuzz_second parent
      = { .resolver = { .open = fuzz_second_open }, .n_left = &n_left };
  struct vf_le16 kib;
  struct vf_error err;
  uint8_t *child, *base;

  size = fuzz_nomem_take (data, size);
  if (size < sizeof kib)
    return 0;
  memcpy (&kib, data, sizeof kib);
  data += sizeof kib;
  size -= sizeof kib;
  parent.size = vf_min_u64 ((uint64_t)vf_le16_get (kib) * KIB, MAX_FILE);
  child = next_file (&data, &size, parent.size);
  base = next_file (&data, &size, parent.size);
  parent.bytes = base;
  if (child && base)
    fuzz_image (vf_io_from_memory (child, parent.size, "input", &err),
                &vf_vhdx_format, &parent.resolver);
  free (child);
  free (base);
  return 0;
}
