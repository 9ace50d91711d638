/* vmferry: elements by namespace, and their fates.  A fate's number stands in
 * the node's _private, which libxml2 leaves to its user.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/ovf-node.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/tree.h>

#include "common/error.h"

#define CIM "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_"

/* The URIs, or their beginnings: versions follow. */
static const struct {
  const char *uri;
  enum vf_ovf_ns ns;
  bool is_whole;
} uris[] = {
  { "http://schemas.dmtf.org/ovf/envelope", VF_OVF_NS_OVF, false },
  { "http://www.vmware.com/schema/ovf/1/envelope", VF_OVF_NS_OVF, true },
  { CIM "ResourceAllocationSettingData", VF_OVF_NS_RASD, false },
  { CIM "StorageAllocationSettingData", VF_OVF_NS_RASD, false },
  { CIM "EthernetPortAllocationSettingData", VF_OVF_NS_RASD, false },
  { CIM "ProcessorAllocationSettingData", VF_OVF_NS_RASD, false },
  { CIM "VirtualSystemSettingData", VF_OVF_NS_VSSD, false },
  { "http://www.vmware.com/schema/ovf", VF_OVF_NS_VMW, true },
  { "http://www.virtualbox.org/ovf/machine", VF_OVF_NS_VBOX, true },
  { "http://www.w3.org/2001/XMLSchema-instance", VF_OVF_NS_XSI, true },
};

static enum vf_ovf_ns
kind_of (const xmlNs *ns)
{
  const char *uri = ns ? (const char *)ns->href : NULL;
  size_t i;

  /* oVirt has only its envelope in a namespace. */
  if (!uri)
    return VF_OVF_NS_OVF;
  for (i = 0; i < sizeof uris / sizeof *uris; i++)
    if (uris[i].is_whole
            ? strcmp (uri, uris[i].uri) == 0
            : strncmp (uri, uris[i].uri, strlen (uris[i].uri)) == 0)
      return uris[i].ns;
  return VF_OVF_NS_OTHER;
}

enum vf_ovf_ns
vf_ovf_ns_of (const xmlNode *element)
{
  return kind_of (element->ns);
}

bool
vf_ovf_is (const xmlNode *element, enum vf_ovf_ns ns, const char *name)
{
  return element && element->type == XML_ELEMENT_NODE
         && strcmp ((const char *)element->name, name) == 0
         && kind_of (element->ns) == ns;
}

xmlNode *
vf_ovf_child (xmlNode *element, enum vf_ovf_ns ns, const char *name,
              xmlNode *after)
{
  xmlNode *child = after ? after->next : element ? element->children : NULL;

  while (child && !vf_ovf_is (child, ns, name))
    child = child->next;
  return child;
}

xmlNode *
vf_ovf_attribute (const xmlNode *element, enum vf_ovf_ns ns, const char *name)
{
  xmlAttr *attribute = element->properties;

  for (; attribute; attribute = attribute->next)
    if (strcmp ((const char *)attribute->name, name) == 0
        && (!attribute->ns || kind_of (attribute->ns) == ns))
      return (xmlNode *)attribute;
  return NULL;
}

const char *
vf_ovf_peek (const xmlNode *element, enum vf_ovf_ns ns, const char *name)
{
  const xmlNode *attribute = vf_ovf_attribute (element, ns, name);

  return attribute && attribute->children && attribute->children->content
             ? (const char *)attribute->children->content
             : "";
}

int
vf_ovf_text (xmlNode *node, char **ret_text, struct vf_error *err)
{
  static const char blanks[] = " \t\r\n";
  xmlNode *child = node ? node->children : NULL;
  const char *text = "";
  size_t n;

  *ret_text = NULL;
  if (!node)
    return 0;
  while (child && child->type != XML_TEXT_NODE)
    child = child->next;
  if (child && child->content)
    text = (const char *)child->content;
  text += strspn (text, blanks);
  n = strlen (text);
  while (n && strchr (blanks, text[n - 1]))
    n--;
  *ret_text = strndup (text, n);
  return *ret_text ? 0 : vf_error_nomem (err, "a text of an OVF");
}

int
vf_ovf_take (struct vf_ovf_fates *fates, xmlNode *element, enum vf_ovf_ns ns,
             const char *name, char **ret_text, struct vf_error *err)
{
  xmlNode *attribute = vf_ovf_attribute (element, ns, name);

  if (vf_ovf_text (attribute, ret_text, err))
    return -1;
  return vf_ovf_judge (fates, attribute, VF_FATE_MAPPED, NULL, err);
}

void
vf_ovf_section_name (const xmlNode *section, char name[64])
{
  const char *text = (const char *)section->name, *colon, *suffix;
  const xmlNode *type = NULL;
  size_t n;

  if (strcmp (text, "Section") == 0 || strcmp (text, "Content") == 0)
    type = vf_ovf_attribute (section, VF_OVF_NS_XSI, "type");
  if (type && type->children && type->children->content) {
    text = (const char *)type->children->content;
    colon = strchr (text, ':');
    text = colon ? colon + 1 : text;
  } else if (strcmp (text, "Content") == 0) {
    text = "VirtualSystem";
  }
  n = strlen (text);
  suffix = n > 5 ? text + n - 5 : text;
  if (strcmp (suffix, "_Type") == 0)
    n -= 5;
  n = n < 63 ? n : 63;
  memcpy (name, text, n);
  name[n] = '\0';
}

xmlNode *
vf_ovf_section (xmlNode *parent, const char *name, xmlNode *after)
{
  xmlNode *child = after ? after->next : parent ? parent->children : NULL;
  char found[64];

  for (; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE
        || (kind_of (child->ns) != VF_OVF_NS_OVF
            && kind_of (child->ns) != VF_OVF_NS_VMW))
      continue;
    vf_ovf_section_name (child, found);
    if (strcmp (found, name) == 0)
      break;
  }
  return child;
}

int
vf_ovf_judge (struct vf_ovf_fates *fates, xmlNode *node, enum vf_fate fate,
              const char *note, struct vf_error *err)
{
  struct vf_ovf_fate item = { .fate = fate };
  size_t number;

  if (!node)
    return 0;
  item.note = note ? strdup (note) : NULL;
  if (note && !item.note)
    return vf_error_nomem (err, "an account");
  number = (size_t)(uintptr_t)node->_private;
  if (number) {
    free (fates->list.items[number - 1].note);
    fates->list.items[number - 1] = item;
    return 0;
  }
  if (vf_vector_push (&fates->list, item)) {
    free (item.note);
    return vf_error_nomem (err, "an account");
  }
  node->_private = (void *)(uintptr_t)fates->list.count;
  return 0;
}

const struct vf_ovf_fate *
vf_ovf_fate_of (const struct vf_ovf_fates *fates, const xmlNode *node)
{
  size_t number = (size_t)(uintptr_t)node->_private;

  return number ? &fates->list.items[number - 1] : NULL;
}

void
vf_ovf_fates_clear (struct vf_ovf_fates *fates)
{
  size_t i;

  for (i = 0; i < fates->list.count; i++)
    free (fates->list.items[i].note);
  free (fates->list.items);
  *fates = (struct vf_ovf_fates){ 0 };
}
