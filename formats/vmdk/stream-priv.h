/* vmferry: what the files of the stream reader share: stream.c (the extent),
 * stream-grain.c (from bytes of the file to grains), stream-check.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_STREAM_PRIV_H
#define VF_FORMATS_VMDK_STREAM_PRIV_H

#include "formats/vmdk/extent.h"

struct vf_vmdk_grain_cache;
struct vf_vmdk_scratch;
struct vf_vmdk_scratch_pool;
struct vf_vmdk_tables;

struct vf_vmdk_stream {
  struct vf_vmdk_extent extent;
  struct vf_vmdk_tables *tables;
  struct vf_vmdk_scratch_pool *pool;
  struct vf_vmdk_grain_cache *cache;
  uint64_t n_grains;
  size_t input_size; /* of a scratch */
  bool has_markers;
};

/* How many bytes of input a scratch needs for grains of this size. */
size_t vf_vmdk_stream_input_size (uint32_t grain_bytes);

/* Inflates grains from GRAIN on, as many of COUNT as lie close together in
 * the file and can be had by one request, at least one.  All must be data.
 * Params:  out - room for COUNT grains
 * Returns: how many were inflated, or -1
 * Errors:  CORRUPT, IO */
int vf_vmdk_stream_inflate (const struct vf_vmdk_stream *stream,
                            struct vf_vmdk_scratch *scratch, uint64_t grain,
                            size_t count, uint8_t *out, struct vf_error *err);

/* The extent's check. */
int vf_vmdk_stream_check (struct vf_vmdk_extent *extent,
                          struct vf_check_report *report,
                          struct vf_error *err);

#endif
