/* vmferry: the bytes of qcow2 clusters, plain or compressed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_CLUSTER_H
#define VF_FORMATS_QCOW2_CLUSTER_H

#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_qcow2;
struct vf_qcow2_run;

/* What decompressing needs, made on first use and kept from one cluster to
 * the next.  Start it as all zeros. */
struct vf_qcow2_inflater {
  void *context; /* of the library that the image's compression type needs */
  void *input;
  size_t input_size;
  void *cluster; /* a whole one, when less of it was asked for */
};

/* Frees what INFLATER owns, which was used on Q. */
void vf_qcow2_inflater_clear (const struct vf_qcow2 *q,
                              struct vf_qcow2_inflater *inflater);

/* Reads N bytes of RUN, which is plain or compressed, from guest offset OFFSET
 * inside it.
 * Errors:  CORRUPT, IO, NOMEM */
int vf_qcow2_read_run (struct vf_qcow2 *q, const struct vf_qcow2_run *run,
                       struct vf_qcow2_inflater *inflater, void *buf, size_t n,
                       uint64_t offset, struct vf_error *err);

#endif
