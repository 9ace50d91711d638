/* vmferry: making a cluster smaller, by deflate or zstd.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_DEFLATER_H
#define VF_FORMATS_QCOW2_DEFLATER_H

#include <stddef.h>
#include <stdint.h>

#include "common/endian.h"
#include "formats/writer.h"

/* What one thread compresses with: a batch of clusters at a time. */
struct vf_qcow2_deflater {
  struct vf_qcow2_deflater *next; /* in a list of idle ones */
  enum vf_compression compression;
  int level;
  void *context;
  uint8_t *out;            /* streams, one behind the other */
  uint8_t *cluster;        /* the last of the disk, filled up */
  size_t cluster_size;
  uint32_t *lengths;       /* of the streams; 0: stored plain */
  struct vf_be64 *entries; /* L2 entries of the batch */
  size_t batch;            /* clusters that the buffers are made for */
};

/* Holds a compression and its level against what there is.
 * Errors:  USAGE */
int vf_qcow2_deflater_check (enum vf_compression compression, int level,
                             struct vf_error *err);

/* A deflater for clusters of CLUSTER_SIZE bytes.
 * Params:  level - 0 for the default
 * Errors:  NOMEM */
struct vf_qcow2_deflater *
vf_qcow2_deflater_new (enum vf_compression compression, int level,
                       size_t cluster_size, struct vf_error *err);

/* Compresses N bytes into less than N at OUT.
 * Returns: how many, or 0 when they do not become less. */
size_t vf_qcow2_deflate (struct vf_qcow2_deflater *deflater, const void *in,
                         size_t n, void *out);

/* How many bytes DEFLATER has allocated. */
size_t vf_qcow2_deflater_memory (const struct vf_qcow2_deflater *deflater);

/* Frees all deflaters of a list; NULL is an empty one. */
void vf_qcow2_deflater_free_list (struct vf_qcow2_deflater *list);

#endif
