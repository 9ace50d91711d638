/* vmferry: an extent that has no file and reads as zeros.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/extent.h"

#include "common/error.h"

static int
zero_next_span (struct vf_vmdk_extent *extent,
                uint64_t offset __attribute__ ((unused)),
                struct vf_span *ret_span,
                struct vf_error *err __attribute__ ((unused)))
{
  *ret_span
      = (struct vf_span){ .length = extent->length, .kind = VF_SPAN_ZERO };
  return 0;
}

static void
zero_free (struct vf_vmdk_extent *extent)
{
  free (extent);
}

static const struct vf_vmdk_extent_ops zero_ops = {
  .kind = "zero",
  .next_span = zero_next_span,
  .free = zero_free,
};

struct vf_vmdk_extent *
vf_vmdk_zero_new (uint64_t length, struct vf_error *err)
{
  struct vf_vmdk_extent *extent = calloc (1, sizeof *extent);

  if (!extent) {
    vf_error_nomem (err, "a zero extent");
    return NULL;
  }
  extent->ops = &zero_ops;
  extent->length = extent->capacity = length;
  return extent;
}
