/* vmferry: fuzz target: an OVA.  Checksums of tar headers are put right first,
 * or the fuzzer would hardly get past them; the manifest is left out once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/job.h"
#include "formats/ova/ova.h"
#include "formats/ova/tar-header.h"
#include "tests/fuzz/fuzz-image.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

enum { MAX_HEADERS = 64 };

static void
seal (struct vf_tar_header *header)
{
  const uint8_t *byte = (const uint8_t *)header;
  unsigned sum = 0;
  size_t i;

  memset (header->checksum, ' ', sizeof header->checksum);
  for (i = 0; i < sizeof *header; i++)
    sum += byte[i];
  snprintf (header->checksum, sizeof header->checksum, "%06o", sum);
}

/* From header to header, as their sizes say. */
static void
seal_all (uint8_t *file, size_t file_size)
{
  struct vf_tar_header *header;
  struct vf_error ignored;
  uint64_t offset = 0, n;
  int i;

  for (i = 0; i < MAX_HEADERS; i++) {
    if (!vf_range_inside (offset, sizeof *header, file_size))
      break;
    header = (struct vf_tar_header *)(file + offset);
    if (vf_tar_is_zero (header, sizeof *header))
      break;
    seal (header);
    if (vf_tar_number (header->size, sizeof header->size, "", &n, &ignored)
        || n > file_size)
      break;
    offset += sizeof *header + vf_div_up (n, VF_TAR_BLOCK) * VF_TAR_BLOCK;
  }
}

/* Everything with one disk of it. */
static void
use (const uint8_t *file, size_t size, struct vf_image_params params)
{
  struct vf_error err;
  struct vf_io *io = vf_io_from_memory (file, size, "input", &err);
  struct vf_image *image = io ? vf_image_open (io, &params, &err) : NULL;
  struct vf_job job = { 0 };

  if (!image)
    return;
  vf_image_verify (image, &job, &err);
  fuzz_open_image (image);
  vf_image_close (image);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct vf_image_params params = { .format = &vf_ova_format };
  uint8_t *file;

  size = fuzz_nomem_take (data, size);
  file = malloc (size + 1);
  if (!file)
    return 0;
  memcpy (file, data, size);
  seal_all (file, size);
  fuzz_nomem_arm ();
  use (file, size, params);
  params.no_digests = true;
  params.salvage = true;
  params.member = "1";
  use (file, size, params);
  fuzz_nomem_disarm ();
  free (file);
  return 0;
}
