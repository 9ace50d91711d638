/* vmferry: the consistency of a VHDX: damaged copies of headers and tables,
 * the log, and then each entry of the block allocation table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/vhdx/check-priv.h"
#include "formats/vhdx/vhdx-disk.h"
#include "formats/vhdx/vhdx-image.h"

/* 32 MiB of map: the file of a full disk of 64 TiB, four times. */
#define MAX_MIBS (UINT64_C (1) << 28)

bool
vf_vhdx_check_take (struct vf_vhdx_check *check, uint64_t offset,
                    uint64_t length)
{
  uint64_t mib = offset / VF_VHDX_MIB;
  uint64_t end
      = vf_min_u64 (mib + vf_div_up (length, VF_VHDX_MIB), check->n_mibs);
  bool was_free = true;

  for (; mib < end; mib++) {
    uint64_t bit = UINT64_C (1) << mib % 64;

    was_free = was_free && !(check->taken[mib / 64] & bit);
    check->taken[mib / 64] |= bit;
  }
  return was_free;
}

/* One copy of each serves; a damaged one is told. */
static int
check_headers (const struct vf_vhdx_check *check, struct vf_error *err)
{
  struct vf_error why;
  int i;

  for (i = 0; i < 2; i++) {
    if (vf_vhdx_header_check (check->vhdx->image.io, i, &why) == 0)
      continue;
    if (vf_check_report_add (check->report, VF_FINDING_WARNING, 0, 0, err,
                             "%s: it is damaged; the other is used", why.text))
      return -1;
  }
  return 0;
}

static bool
is_same_region (const struct vf_vhdx_region *a, const struct vf_vhdx_region *b)
{
  return a->offset == b->offset && a->length == b->length;
}

static int
check_region_tables (const struct vf_vhdx_check *check, struct vf_error *err)
{
  const struct vf_vhdx_image *vhdx = check->vhdx;
  struct vf_vhdx_regions regions;
  struct vf_error why;
  int i;

  for (i = 0; i < 2; i++) {
    if (vf_vhdx_region_read_copy (vhdx->io, i, &vhdx->header, &regions,
                                  &why)) {
      if (vf_check_report_add (check->report, VF_FINDING_WARNING, 0, 0, err,
                               "%s: it is damaged; the other is used",
                               why.text))
        return -1;
    } else if (!is_same_region (&regions.bat, &vhdx->regions.bat)
               || !is_same_region (&regions.metadata,
                                   &vhdx->regions.metadata)) {
      if (vf_check_report_add (check->report, VF_FINDING_WARNING, 0, 0, err,
                               "region table %d: it differs from the other, "
                               "which is used",
                               i + 1))
        return -1;
    }
  }
  return 0;
}

static int
check_log (const struct vf_vhdx_check *check, struct vf_error *err)
{
  const struct vf_vhdx_image *vhdx = check->vhdx;

  if (vf_guid_is_zero (&vhdx->header.log_guid))
    return 0;
  if (vhdx->io != vhdx->image.io)
    return vf_check_report_add (check->report, VF_FINDING_NOTE, 0, 0, err,
                                "log: the file was not closed in order; what "
                                "is in its log is read as if it were applied");
  return vf_check_report_add (check->report, VF_FINDING_DAMAGE, 0, 0, err,
                              "log: it is damaged, and what was written last "
                              "may be missing or torn");
}

int
vf_vhdx_check (struct vf_image *image, struct vf_check_report *report,
               struct vf_error *err)
{
  const struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;
  struct vf_vhdx_check check = { .vhdx = vhdx, .report = report };
  const struct vf_vhdx_regions *regions = &vhdx->regions;
  CLEANUP_FREE uint64_t *taken = NULL;

  check.n_mibs
      = vf_min_u64 (vf_div_up (vf_io_size (vhdx->io), VF_VHDX_MIB), MAX_MIBS);
  taken = calloc (check.n_mibs / 64 + 1, sizeof *taken);
  if (!taken)
    return vf_error_nomem (err, "the map of the file");
  check.taken = taken;
  vf_vhdx_check_take (&check, 0, VF_VHDX_MIB);
  vf_vhdx_check_take (&check, vhdx->header.log_offset,
                      vhdx->header.log_length);
  vf_vhdx_check_take (&check, regions->bat.offset, regions->bat.length);
  vf_vhdx_check_take (&check, regions->metadata.offset,
                      regions->metadata.length);
  if (check_headers (&check, err) || check_log (&check, err)
      || check_region_tables (&check, err))
    return -1;
  return vf_vhdx_check_blocks (&check, err);
}
