/* vmferry: where in a domain's XML an element or an attribute is, as text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/libvirt/libvirt-place.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <libxml/tree.h>

#include "common/error.h"

/* The prefixes by which libvirt's namespaces are known, whatever a document
 * calls them. */
static const struct {
  const char *uri, *prefix;
} spaces[] = {
  { "http://libvirt.org/schemas/domain/vmware/1.0", "vmware" },
  { "http://libvirt.org/schemas/domain/qemu/1.0", "qemu" },
  { "http://libvirt.org/schemas/domain/xen/1.0", "xen" },
  { "http://libvirt.org/schemas/domain/bhyve/1.0", "bhyve" },
  { "http://libosinfo.org/xmlns/libvirt/domain/1.0", "libosinfo" },
};

static const char *
prefix_of (const xmlNs *space)
{
  size_t i;

  if (!space || !space->href)
    return NULL;
  for (i = 0; i < sizeof spaces / sizeof *spaces; i++)
    if (strcmp ((const char *)space->href, spaces[i].uri) == 0)
      return spaces[i].prefix;
  return (const char *)space->prefix;
}

int
vf_libvirt_append (struct vf_libvirt_place *place, struct vf_error *err,
                   const char *fmt, ...)
{
  size_t room = sizeof place->text - place->length;
  va_list args;
  int n;

  va_start (args, fmt);
  n = vsnprintf (place->text + place->length, room, fmt, args);
  va_end (args);
  if (n < 0 || (size_t)n >= room)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "%.60s...: its path is longer than %d bytes",
                         place->text, VF_LIBVIRT_MAX_PATH);
  place->length += (size_t)n;
  return 0;
}

void
vf_libvirt_cut (struct vf_libvirt_place *place, size_t length)
{
  place->length = length;
  place->text[length] = '\0';
}

static bool
is_namesake (const xmlNode *node, const xmlNode *other)
{
  return other != node && other->type == XML_ELEMENT_NODE
         && other->ns == node->ns && xmlStrEqual (other->name, node->name);
}

/* Which of its namesakes NODE is, from 1; 0 when it is the only one. */
static unsigned
ordinal (const xmlNode *node)
{
  const xmlNode *other;
  unsigned n = 1;
  bool is_alone = true;

  for (other = node->prev; other; other = other->prev)
    if (is_namesake (node, other)) {
      is_alone = false;
      n++;
    }
  for (other = node->next; is_alone && other; other = other->next)
    is_alone = !is_namesake (node, other);
  return is_alone ? 0 : n;
}

int
vf_libvirt_enter (struct vf_libvirt_place *key, struct vf_libvirt_place *path,
                  const xmlNode *node, struct vf_error *err)
{
  const char *space = prefix_of (node->ns);
  const char *prefix = space ? space : "", *colon = space ? ":" : "";
  unsigned n = ordinal (node);

  if (vf_libvirt_append (path, err, "%s%s%s%s", path->length ? "/" : "",
                         prefix, colon, node->name)
      || vf_libvirt_append (key, err, "%s%s%s%s", key->length ? "/" : "",
                            prefix, colon, node->name))
    return -1;
  return n ? vf_libvirt_append (key, err, "[%u]", n) : 0;
}
