/* vmferry: checking qcow2: what the guest would lose.  Every entry of every
 * L2 table in use is decoded, and every compressed cluster decompressed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/check.h"

#include <stdlib.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "formats/check-report.h"
#include "formats/qcow2/cluster.h"
#include "formats/qcow2/cut.h"
#include "formats/qcow2/inflater.h"
#include "formats/qcow2/table.h"

struct checker {
  struct vf_qcow2 *q;
  struct vf_check_report *report;
  struct vf_qcow2_inflater *inflater;
  void *cluster;
};

/* What could not be read becomes a finding; other errors end the check.
 * Returns: 0, or -1 with ERR as it is. */
static int
add_lost (struct checker *c, uint64_t start, uint64_t end,
          struct vf_error *err)
{
  struct vf_error ignored;

  if (err->code != VF_ERROR_CORRUPT)
    return -1;
  end = vf_min_u64 (end, c->q->image.size);
  return vf_check_report_add (c->report, VF_FINDING_DAMAGE, start, end - start,
                              &ignored, "%s", err->text);
}

/* That all of RUN, which is plain, is there. */
static int
check_cut (struct checker *c, const struct vf_qcow2_run *run,
           struct vf_error *err)
{
  uint64_t missing = vf_qcow2_cut_bytes (c->q, run);
  uint64_t end = vf_min_u64 (run->end, c->q->image.size);

  if (!missing)
    return 0;
  vf_qcow2_cut_fail (c->q, run, err);
  return add_lost (c, end - missing, end, err);
}

static int
check_run (struct checker *c, const struct vf_qcow2_run *run,
           struct vf_error *err)
{
  if (run->kind == VF_QCOW2_RUN_HOLE || run->kind == VF_QCOW2_RUN_ZERO)
    return 0;
  c->report->data_bytes
      += vf_min_u64 (run->end, c->q->image.size) - run->start;
  if (run->kind == VF_QCOW2_RUN_PLAIN)
    return check_cut (c, run, err);
  if (vf_qcow2_read_compressed (c->q, run, c->inflater, c->cluster,
                                c->q->header.cluster_size, run->start, err))
    return add_lost (c, run->start, run->end, err);
  return 0;
}

static int
check_slice (struct checker *c, const struct vf_qcow2_slice *slice,
             struct vf_error *err)
{
  uint64_t end = vf_min_u64 (slice->end, c->q->image.size);
  uint64_t cluster = c->q->header.cluster_size;
  struct vf_qcow2_run run;
  uint64_t offset, next;
  int r;

  for (offset = slice->start; offset < end; offset = next) {
    next = slice->table_offset ? vf_round_down (offset, cluster) + cluster
                               : end;
    r = vf_qcow2_slice_run (c->q, slice, offset, &run, err);
    if (r == 0)
      next = vf_max_u64 (run.end, offset + 1);
    if (r ? add_lost (c, offset, next, err) : check_run (c, &run, err))
      return -1;
  }
  return 0;
}

/* A table that cannot be read loses all that it maps. */
static int
check_tables (struct checker *c, struct vf_error *err)
{
  struct vf_qcow2_slice slice;
  uint64_t offset;
  int r;

  for (offset = 0; offset < c->q->image.size; offset = slice.end) {
    r = vf_check_report_gives_up (c->report, offset, err);
    if (r)
      return r < 0 ? -1 : 0;
    if (vf_qcow2_slice_load (c->q, offset, &slice, err)
            ? add_lost (c, slice.start, slice.end, err)
            : check_slice (c, &slice, err))
      return -1;
  }
  return 0;
}

int
vf_qcow2_check (struct vf_image *image, struct vf_check_report *report,
                struct vf_error *err)
{
  struct vf_qcow2 *q = (struct vf_qcow2 *)image;
  struct checker checker = { .q = q, .report = report };
  CLEANUP_FREE void *cluster = malloc (q->header.cluster_size);
  int r;

  if (!cluster)
    return vf_error_nomem (err, "a cluster");
  checker.cluster = cluster;
  checker.inflater = vf_qcow2_inflater_take (q->inflaters, err);
  r = checker.inflater ? check_tables (&checker, err) : -1;
  vf_qcow2_inflater_give (q->inflaters, checker.inflater);
  return r ? -1 : vf_qcow2_check_refcounts (q, report, err);
}
