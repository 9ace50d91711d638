/* vmferry: what stands in a salvage for an extent, or the part of one, that is
 * not to be had: reading it says why.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/extent.h"

#include <stdlib.h>

#include "common/error.h"
#include "formats/check-report.h"

struct lost_extent {
  struct vf_vmdk_extent extent;
  struct vf_error why;
};

static int
lost_next_span (struct vf_vmdk_extent *extent,
                uint64_t offset __attribute__ ((unused)),
                struct vf_span *ret_span __attribute__ ((unused)),
                struct vf_error *err)
{
  *err = ((const struct lost_extent *)extent)->why;
  return -1;
}

static void
lost_lost_span (struct vf_vmdk_extent *extent,
                uint64_t offset __attribute__ ((unused)),
                struct vf_span *ret_span)
{
  *ret_span = (struct vf_span){ .length = extent->length };
}

static int
lost_check (struct vf_vmdk_extent *extent, struct vf_check_report *report,
            struct vf_error *err)
{
  const struct lost_extent *lost = (struct lost_extent *)extent;

  return vf_check_report_add (report, VF_FINDING_DAMAGE, extent->start,
                              extent->length, err, "%s", lost->why.text);
}

static void
lost_free (struct vf_vmdk_extent *extent)
{
  free (extent);
}

static const struct vf_vmdk_extent_ops lost_ops = {
  .kind = "lost",
  .next_span = lost_next_span,
  .lost_span = lost_lost_span,
  .check = lost_check,
  .free = lost_free,
};

struct vf_vmdk_extent *
vf_vmdk_lost_new (uint64_t length, const struct vf_error *why,
                  struct vf_error *err)
{
  struct lost_extent *lost = calloc (1, sizeof *lost);

  if (!lost) {
    vf_error_nomem (err, "a lost extent");
    return NULL;
  }
  lost->extent.ops = &lost_ops;
  lost->extent.length = lost->extent.capacity = length;
  lost->why = *why;
  lost->why.code = VF_ERROR_CORRUPT;
  return &lost->extent;
}
