/* vmferry: the keys of a .vmcx as a tree.  Each names its parent by table and
 * byte; a parent that is not there, or keys that are each other's parents,
 * are damage: nothing may vanish.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/hyperv/vmcx.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/charset.h"
#include "common/error.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/hyperv/vmcx-layout.h"
#include "formats/hyperv/vmcx-priv.h"

static int
compare_parents (const struct vf_vmcx_entry *a, const struct vf_vmcx_entry *b)
{
  if (a->parent_table != b->parent_table)
    return a->parent_table < b->parent_table ? -1 : 1;
  if (a->parent_offset != b->parent_offset)
    return a->parent_offset < b->parent_offset ? -1 : 1;
  return 0;
}

/* Siblings side by side, in their order. */
static int
compare_entries (const void *first, const void *second)
{
  const struct vf_vmcx_entry *a = first, *b = second;
  int order = compare_parents (a, b);

  if (order)
    return order;
  if (a->insertion != b->insertion)
    return a->insertion < b->insertion ? -1 : 1;
  if (a->table != b->table)
    return a->table < b->table ? -1 : 1;
  return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* The first of the sorted entries whose parent is the one at TABLE and
 * OFFSET, or where it would be. */
static size_t
first_child (const struct vf_vmcx *vmcx, uint16_t table, uint32_t offset)
{
  struct vf_vmcx_entry parent
      = { .parent_table = table, .parent_offset = offset };
  size_t low = 0, high = vmcx->entries.count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;

    if (compare_parents (&vmcx->entries.items[middle], &parent) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int
set_string (struct vf_hyperv_key *key, const struct vf_vmcx_entry *entry,
            struct vf_error *err)
{
  CLEANUP_FREE char *text
      = vf_charset_from_utf16le (entry->value, entry->size, err);

  return text ? vf_hyperv_set_text (key, text, err) : -1;
}

/* A number of 64 bits, which may be too large for a signed one. */
static int
set_number (struct vf_hyperv_key *key, const struct vf_vmcx_entry *entry,
            struct vf_error *err)
{
  struct vf_le64 number;
  char text[32];

  memcpy (&number, entry->value, sizeof number);
  if (entry->type == VF_VMCX_INT || vf_le64_get (number) <= INT64_MAX)
    return vf_hyperv_set_number (key, (int64_t)vf_le64_get (number), err);
  snprintf (text, sizeof text, "%" PRIu64, vf_le64_get (number));
  return vf_hyperv_set_other (key, text, err);
}

static int
set_value (struct vf_hyperv_key *key, const struct vf_vmcx_entry *entry,
           struct vf_error *err)
{
  static const uint8_t zeros[4];

  switch (entry->type) {
  case VF_VMCX_NODE:
    return 0;
  case VF_VMCX_STRING:
    return set_string (key, entry, err);
  case VF_VMCX_INT:
  case VF_VMCX_UINT:
    if (entry->size == sizeof (struct vf_le64))
      return set_number (key, entry, err);
    break;
  case VF_VMCX_BOOL:
    if (entry->size == sizeof zeros)
      return vf_hyperv_set_truth (
          key, memcmp (entry->value, zeros, sizeof zeros) != 0, err);
    break;
  default:
    break;
  }
  return vf_hyperv_set_bytes (key, entry->value, entry->size, err);
}

/* Appends the children of the entry at TABLE and OFFSET to KEY.
 * Params:  seen - counts the entries that were reached */
static int
add_children (const struct vf_vmcx *vmcx, struct vf_hyperv_key *key,
              uint16_t table, uint32_t offset, size_t *seen,
              struct vf_error *err)
{
  size_t i = first_child (vmcx, table, offset);

  for (; i < vmcx->entries.count; i++) {
    const struct vf_vmcx_entry *entry = &vmcx->entries.items[i];
    struct vf_hyperv_key *child;

    if (entry->parent_table != table || entry->parent_offset != offset)
      break;
    child = vf_hyperv_key_add (key, entry->name, err);
    if (!child || set_value (child, entry, err))
      return -1;
    (*seen)++;
    if (add_children (vmcx, child, entry->table, entry->offset, seen, err))
      return -1;
  }
  return 0;
}

struct vf_hyperv_key *
vf_vmcx_build (struct vf_vmcx *vmcx, struct vf_error *err)
{
  CLEANUP_HYPERV_KEY struct vf_hyperv_key *root = vf_hyperv_root_new (err);
  size_t seen = 0;

  if (vmcx->entries.count)
    qsort (vmcx->entries.items, vmcx->entries.count,
           sizeof *vmcx->entries.items, compare_entries);
  if (!root || add_children (vmcx, root, 0, 0, &seen, err))
    return NULL;
  if (seen != vmcx->entries.count) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "%zu of %zu keys hang below none that is there",
                  vmcx->entries.count - seen, vmcx->entries.count);
    return NULL;
  }
  return TAKE (root);
}

static void
clear (struct vf_vmcx *vmcx)
{
  free (vmcx->object_tables.items);
  free (vmcx->tables.items);
  free (vmcx->entries.items);
}

struct vf_hyperv_key *
vf_vmcx_parse (const uint8_t *bytes, size_t n, struct vf_error *err)
{
  VF_CLEANUP (clear) struct vf_vmcx vmcx = { .bytes = bytes, .n = n };

  if (vf_vmcx_find_tables (&vmcx, err) || vf_vmcx_find_keys (&vmcx, err))
    return NULL;
  return vf_vmcx_build (&vmcx, err);
}
