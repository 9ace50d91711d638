/* vmferry: what a thread needs to inflate grains, kept between reads: buffers
 * and a decompressor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_SCRATCH_H
#define VF_FORMATS_VMDK_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

struct libdeflate_decompressor;
struct vf_error;
struct vf_vmdk_scratch_pool;

struct vf_vmdk_scratch {
  struct vf_vmdk_scratch *next; /* in the pool */
  struct libdeflate_decompressor *decompressor;
  uint8_t *input;  /* the pool's input size */
  uint8_t *output; /* the pool's output size */
};

/* A pool of scratches with buffers of these sizes; each is made when it is
 * first needed.
 * Owner:   the caller frees it with vf_vmdk_scratch_pool_free.
 * Errors:  NOMEM */
struct vf_vmdk_scratch_pool *vf_vmdk_scratch_pool_new (size_t input_size,
                                                       size_t output_size,
                                                       struct vf_error *err);

/* Frees the pool, into which all must have been given back; NULL is
 * allowed. */
void vf_vmdk_scratch_pool_free (struct vf_vmdk_scratch_pool *pool);

/* A scratch of its own for the caller, until it is given back.
 * Threads: any number at once
 * Errors:  NOMEM */
struct vf_vmdk_scratch *
vf_vmdk_scratch_take (struct vf_vmdk_scratch_pool *pool, struct vf_error *err);

/* Gives a scratch back; NULL is allowed. */
void vf_vmdk_scratch_give (struct vf_vmdk_scratch_pool *pool,
                           struct vf_vmdk_scratch *scratch);

/* Inflates the zlib stream (or, as VMware's document has it, the raw deflate
 * stream) that IN starts with; what follows it is ignored.
 * Params:  ret_n - bytes that came out, at most OUT_SIZE
 * Errors:  CORRUPT when the stream or its checksum is wrong, or more than
 *          OUT_SIZE would come out */
int vf_vmdk_inflate (struct vf_vmdk_scratch *scratch, const uint8_t *in,
                     size_t in_size, uint8_t *out, size_t out_size,
                     size_t *ret_n, struct vf_error *err);

/* Whether BYTES (two or more) start like a zlib stream.
 * Source:  RFC 1950, 2.2 */
int vf_vmdk_is_zlib (const uint8_t *bytes);

#endif
