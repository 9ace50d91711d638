/* vmferry: finding one's way in a domain that is laid out flat.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/libvirt/libvirt-tree.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"

void
vf_libvirt_tree_free (struct vf_libvirt_tree *tree)
{
  size_t i;

  if (!tree)
    return;
  for (i = 0; i < tree->entries.count; i++) {
    free (tree->entries.items[i].key);
    free (tree->entries.items[i].path);
    free (tree->entries.items[i].value);
    free (tree->entries.items[i].note);
  }
  free (tree->entries.items);
  free (tree->elements.items);
  free (tree);
}

const struct vf_libvirt_element *
vf_libvirt_child (const struct vf_libvirt_tree *tree,
                  const struct vf_libvirt_element *parent, const char *name,
                  const struct vf_libvirt_element *after)
{
  const struct vf_libvirt_element *all = tree->elements.items, *child, *end;

  if (!parent)
    return NULL;
  end = all + parent->end_element;
  for (child = after ? all + after->end_element : parent + 1; child < end;
       child = all + child->end_element)
    if (!name || strcmp (child->name, name) == 0)
      return child;
  return NULL;
}

const struct vf_libvirt_element *
vf_libvirt_descend (const struct vf_libvirt_tree *tree, const char *path)
{
  const struct vf_libvirt_element *element = tree->elements.items;
  char name[64];
  size_t n;

  for (; element && *path; path += n + (path[n] == '/')) {
    n = strcspn (path, "/");
    if (n >= sizeof name)
      return NULL;
    memcpy (name, path, n);
    name[n] = '\0';
    element = vf_libvirt_child (tree, element, name, NULL);
  }
  return element;
}

const char *
vf_libvirt_relative (const struct vf_libvirt_element *element,
                     const struct vf_libvirt_entry *entry)
{
  const char *path = entry->path + element->path_length;

  return element->path_length && *path == '/' ? path + 1 : path;
}

struct vf_libvirt_entry *
vf_libvirt_find (const struct vf_libvirt_tree *tree,
                 const struct vf_libvirt_element *element, const char *path)
{
  size_t i;

  if (!element)
    return NULL;
  for (i = element->first_entry; i < element->end_entry; i++) {
    struct vf_libvirt_entry *entry = &tree->entries.items[i];

    if (strcmp (vf_libvirt_relative (element, entry), path) == 0)
      return entry;
  }
  return NULL;
}

const char *
vf_libvirt_get (const struct vf_libvirt_tree *tree,
                const struct vf_libvirt_element *element, const char *path)
{
  const struct vf_libvirt_entry *entry = vf_libvirt_find (tree, element, path);

  return entry ? entry->value : NULL;
}

bool
vf_libvirt_has (const struct vf_libvirt_tree *tree,
                const struct vf_libvirt_element *element, const char *path,
                const char *value)
{
  const char *found = vf_libvirt_get (tree, element, path);

  return found && strcmp (found, value) == 0;
}

int
vf_libvirt_judge (struct vf_libvirt_entry *entry, enum vf_fate fate,
                  const char *note, struct vf_error *err)
{
  char *copy = NULL;

  if (!entry)
    return 0;
  if (note && !(copy = strdup (note)))
    return vf_error_nomem (err, "a note");
  free (entry->note);
  entry->note = copy;
  entry->fate = fate;
  entry->is_judged = true;
  return 0;
}

int
vf_libvirt_judge_rest (struct vf_libvirt_tree *tree,
                       const struct vf_libvirt_element *element,
                       enum vf_fate fate, const char *note,
                       struct vf_error *err)
{
  size_t i;

  if (!element)
    return 0;
  for (i = element->first_entry; i < element->end_entry; i++)
    if (!tree->entries.items[i].is_judged
        && vf_libvirt_judge (&tree->entries.items[i], fate, note, err))
      return -1;
  return 0;
}
