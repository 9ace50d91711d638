/* vmferry: the bits of taken units, in pages that are made when one of their
 * bits is set.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/unit-set.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/error.h"

/* 4 KiB of bits; for 64 TiB of grains of 4 KiB there are 4 MiB of pages'
 * addresses. */
enum { WORD_BITS = 64, PAGE_WORDS = 512, PAGE_BITS = WORD_BITS * PAGE_WORDS };

struct vf_unit_set {
  uint64_t n_units;
  uint64_t *pages[]; /* NULL: all of it is free */
};

struct vf_unit_set *
vf_unit_set_new (uint64_t n_units, struct vf_error *err)
{
  uint64_t bytes;
  struct vf_unit_set *set = NULL;

  if (vf_mul_u64 (vf_div_up (n_units, PAGE_BITS), sizeof (uint64_t *), &bytes)
      && vf_add_u64 (bytes, sizeof *set, &bytes) && bytes <= SIZE_MAX)
    set = calloc (1, bytes);
  if (!set) {
    vf_error_nomem (err, "the map of the file");
    return NULL;
  }
  set->n_units = n_units;
  return set;
}

void
vf_unit_set_free (struct vf_unit_set *set)
{
  uint64_t i;

  if (!set)
    return;
  for (i = 0; i < vf_div_up (set->n_units, PAGE_BITS); i++)
    free (set->pages[i]);
  free (set);
}

int
vf_unit_set_take (struct vf_unit_set *set, uint64_t first, uint64_t end,
                  struct vf_error *err)
{
  bool was_free = true;

  for (end = vf_min_u64 (end, set->n_units); first < end; first++) {
    uint64_t **page = &set->pages[first / PAGE_BITS];
    uint64_t bit = UINT64_C (1) << first % WORD_BITS;
    uint64_t *word;

    if (!*page && !(*page = calloc (PAGE_WORDS, sizeof **page)))
      return vf_error_nomem (err, "the map of the file");
    word = *page + first % PAGE_BITS / WORD_BITS;
    was_free = was_free && !(*word & bit);
    *word |= bit;
  }
  return was_free;
}
