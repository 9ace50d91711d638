/* vmferry: fuzz target: a VHD and its parent.  The first four bytes are the
 * length of the first file, which is opened; the rest is the second, which
 * every name of a parent leads to.  Checksums are put right first, or the
 * fuzzer would hardly get past them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/endian.h"
#include "formats/vhd/footer.h"
#include "formats/vhd/vhd.h"
#include "tests/fuzz/fuzz-image.h"
#include "tests/fuzz/fuzz-second.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A chain that is longer shows nothing new. */
enum { MAX_OPENED = 4 };

/* Puts the checksum at byte AT of the N bytes at OFFSET right. */
static void
seal (uint8_t *file, size_t file_size, uint64_t offset, size_t n, size_t at)
{
  struct vf_be32 sum;

  if (!vf_range_inside (offset, n, file_size))
    return;
  sum = vf_be32_make (vf_vhd_checksum (file + offset, n, at));
  memcpy (file + offset + at, &sum, sizeof sum);
}

/* Puts the checksums of a footer right and of the header that it leads to. */
static void
seal_from (uint8_t *file, size_t file_size, uint64_t offset, size_t n)
{
  struct vf_vhd_disk_footer footer;

  if (!vf_range_inside (offset, n, file_size))
    return;
  memcpy (&footer, file + offset, n);
  seal (file, file_size, vf_be64_get (footer.data_offset),
        sizeof (struct vf_vhd_disk_dynamic),
        offsetof (struct vf_vhd_disk_dynamic, checksum));
  seal (file, file_size, offset, n,
        offsetof (struct vf_vhd_disk_footer, checksum));
}

/* A copy of N bytes with its checksums right. */
static uint8_t *
sealed_copy (const uint8_t *data, size_t n)
{
  uint8_t *file = malloc (n + 1);

  if (!file)
    return NULL;
  memcpy (file, data, n);
  seal_from (file, n, 0, sizeof (struct vf_vhd_disk_footer));
  if (n >= VF_VHD_OLD_FOOTER_SIZE)
    seal_from (file, n, n - VF_VHD_OLD_FOOTER_SIZE, VF_VHD_OLD_FOOTER_SIZE);
  if (n >= sizeof (struct vf_vhd_disk_footer))
    seal_from (file, n, n - sizeof (struct vf_vhd_disk_footer),
               sizeof (struct vf_vhd_disk_footer));
  return file;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  unsigned n_left = MAX_OPENED;
  uint8_t *child, *parent;
  struct fuzz_pair pair;
  struct vf_error err;

  size = fuzz_nomem_take (data, size);
  if (!fuzz_split (data, size, &pair))
    return 0;
  child = sealed_copy (pair.first, pair.first_size);
  parent = sealed_copy (pair.second, pair.second_size);
  const struct fuzz_second second
      = { { .open = fuzz_second_open }, parent, pair.second_size, &n_left };
  if (child && parent)
    fuzz_image (vf_io_from_memory (child, pair.first_size, "child", &err),
                &vf_vhd_format, &second.resolver);
  free (child);
  free (parent);
  return 0;
}
