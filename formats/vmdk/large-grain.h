/* vmferry: grains that are too large for each thread to have room for one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_LARGE_GRAIN_H
#define VF_FORMATS_VMDK_LARGE_GRAIN_H

#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_vmdk_large_grain;
struct vf_vmdk_stream;

/* Grains beyond this are read here: with all threads of a copy, what those up
 * to it need (input and output) stays well below 64 MiB. */
enum { VF_VMDK_MAX_SMALL_GRAIN = 1024 * 1024 };

/* Room for one inflated grain, which all threads share.
 * Owner:   the caller frees it with vf_vmdk_large_grain_free.
 * Errors:  NOMEM */
struct vf_vmdk_large_grain *vf_vmdk_large_grain_new (struct vf_error *err);

/* NULL is allowed. */
void vf_vmdk_large_grain_free (struct vf_vmdk_large_grain *large);

/* Copies N bytes from byte WITHIN of GRAIN of STREAM, inflating it unless it
 * was the last one.
 * Params:  buf - NULL: only to see that they can be had
 * Threads: any number at once; one inflates
 * Errors:  CORRUPT, IO, NOMEM */
int vf_vmdk_large_grain_read (struct vf_vmdk_large_grain *large,
                              const struct vf_vmdk_stream *stream,
                              uint64_t grain, void *buf, size_t n,
                              size_t within, struct vf_error *err);

#endif
