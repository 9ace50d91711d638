/* vmferry: grains that were inflated last, for reads of parts of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_GRAIN_CACHE_H
#define VF_FORMATS_VMDK_GRAIN_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_vmdk_grain_cache;

/* A cache of a few grains of GRAIN_BYTES each.
 * Owner:   the caller frees it with vf_vmdk_grain_cache_free.
 * Errors:  NOMEM */
struct vf_vmdk_grain_cache *vf_vmdk_grain_cache_new (uint32_t grain_bytes,
                                                     struct vf_error *err);

/* Frees the cache; NULL is allowed. */
void vf_vmdk_grain_cache_free (struct vf_vmdk_grain_cache *cache);

/* Copies N bytes from byte WITHIN of GRAIN.
 * Threads: any number at once
 * Returns: false, and BUF untouched, when the grain is not in the cache. */
bool vf_vmdk_grain_cache_get (struct vf_vmdk_grain_cache *cache,
                              uint64_t grain, void *buf, size_t n,
                              size_t within);

/* Keeps a copy of GRAIN, unless there is no memory for it.
 * Threads: any number at once */
void vf_vmdk_grain_cache_put (struct vf_vmdk_grain_cache *cache,
                              uint64_t grain, const void *bytes);

#endif
