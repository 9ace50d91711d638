/* vmferry: cached pages of a file's tables.  Each page number has one place it
 * can be in (direct-mapped): a table that is walked needs no better, and a
 * look-up is one comparison.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/page-cache.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"

enum { PAGE_SIZE = 64 * 1024 };

/* Of all caches: 16 MiB.  A disk may have thousands of files with tables. */
enum { MAX_HELD = 256 };

static atomic_uint n_held;

/* Places for pages, of all caches: once there are four times as many as pages
 * can be held, a cache gets one only. */
enum { MAX_PLACES = 4 * MAX_HELD };

static atomic_size_t n_places;

struct page {
  uint64_t number;
  size_t length; /* 0: nothing is here; less than a page at the end of file */
  uint8_t *bytes;
};

struct vf_page_cache {
  struct vf_io *io;
  pthread_mutex_t lock;
  size_t n_pages;
  struct page pages[];
};

struct vf_page_cache *
vf_page_cache_new (struct vf_io *io, size_t n_pages, struct vf_error *err)
{
  struct vf_page_cache *cache;
  size_t bytes;

  if (atomic_load (&n_places) > MAX_PLACES)
    n_pages = 1;
  if (__builtin_mul_overflow (n_pages, sizeof (struct page), &bytes)
      || __builtin_add_overflow (bytes, sizeof *cache, &bytes)
      || !(cache = calloc (1, bytes))) {
    vf_error_nomem (err, "a table cache");
    return NULL;
  }
  cache->io = io;
  cache->n_pages = n_pages;
  atomic_fetch_add (&n_places, n_pages);
  pthread_mutex_init (&cache->lock, NULL);
  return cache;
}

/* Whether PAGE has memory to be read into. */
static bool
has_memory (struct page *page)
{
  if (page->bytes)
    return true;
  if (atomic_fetch_add (&n_held, 1) < MAX_HELD
      && (page->bytes = malloc (PAGE_SIZE)))
    return true;
  atomic_fetch_sub (&n_held, 1);
  return false;
}

/* Reads page NUMBER into its place, unless it is there. */
static int
load_page (struct vf_page_cache *cache, struct page *page, uint64_t number,
           struct vf_error *err)
{
  uint64_t start = number * PAGE_SIZE;
  uint64_t length;

  if (page->length && page->number == number)
    return 0;
  if (start >= vf_io_size (cache->io))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s: ends at byte %" PRIu64
                         ", but a table is needed at %" PRIu64,
                         vf_io_name (cache->io), vf_io_size (cache->io),
                         start);
  length = vf_min_u64 (PAGE_SIZE, vf_io_size (cache->io) - start);
  page->length = 0;
  if (vf_io_read (cache->io, page->bytes, length, start, err))
    return -1;
  page->number = number;
  page->length = length;
  return 0;
}

/* Copies N bytes that lie in one page. */
static int
read_from_page (struct vf_page_cache *cache, void *buf, size_t n,
                uint64_t offset, struct vf_error *err)
{
  uint64_t number = offset / PAGE_SIZE;
  size_t within = offset % PAGE_SIZE;
  struct page *page = &cache->pages[number % cache->n_pages];

  if (!has_memory (page))
    return vf_io_read (cache->io, buf, n, offset, err);
  if (load_page (cache, page, number, err))
    return -1;
  if (within + n > page->length)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s: ends at byte %" PRIu64
                         ", but %zu bytes of a table are needed at %" PRIu64,
                         vf_io_name (cache->io), vf_io_size (cache->io), n,
                         offset);
  memcpy (buf, page->bytes + within, n);
  return 0;
}

int
vf_page_cache_read (struct vf_page_cache *cache, void *buf, size_t n,
                    uint64_t offset, struct vf_error *err)
{
  char *to = buf;
  size_t piece;
  int r = 0;

  pthread_mutex_lock (&cache->lock);
  for (; n && r == 0; n -= piece, to += piece, offset += piece) {
    piece = vf_min_u64 (n, PAGE_SIZE - offset % PAGE_SIZE);
    r = read_from_page (cache, to, piece, offset, err);
  }
  pthread_mutex_unlock (&cache->lock);
  return r;
}

void
vf_page_cache_free (struct vf_page_cache *cache)
{
  size_t i;

  if (!cache)
    return;
  for (i = 0; i < cache->n_pages; i++) {
    if (cache->pages[i].bytes)
      atomic_fetch_sub (&n_held, 1);
    free (cache->pages[i].bytes);
  }
  atomic_fetch_sub (&n_places, cache->n_pages);
  pthread_mutex_destroy (&cache->lock);
  free (cache);
}
