/* vmferry: laying out a domain's XML as entries.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/tree.h>

#include "common/error.h"
#include "formats/libvirt/libvirt-place.h"
#include "formats/libvirt/libvirt-tree.h"

enum {
  MAX_ELEMENTS = 1 << 14, /* 1024 disks have 12000 */
  MAX_ENTRIES = 1 << 16,
};

struct walk {
  struct vf_libvirt_tree *tree;
  const xmlNode *domain;
  struct vf_libvirt_place key, path;
  struct vf_error *err;
};

/* TEXT without the blanks around it. */
static char *
trimmed (const xmlChar *text)
{
  const char *from = text ? (const char *)text : "";
  size_t n;

  from += strspn (from, " \t\r\n");
  n = strlen (from);
  while (n > 0 && strchr (" \t\r\n", from[n - 1]))
    n--;
  return strndup (from, n);
}

/* Adds an entry with VALUE, which it takes, at where WALK is. */
static int
add_entry (struct walk *walk, char *value)
{
  struct vf_libvirt_tree *tree = walk->tree;
  struct vf_libvirt_entry entry = { .value = value };

  entry.key = strdup (walk->key.text);
  entry.path = strdup (walk->path.text);
  if (tree->entries.count == MAX_ENTRIES)
    vf_error_set (walk->err, VF_ERROR_LIMIT,
                  "more than %d attributes and texts", MAX_ENTRIES);
  else if (!value || !entry.key || !entry.path
           || vf_vector_push (&tree->entries, entry))
    vf_error_nomem (walk->err, "an entry");
  else
    return 0;
  free (value);
  free (entry.key);
  free (entry.path);
  return -1;
}

/* Adds an entry with VALUE, which it takes, at TAIL of where WALK is. */
static int
add_at (struct walk *walk, const char *tail, char *value)
{
  size_t key = walk->key.length, path = walk->path.length;
  int r;

  if (vf_libvirt_append (&walk->key, walk->err, "%s", tail)
      || vf_libvirt_append (&walk->path, walk->err, "%s", tail)) {
    free (value);
    return -1;
  }
  r = add_entry (walk, value);
  vf_libvirt_cut (&walk->key, key);
  vf_libvirt_cut (&walk->path, path);
  return r;
}

static int
add_attribute (struct walk *walk, const xmlNode *node,
               const xmlAttr *attribute)
{
  struct vf_libvirt_place tail = { .length = 0 };
  xmlChar *value;
  char *text;

  if (vf_libvirt_append (&tail, walk->err, "%s@%s",
                         node == walk->domain ? "domain" : "",
                         attribute->name))
    return -1;
  value = xmlNodeListGetString (node->doc, attribute->children, 1);
  text = trimmed (value);
  xmlFree (value);
  return add_at (walk, tail.text, text);
}

/* The text between the tags of NODE itself, without that of its children. */
static char *
own_text (const xmlNode *node)
{
  xmlBuffer *buffer = xmlBufferCreate ();
  const xmlNode *child;
  char *text;

  if (!buffer)
    return NULL;
  for (child = node->children; child; child = child->next)
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
      xmlBufferCat (buffer, child->content);
  text = trimmed (xmlBufferContent (buffer));
  xmlBufferFree (buffer);
  return text;
}

static bool
has_element (const xmlNode *node)
{
  const xmlNode *child;

  for (child = node->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      return true;
  return false;
}

static int
add_text (struct walk *walk, const xmlNode *node)
{
  char *text = own_text (node);

  if (!text)
    return vf_error_nomem (walk->err, "a text");
  if (!*text && (node->properties || has_element (node))) {
    free (text);
    return 0;
  }
  if (node != walk->domain)
    return add_entry (walk, text);
  return add_at (walk, "domain", text);
}

static int walk_element (struct walk *walk, const xmlNode *node);

static int
walk_inside (struct walk *walk, const xmlNode *node)
{
  const xmlAttr *attribute;
  const xmlNode *child;

  if (add_text (walk, node))
    return -1;
  for (attribute = node->properties; attribute; attribute = attribute->next)
    if (add_attribute (walk, node, attribute))
      return -1;
  for (child = node->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE && walk_element (walk, child))
      return -1;
  return 0;
}

/* The domain itself is where paths begin.  Recursive; libxml2 bounds the depth
 * of a document to 256. */
static int
walk_element (struct walk *walk, const xmlNode *node)
{
  struct vf_libvirt_element element = { .name = (const char *)node->name };
  size_t key = walk->key.length, path = walk->path.length;
  size_t at = walk->tree->elements.count;

  if (at == MAX_ELEMENTS)
    return vf_error_set (walk->err, VF_ERROR_LIMIT, "more than %d elements",
                         MAX_ELEMENTS);
  if (node != walk->domain
      && vf_libvirt_enter (&walk->key, &walk->path, node, walk->err))
    return -1;
  element.first_entry = walk->tree->entries.count;
  element.path_length = walk->path.length;
  if (vf_vector_push (&walk->tree->elements, element))
    return vf_error_nomem (walk->err, "an element");
  if (walk_inside (walk, node))
    return -1;
  walk->tree->elements.items[at].end_entry = walk->tree->entries.count;
  walk->tree->elements.items[at].end_element = walk->tree->elements.count;
  vf_libvirt_cut (&walk->key, key);
  vf_libvirt_cut (&walk->path, path);
  return 0;
}

/* What stands beside the domain in a status or a snapshot. */
static int
walk_around (struct walk *walk)
{
  const xmlNode *around = walk->domain->parent, *node;

  if (around->type != XML_ELEMENT_NODE)
    return 0;
  if (vf_libvirt_append (&walk->key, walk->err, "%s", around->name)
      || vf_libvirt_append (&walk->path, walk->err, "%s", around->name))
    return -1;
  for (const xmlAttr *at = around->properties; at; at = at->next)
    if (add_attribute (walk, around, at))
      return -1;
  for (node = around->children; node; node = node->next)
    if (node->type == XML_ELEMENT_NODE
        && !xmlStrEqual (node->name, walk->domain->name)
        && walk_element (walk, node))
      return -1;
  return 0;
}

struct vf_libvirt_tree *
vf_libvirt_tree_new (xmlNode *domain, struct vf_error *err)
{
  CLEANUP_LIBVIRT_TREE struct vf_libvirt_tree *tree = calloc (1, sizeof *tree);
  struct walk walk = { .tree = tree, .domain = domain, .err = err };

  if (!tree) {
    vf_error_nomem (err, "a domain");
    return NULL;
  }
  if (walk_element (&walk, domain) || walk_around (&walk))
    return NULL;
  tree->elements.items[0].end_entry = tree->entries.count;
  return TAKE (tree);
}
