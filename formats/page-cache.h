/* vmferry: tables of huge images, held by page instead of whole.  Reads of a
 * few bytes go to cached pages of the file; memory is bounded whatever the
 * size of the table, and however many tables there are: once all caches hold
 * 16 MiB, what is not in one of them is read from its file each time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_PAGE_CACHE_H
#define VF_FORMATS_PAGE_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_io;
struct vf_page_cache;

/* A cache of N_PAGES pages of 64 KiB over IO; of one, when there are hundreds
 * of caches.
 * Params:  io - stays the caller's and must outlive the cache
 * Owner:   the caller frees it with vf_page_cache_free.
 * Errors:  NOMEM */
struct vf_page_cache *vf_page_cache_new (struct vf_io *io, size_t n_pages,
                                         struct vf_error *err);

/* Reads exactly N bytes through the cache.
 * Threads: any number at once
 * Errors:  CORRUPT when the file ends before them, IO */
int vf_page_cache_read (struct vf_page_cache *cache, void *buf, size_t n,
                        uint64_t offset, struct vf_error *err);

/* Frees the cache; NULL is allowed. */
void vf_page_cache_free (struct vf_page_cache *cache);

VF_DEFINE_CLEANUP (page_cache, struct vf_page_cache, vf_page_cache_free)
#define CLEANUP_PAGE_CACHE VF_CLEANUP (vf_cleanup_page_cache)

#endif
