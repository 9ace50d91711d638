/* vmferry: a direct-mapped cache of inflated grains.  Clients that read less
 * than a grain at a time read on from where they were: a handful of grains is
 * enough to inflate each only once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/grain-cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"

enum {
  MAX_BYTES = 2 * 1024 * 1024,
  MAX_SLOTS = 16,
};

struct slot {
  bool is_filled;
  uint64_t grain;
  uint8_t *bytes;
};

struct vf_vmdk_grain_cache {
  pthread_mutex_t lock;
  uint32_t grain_bytes;
  size_t n_slots;
  struct slot slots[MAX_SLOTS];
};

struct vf_vmdk_grain_cache *
vf_vmdk_grain_cache_new (uint32_t grain_bytes, struct vf_error *err)
{
  struct vf_vmdk_grain_cache *cache = calloc (1, sizeof *cache);

  if (!cache) {
    vf_error_nomem (err, "a cache of grains");
    return NULL;
  }
  pthread_mutex_init (&cache->lock, NULL);
  cache->grain_bytes = grain_bytes;
  cache->n_slots
      = vf_max_u64 (1, vf_min_u64 (MAX_SLOTS, MAX_BYTES / grain_bytes));
  return cache;
}

void
vf_vmdk_grain_cache_free (struct vf_vmdk_grain_cache *cache)
{
  size_t i;

  if (!cache)
    return;
  for (i = 0; i < cache->n_slots; i++)
    free (cache->slots[i].bytes);
  pthread_mutex_destroy (&cache->lock);
  free (cache);
}

bool
vf_vmdk_grain_cache_get (struct vf_vmdk_grain_cache *cache, uint64_t grain,
                         void *buf, size_t n, size_t within)
{
  const struct slot *slot = &cache->slots[grain % cache->n_slots];
  bool is_there;

  pthread_mutex_lock (&cache->lock);
  is_there = slot->is_filled && slot->grain == grain;
  if (is_there)
    memcpy (buf, slot->bytes + within, n);
  pthread_mutex_unlock (&cache->lock);
  return is_there;
}

void
vf_vmdk_grain_cache_put (struct vf_vmdk_grain_cache *cache, uint64_t grain,
                         const void *bytes)
{
  struct slot *slot = &cache->slots[grain % cache->n_slots];

  pthread_mutex_lock (&cache->lock);
  if (!slot->bytes)
    slot->bytes = malloc (cache->grain_bytes);
  slot->is_filled = slot->bytes != NULL;
  if (slot->is_filled) {
    slot->grain = grain;
    memcpy (slot->bytes, bytes, cache->grain_bytes);
  }
  pthread_mutex_unlock (&cache->lock);
}
