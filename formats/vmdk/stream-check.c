/* vmferry: checking a stream: each grain's marker, and that it inflates to
 * what its checksum says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/vmdk/large-grain.h"
#include "formats/vmdk/scratch.h"
#include "formats/vmdk/stream-priv.h"
#include "formats/vmdk/tables-check.h"
#include "formats/vmdk/tables.h"
#include "formats/vmdk/vmdk-disk.h"
#include "formats/vmdk/walk.h"

static int
examine (const struct vf_vmdk_tables_check *check, uint64_t grain,
         uint32_t sector, uint64_t *ret_bytes, struct vf_error *err)
{
  const struct vf_vmdk_stream *stream = (struct vf_vmdk_stream *)check->extent;
  struct vf_vmdk_scratch *scratch = check->data;
  struct vf_vmdk_disk_marker marker;

  if (stream->large) {
    if (vf_vmdk_large_grain_read (stream->large, stream, grain, NULL, 0, 0,
                                  err))
      return -1;
  } else if (vf_vmdk_stream_inflate (stream, scratch, grain, 1,
                                     scratch->output, err)
             < 0) {
    return -1;
  }
  /* Without a marker the length is not known; its first sector is taken. */
  *ret_bytes = 1;
  if (!stream->has_markers)
    return 0;
  if (vf_io_read (stream->extent.io, &marker, sizeof marker,
                  (uint64_t)sector * VF_SECTOR_SIZE, err))
    return -1;
  *ret_bytes = VF_VMDK_GRAIN_MARKER_SIZE + (uint64_t)vf_le32_get (marker.size);
  return 0;
}

/* What is not known of a stream whose tables were made again. */
static int
report_unknown (const struct vf_vmdk_stream *stream,
                struct vf_check_report *report, struct vf_error *err)
{
  const struct vf_vmdk_extent *extent = &stream->extent;
  uint64_t grain, start, end;
  struct vf_vmdk_run run;
  struct vf_error why;
  int r;

  for (grain = 0; grain < stream->n_grains; grain += run.count) {
    r = vf_vmdk_stream_run (stream, grain, &run, err);
    if (r < 0)
      return -1;
    if (r > 0)
      continue;
    start = vf_min_u64 (grain * extent->grain_bytes, extent->length);
    end = vf_min_u64 ((grain + run.count) * extent->grain_bytes,
                      extent->length);
    r = vf_check_report_gives_up (report, extent->start + start, err);
    if (r)
      return r < 0 ? -1 : 0;
    vf_vmdk_stream_fail_unknown (stream, grain, &why);
    if (vf_check_report_add (report, VF_FINDING_DAMAGE, extent->start + start,
                             end - start, err, "%s", why.text))
      return -1;
  }
  return 0;
}

/* Holds what the tables lead to against what a walk finds. */
static int
compare_with_walk (const struct vf_vmdk_stream *stream, uint64_t n_known,
                   struct vf_check_report *report, struct vf_error *err)
{
  struct vf_vmdk_walk walk = { .io = stream->extent.io,
                               .header = &stream->header,
                               .job = report->job };
  struct vf_error why;

  if (vf_vmdk_walk (&walk, &why)) {
    if (why.code != VF_ERROR_CORRUPT) {
      *err = why;
      return -1;
    }
    return vf_check_report_add (report, VF_FINDING_WARNING, 0, 0, err, "%s",
                                why.text);
  }
  if (walk.n_grains != n_known)
    return vf_check_report_add (report, VF_FINDING_WARNING, 0, 0, err,
                                "stream: has markers of %" PRIu64
                                " grains, but its tables lead to %" PRIu64,
                                walk.n_grains, n_known);
  if (!walk.has_end && stream->header.gd_offset == VF_VMDK_GD_AT_END)
    return vf_check_report_add (report, VF_FINDING_WARNING, 0, 0, err,
                                "stream: there is no end marker");
  return 0;
}

static int
check_tables (const struct vf_vmdk_stream *stream,
              struct vf_vmdk_tables_check *check, struct vf_error *err)
{
  struct vf_vmdk_scratch *scratch = NULL;
  int r;

  if (!stream->large) {
    scratch = vf_vmdk_scratch_take (stream->pool, err);
    if (!scratch)
      return -1;
  }
  check->data = scratch;
  r = vf_vmdk_tables_check (check, err);
  if (scratch)
    vf_vmdk_scratch_give (stream->pool, scratch);
  return r;
}

int
vf_vmdk_stream_check (struct vf_vmdk_extent *extent,
                      struct vf_check_report *report, struct vf_error *err)
{
  const struct vf_vmdk_stream *stream = (struct vf_vmdk_stream *)extent;
  struct vf_vmdk_tables_check check = {
    .extent = extent,
    .tables = stream->tables,
    .report = report,
    .examine = examine,
  };

  if (check_tables (stream, &check, err))
    return -1;
  if (!stream->has_markers || check.gave_up)
    return 0;
  if (stream->rebuilt)
    return report_unknown (stream, report, err);
  return compare_with_walk (stream, check.n_data, report, err);
}
