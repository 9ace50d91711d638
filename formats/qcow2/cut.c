/* vmferry: a qcow2 file that ends inside a cluster.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/cut.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/qcow2/table.h"

/* Of 2 KiB. */
enum { MAX_SLICES = 8192 };

uint64_t
vf_qcow2_cut_bytes (const struct vf_qcow2 *q, const struct vf_qcow2_run *run)
{
  uint64_t length = vf_min_u64 (run->end, q->image.size) - run->start;
  uint64_t file_size = vf_io_size (q->data);

  if (run->host >= file_size)
    return length;
  return length - vf_min_u64 (length, file_size - run->host);
}

int
vf_qcow2_cut_fail (const struct vf_qcow2 *q, const struct vf_qcow2_run *run,
                   struct vf_error *err)
{
  uint64_t missing = vf_qcow2_cut_bytes (q, run);

  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "the file ends at byte %" PRIu64
                       ", inside a cluster: %" PRIu64
                       " bytes from guest offset %" PRIu64 " are cut off",
                       vf_io_size (q->data), missing,
                       vf_min_u64 (run->end, q->image.size) - missing);
}

/* Whether a run of SLICE is cut; its error is WHY then. */
static bool
is_cut (const struct vf_qcow2 *q, const struct vf_qcow2_slice *slice,
        struct vf_error *why)
{
  uint64_t end = vf_min_u64 (slice->end, q->image.size);
  uint64_t cluster = q->header.cluster_size;
  struct vf_qcow2_run run;
  uint64_t offset;

  for (offset = slice->start; offset < end;) {
    if (vf_qcow2_slice_run (q, slice, offset, &run, why)) {
      offset = vf_round_down (offset, cluster) + cluster;
      continue;
    }
    if (run.kind == VF_QCOW2_RUN_PLAIN && vf_qcow2_cut_bytes (q, &run)) {
      vf_qcow2_cut_fail (q, &run, why);
      return true;
    }
    offset = run.end;
  }
  return false;
}

int
vf_qcow2_cut_note (struct vf_qcow2 *q, struct vf_error *err)
{
  struct vf_qcow2_slice slice;
  struct vf_error why;
  uint64_t offset;
  unsigned n = 0;

  if (vf_io_size (q->data) % q->header.cluster_size == 0)
    return 0;
  for (offset = 0; offset < q->image.size && n < MAX_SLICES;
       offset = slice.end, n++)
    if (vf_qcow2_slice_load (q, offset, &slice, &why) == 0
        && slice.table_offset && is_cut (q, &slice, &why))
      return vf_image_add_note (&q->image, err, "%s, and read as zeros",
                                why.text);
  return 0;
}
