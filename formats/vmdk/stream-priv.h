/* vmferry: what the files of the stream reader share: stream.c (the extent),
 * stream-open.c, stream-grain.c (from bytes of the file to grains),
 * stream-check.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_STREAM_PRIV_H
#define VF_FORMATS_VMDK_STREAM_PRIV_H

#include "formats/vmdk/extent.h"
#include "formats/vmdk/header.h"

struct vf_image;
struct vf_vmdk_grain_cache;
struct vf_vmdk_large_grain;
struct vf_vmdk_rebuilt;
struct vf_vmdk_scratch;
struct vf_vmdk_scratch_pool;
struct vf_vmdk_run;
struct vf_vmdk_tables;

struct vf_vmdk_stream {
  struct vf_vmdk_extent extent;
  struct vf_vmdk_tables *tables;
  struct vf_vmdk_rebuilt *rebuilt; /* what holds the tables; NULL: the file */
  struct vf_vmdk_scratch_pool *pool;
  struct vf_vmdk_grain_cache *cache;
  struct vf_vmdk_large_grain *large; /* instead of pool and cache, or NULL */
  uint64_t n_grains;
  size_t input_size; /* of a scratch */
  bool has_markers;
  struct vf_vmdk_header header; /* at the start of the file */
};

/* Finds the tables of STREAM, whose extent has its io: by HEADER, by the
 * footer, or where those lead nowhere by the markers of the grains.
 * Params:  image - may be salvaged, and takes notes
 * Errors:  CORRUPT, LIMIT, NOMEM, IO */
int vf_vmdk_stream_find_tables (struct vf_vmdk_stream *stream,
                                struct vf_image *image,
                                const struct vf_vmdk_header *header,
                                struct vf_error *err);

/* The grains from GRAIN on that are all the same, as vf_vmdk_tables_run, but
 * for what is not known of a stream that is not whole.
 * Returns: whether it is known; RET_RUN is set in any case
 * Errors:  -1 as vf_vmdk_tables_run */
int vf_vmdk_stream_run (const struct vf_vmdk_stream *stream, uint64_t grain,
                        struct vf_vmdk_run *ret_run, struct vf_error *err);

/* Says that it is not known what GRAIN was.
 * Returns: -1 always, with CORRUPT. */
int vf_vmdk_stream_fail_unknown (const struct vf_vmdk_stream *stream,
                                 uint64_t grain, struct vf_error *err);

/* Where the compressed bytes of a grain are, in what is stored for it. */
struct vf_vmdk_payload {
  uint64_t start;
  uint64_t n;
};

/* Finds the compressed bytes of GRAIN, of which STORED, N_STORED bytes from
 * OFFSET of the file on, holds at least as much as a marker.  They may go on
 * behind those.
 * Errors:  CORRUPT */
int vf_vmdk_stream_find_payload (const struct vf_vmdk_stream *stream,
                                 uint64_t grain, uint64_t offset,
                                 const uint8_t *stored, uint64_t n_stored,
                                 struct vf_vmdk_payload *ret_payload,
                                 struct vf_error *err);

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
