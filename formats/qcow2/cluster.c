/* vmferry: reading qcow2 clusters.  A compressed one must come out whole.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/cluster.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/qcow2/cut.h"
#include "formats/qcow2/inflater.h"
#include "formats/qcow2/table.h"

/* What lies behind the end of the file, in its last cluster, is zeros, or, in a
 * salvage, lost. */
int
vf_qcow2_read_plain (struct vf_qcow2 *q, const struct vf_qcow2_run *run,
                     void *buf, size_t n, uint64_t offset,
                     struct vf_error *err)
{
  uint64_t host = run->host + (offset - run->start);
  uint64_t file_size = vf_io_size (q->data);
  size_t there = host < file_size ? vf_min_u64 (n, file_size - host) : 0;

  if (there < n && q->image.params.salvage)
    return vf_qcow2_cut_fail (q, run, err);
  memset ((char *)buf + there, 0, n - there);
  return vf_io_read (q->data, buf, there, host, err);
}

/* Makes the whole cluster of RUN in OUT. */
static int
inflate_cluster (struct vf_qcow2 *q, const struct vf_qcow2_run *run,
                 struct vf_qcow2_inflater *inflater, void *out,
                 struct vf_error *err)
{
  size_t size = q->header.cluster_size;

  if (vf_qcow2_inflater_load (inflater, q->image.io, run->host_length,
                              run->host, err))
    return -1;
  if (vf_qcow2_inflate (inflater, run->host, run->host_length, out, size)
      == size)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "compressed cluster at byte %" PRIu64
                       " (guest offset %" PRIu64
                       ") cannot be decompressed to %zu bytes",
                       run->host, run->start, size);
}

/* A part of a cluster is often followed by the next. */
int
vf_qcow2_read_compressed (struct vf_qcow2 *q, const struct vf_qcow2_run *run,
                          struct vf_qcow2_inflater *inflater, void *buf,
                          size_t n, uint64_t offset, struct vf_error *err)
{
  if (n == q->header.cluster_size)
    return inflate_cluster (q, run, inflater, buf, err);
  if (!inflater->cluster)
    inflater->cluster = malloc (q->header.cluster_size);
  if (!inflater->cluster)
    return vf_error_nomem (err, "a compressed cluster");
  if (inflater->cluster_host != run->host) {
    inflater->cluster_host = UINT64_MAX;
    if (inflate_cluster (q, run, inflater, inflater->cluster, err))
      return -1;
    inflater->cluster_host = run->host;
  }
  memcpy (buf, inflater->cluster + (offset - run->start), n);
  return 0;
}
