/* vmferry: counting references to the clusters of a new qcow2 file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/refcounts.h"

#include <assert.h>
#include <string.h>

#include "common/error.h"
#include "common/io.h"

int
vf_qcow2_refcounts_flush (struct vf_qcow2_refcounts *refcounts,
                          struct vf_error *err)
{
  size_t n = VF_QCOW2_REFCOUNTS_PER_PAGE;

  while (n && !vf_be16_get (refcounts->counts[n - 1]))
    n--; /* the last block may end before the page does */
  if (vf_io_write (refcounts->io, refcounts->counts,
                   n * sizeof refcounts->counts[0],
                   refcounts->blocks_offset
                       + refcounts->first * sizeof refcounts->counts[0],
                   err))
    return vf_error_prefix (err, "refcounts");
  return 0;
}

int
vf_qcow2_refcounts_fill (struct vf_qcow2_refcounts *refcounts, uint64_t n,
                         struct vf_error *err)
{
  const uint64_t per_page = VF_QCOW2_REFCOUNTS_PER_PAGE;
  size_t i;

  for (i = 0; i < per_page; i++)
    refcounts->counts[i] = vf_be16_make (1);
  for (; refcounts->first + per_page < n; refcounts->first += per_page)
    if (vf_qcow2_refcounts_flush (refcounts, err))
      return -1;
  memset (&refcounts->counts[n - refcounts->first], 0,
          (per_page - (n - refcounts->first)) * sizeof refcounts->counts[0]);
  return vf_qcow2_refcounts_flush (refcounts, err);
}

/* The page of CLUSTER becomes the one in memory. */
static int
turn_page (struct vf_qcow2_refcounts *refcounts, uint64_t cluster,
           struct vf_error *err)
{
  if (vf_qcow2_refcounts_flush (refcounts, err))
    return -1;
  memset (refcounts->counts, 0, sizeof refcounts->counts);
  refcounts->first = cluster - cluster % VF_QCOW2_REFCOUNTS_PER_PAGE;
  return 0;
}

int
vf_qcow2_refcounts_add (struct vf_qcow2_refcounts *refcounts, uint64_t first,
                        uint64_t last, struct vf_error *err)
{
  struct vf_be16 *count;
  uint64_t cluster;

  assert (first >= refcounts->first);
  for (cluster = first; cluster <= last; cluster++) {
    if (cluster - refcounts->first >= VF_QCOW2_REFCOUNTS_PER_PAGE
        && turn_page (refcounts, cluster, err))
      return -1;
    /* No overflow: even the shortest stream of a cluster is so long that not
     * 65536 of them fit into one. */
    count = &refcounts->counts[cluster - refcounts->first];
    *count = vf_be16_make (vf_be16_get (*count) + 1);
  }
  return 0;
}
