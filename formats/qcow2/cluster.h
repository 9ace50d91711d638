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
struct vf_qcow2_inflater;
struct vf_qcow2_run;

/* Reads N bytes of RUN, which is plain, from guest offset OFFSET inside it.
 * Errors:  CORRUPT, IO */
int vf_qcow2_read_plain (struct vf_qcow2 *q, const struct vf_qcow2_run *run,
                         void *buf, size_t n, uint64_t offset,
                         struct vf_error *err);

/* The same of a RUN that is compressed.
 * Errors:  CORRUPT, IO, NOMEM */
int vf_qcow2_read_compressed (struct vf_qcow2 *q,
                              const struct vf_qcow2_run *run,
                              struct vf_qcow2_inflater *inflater, void *buf,
                              size_t n, uint64_t offset, struct vf_error *err);

#endif
