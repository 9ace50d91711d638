/* vmferry: reading tables of paths into structs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/libvirt/libvirt-row.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/libvirt/libvirt-value.h"

static bool
matches (const char *pattern, const char *path)
{
  size_t n = strlen (pattern);

  if (n > 0 && pattern[n - 1] == '*')
    return strncmp (pattern, path, n - 1) == 0;
  return strcmp (pattern, path) == 0;
}

static const struct vf_libvirt_row *
find_row (const struct vf_libvirt_row *rows, const char *path)
{
  while (rows->path && !matches (rows->path, path))
    rows++;
  return rows->path ? rows : NULL;
}

static bool
read_switch (const char *value, enum vf_tristate *member)
{
  *member = vf_libvirt_parse_switch (value);
  return *member != VF_UNSET;
}

static bool
read_count (const char *value, unsigned *member)
{
  uint64_t number;

  if (!vf_libvirt_parse_number (value, VF_LIBVIRT_MAX_COUNT - 1, &number))
    return false;
  *member = (unsigned)number;
  return true;
}

static bool
read_limit (const char *value, int64_t *member)
{
  uint64_t number;

  if (!vf_libvirt_parse_number (value, INT64_MAX, &number))
    return false;
  *member = number ? (int64_t)number : -1;
  return true;
}

/* The unit that stands beside PATH, a text ("memory") or an attribute
 * ("page@size"); or NULL. */
static const char *
unit_of (const struct vf_libvirt_tree *tree,
         const struct vf_libvirt_element *element, const char *path)
{
  char beside[128];
  int n = snprintf (beside, sizeof beside, "%.*s@unit",
                    (int)strcspn (path, "@"), path);

  return n < (int)sizeof beside ? vf_libvirt_get (tree, element, beside)
                                : NULL;
}

/* 1 read, 0 not of its kind, -1 with NOMEM. */
static int
read_value (const struct vf_libvirt_tree *tree,
            const struct vf_libvirt_element *element,
            const struct vf_libvirt_row *row,
            const struct vf_libvirt_entry *entry, void *target,
            struct vf_error *err)
{
  const char *value = entry->value;
  void *member = target ? (char *)target + row->offset : NULL;

  switch (row->kind) {
  case VF_LIBVIRT_NOTHING:
  case VF_LIBVIRT_SECRET:
    break;
  case VF_LIBVIRT_TEXT:
    return vf_libvirt_set_text (member, value, err) ? -1 : 1;
  case VF_LIBVIRT_SWITCH:
    return read_switch (value, member);
  case VF_LIBVIRT_PRESENT:
    *(enum vf_tristate *)member = VF_YES;
    break;
  case VF_LIBVIRT_COUNT:
    return read_count (value, member);
  case VF_LIBVIRT_LIMIT:
    return read_limit (value, member);
  case VF_LIBVIRT_KIB:
    return vf_libvirt_get_bytes (tree, element,
                                 vf_libvirt_relative (element, entry), member);
  }
  return 1;
}

static bool
is_member (const struct vf_libvirt_row *row)
{
  return row->kind != VF_LIBVIRT_NOTHING && row->kind != VF_LIBVIRT_SECRET;
}

static int
read_entry (struct vf_libvirt_tree *tree,
            const struct vf_libvirt_element *element,
            const struct vf_libvirt_row *row, struct vf_libvirt_entry *entry,
            void *target, struct vf_error *err)
{
  const char *path = vf_libvirt_relative (element, entry);
  int done;

  entry->is_secret = row->kind == VF_LIBVIRT_SECRET;
  if (is_member (row) && vf_libvirt_find (tree, element, path) != entry)
    return vf_libvirt_judge (entry, VF_FATE_LOSS,
                             "said a second time: the first one counts", err);
  done = read_value (tree, element, row, entry, target, err);
  if (done < 0)
    return -1;
  if (!done)
    return vf_libvirt_judge (entry, VF_FATE_LOSS,
                             "not a value it can have, taken as absent", err);
  return vf_libvirt_judge (entry, row->fate, row->note, err);
}

int
vf_libvirt_read_rows (struct vf_libvirt_tree *tree,
                      const struct vf_libvirt_element *element,
                      const struct vf_libvirt_row *rows, void *target,
                      struct vf_error *err)
{
  size_t i;

  for (i = element->first_entry; i < element->end_entry; i++) {
    struct vf_libvirt_entry *entry = &tree->entries.items[i];
    const struct vf_libvirt_row *row;

    if (entry->is_judged)
      continue;
    row = find_row (rows, vf_libvirt_relative (element, entry));
    if (row && read_entry (tree, element, row, entry, target, err))
      return -1;
  }
  return 0;
}

bool
vf_libvirt_get_bytes (const struct vf_libvirt_tree *tree,
                      const struct vf_libvirt_element *element,
                      const char *path, uint64_t *ret_bytes)
{
  const char *value = vf_libvirt_get (tree, element, path);

  return value
         && vf_libvirt_parse_bytes (value, unit_of (tree, element, path),
                                    ret_bytes);
}

bool
vf_libvirt_get_number (const struct vf_libvirt_tree *tree,
                       const struct vf_libvirt_element *element,
                       const char *path, uint64_t max, uint64_t *ret_number)
{
  const char *value = vf_libvirt_get (tree, element, path);

  return value && vf_libvirt_parse_number (value, max, ret_number);
}
