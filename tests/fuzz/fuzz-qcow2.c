/* vmferry: fuzz target: a qcow2 file is opened, walked, read and checked.
 * Whatever it names as its backing file is a small raw one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdint.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/image.h"
#include "formats/info.h"
#include "formats/qcow2/qcow2.h"
#include "formats/resolver.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A walk of a huge empty disk ends after so many spans. */
enum { MAX_SPANS = 512, READ_SIZE = 100 * 1000 };

static struct vf_io *
open_backing (const struct vf_resolver *resolver __attribute__ ((unused)),
              const struct vf_io *from __attribute__ ((unused)),
              const char *name __attribute__ ((unused)), struct vf_error *err)
{
  static const char bytes[4096] = "raw";

  return vf_io_from_memory (bytes, sizeof bytes, "backing", err);
}

static void
walk (struct vf_image *image)
{
  static char buf[READ_SIZE];
  uint64_t size = vf_image_size (image);
  uint64_t offset = 0;
  struct vf_span span;
  struct vf_error err;
  int i;

  for (i = 0; i < MAX_SPANS && offset < size; i++) {
    if (vf_image_next_span (image, offset, &span, &err))
      return;
    vf_image_read (image, buf, vf_min_u64 (sizeof buf, size - offset), offset,
                   &err);
    offset += span.length;
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const struct vf_resolver resolver = { open_backing };
  const struct vf_image_params params
      = { .format = &vf_qcow2_format, .resolver = &resolver };
  struct vf_check_report report = { 0 };
  struct vf_info info = { 0 };
  struct vf_image *image;
  struct vf_error err;
  struct vf_io *io = vf_io_from_memory (data, size, "input", &err);

  image = io ? vf_image_open (io, &params, &err) : NULL;
  if (!image)
    return 0;
  walk (image);
  vf_image_info (image, &info, &err);
  vf_image_check (image, &report, &err);
  vf_info_clear (&info);
  vf_check_report_clear (&report);
  vf_image_close (image);
  return 0;
}
