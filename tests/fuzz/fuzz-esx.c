/* vmferry: fuzz target: an extent of ESX's snapshots.  Tables are long and
 * mostly empty, so an input is what differs from zeros: the struct below, then
 * pieces of sector (le16), length (le16) and that many bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/endian.h"
#include "formats/resolver.h"
#include "formats/vmdk/sesparse-disk.h"
#include "formats/vmdk/vmdk-disk.h"
#include "formats/vmdk/vmdk.h"
#include "tests/fuzz/fuzz-image.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Room for some tables and grains. */
enum { MAX_SECTORS = 1024, MAX_BYTES = MAX_SECTORS * VF_SECTOR_SIZE };

struct start {
  struct vf_le32 line_sectors;
  struct vf_le16 file_sectors;
  uint8_t is_sesparse;
  uint8_t file_rest; /* bytes behind the last sector */
};

struct piece {
  struct vf_le16 sector;
  struct vf_le16 length;
};

struct extent_file {
  struct vf_resolver resolver;
  const uint8_t *bytes;
  size_t size;
};

static struct vf_io *
open_extent (const struct vf_resolver *resolver,
             const struct vf_io *from __attribute__ ((unused)),
             const char *name __attribute__ ((unused)), struct vf_error *err)
{
  const struct extent_file *file = (const struct extent_file *)resolver;

  return vf_io_from_memory (file->bytes, file->size, "extent", err);
}

/* Puts the pieces where they belong, and the magics that all files have. */
static void
build (const uint8_t *data, size_t size, bool is_sesparse, uint8_t *file)
{
  struct vf_le64 magic = vf_le64_make (VF_SESPARSE_MAGIC);
  struct piece piece;
  size_t at, n;

  memset (file, 0, MAX_BYTES);
  while (size >= sizeof piece) {
    memcpy (&piece, data, sizeof piece);
    data += sizeof piece;
    size -= sizeof piece;
    n = vf_min_u64 (vf_le16_get (piece.length), size);
    at = vf_le16_get (piece.sector) % MAX_SECTORS * VF_SECTOR_SIZE;
    memcpy (file + at, data, vf_min_u64 (n, MAX_BYTES - at));
    data += n;
    size -= n;
  }
  if (is_sesparse)
    memcpy (file, &magic, sizeof magic);
  else
    memcpy (file, VF_VMDK_MAGIC_COWD, 4);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static uint8_t bytes[MAX_BYTES];
  struct start start;
  struct vf_error err;
  char text[100];
  int n;

  size = fuzz_nomem_take (data, size);
  if (size < sizeof start)
    return 0;
  memcpy (&start, data, sizeof start);
  build (data + sizeof start, size - sizeof start, start.is_sesparse & 1,
         bytes);
  const struct extent_file file = {
    { .open = open_extent },
    bytes,
    vf_min_u64 (MAX_BYTES, vf_le16_get (start.file_sectors) * VF_SECTOR_SIZE
                               + start.file_rest),
  };
  n = snprintf (text, sizeof text, "version=1\nRW %u %s \"x\"\n",
                (unsigned)vf_le32_get (start.line_sectors),
                start.is_sesparse & 1 ? "SESPARSE" : "VMFSSPARSE");
  fuzz_image (vf_io_from_memory (text, (size_t)n, "descriptor", &err),
              &vf_vmdk_format, &file.resolver);
  return 0;
}
