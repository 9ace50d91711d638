/* vmferry: finding a member of a tar archive by its name, or by the last part
 * of it.  An archive may have a hundred thousand of them, and a manifest ask
 * for twenty thousand: both are looked up in an order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/tar-find.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/ova/tar-name.h"
#include "formats/ova/tar.h"

/* Members that are alike but for case. */
struct group {
  const struct vf_tar_order *order;
  size_t start, end; /* ranks */
};

static const char *
name_of (const struct vf_tar_member *member)
{
  return member->name;
}

static const char *
last_part_of (const struct vf_tar_member *member)
{
  return vf_tar_last_part (member->name);
}

/* By key without regard to case, then by name, then by place. */
static int
compare (const void *a, const void *b, void *data)
{
  const struct vf_tar_order *order = data;
  const struct vf_tar_member *x = *(const struct vf_tar_member *const *)a;
  const struct vf_tar_member *y = *(const struct vf_tar_member *const *)b;
  int r = strcasecmp (order->key (x), order->key (y));

  if (!r)
    r = strcmp (x->name, y->name);
  return r ? r : (x > y) - (x < y);
}

/* Sorts the members, or the files among them. */
static int
sort (const struct vf_tar *tar, bool only_files, struct vf_tar_order *order,
      struct vf_error *err)
{
  const struct vf_tar_member *member = tar->members.items;
  size_t i, n = tar->members.count;

  order->items = calloc (n + 1, sizeof *order->items);
  if (!order->items)
    return vf_error_nomem (err, "the list of members");
  for (i = 0; i < n; i++, member++)
    if (!only_files || member->kind == VF_TAR_FILE)
      order->items[order->count++] = member;
  qsort_r (order->items, order->count, sizeof *order->items, compare, order);
  return 0;
}

int
vf_tar_sort (struct vf_tar *tar, struct vf_error *err)
{
  tar->by_name.key = name_of;
  tar->by_last_part.key = last_part_of;
  return sort (tar, false, &tar->by_name, err)
                 || sort (tar, true, &tar->by_last_part, err)
             ? -1
             : 0;
}

/* The first rank whose key is not before KEY, or, with AFTER, is behind it. */
static size_t
bound (const struct vf_tar_order *order, const char *key, bool after)
{
  size_t low = 0, high = order->count, middle;
  int r;

  while (low < high) {
    middle = low + (high - low) / 2;
    r = strcasecmp (order->key (order->items[middle]), key);
    if (r < 0 || (after && r == 0))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static struct group
find_group (const struct vf_tar_order *order, const char *key)
{
  return (struct group){ order, bound (order, key, false),
                         bound (order, key, true) };
}

/* The last of the group that is called NAME, or NULL. */
static const struct vf_tar_member *
find_exact (const struct group *group, const char *name)
{
  const struct vf_tar_member *const *items = group->order->items;
  size_t low = group->start, high = group->end, middle;

  while (low < high) {
    middle = low + (high - low) / 2;
    if (strcmp (items[middle]->name, name) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low > group->start && strcmp (items[low - 1]->name, name) == 0
             ? items[low - 1]
             : NULL;
}

/* The last of the group where all have one name, or NULL. */
static const struct vf_tar_member *
find_only (const struct group *group)
{
  const struct vf_tar_member *const *items = group->order->items;

  return group->start < group->end
                 && strcmp (items[group->start]->name,
                            items[group->end - 1]->name)
                        == 0
             ? items[group->end - 1]
             : NULL;
}

const struct vf_tar_member *
vf_tar_find (const struct vf_tar *tar, const char *name)
{
  const struct group group = find_group (&tar->by_name, name);
  const struct vf_tar_member *exact = find_exact (&group, name);

  return exact ? exact : find_only (&group);
}

const struct vf_tar_member *
vf_tar_find_last_part (const struct vf_tar *tar, const char *name)
{
  const struct group group
      = find_group (&tar->by_last_part, vf_tar_last_part (name));

  return find_only (&group);
}
