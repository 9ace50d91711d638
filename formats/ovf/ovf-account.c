/* vmferry: the account of an OVF: every element and attribute of it, in their
 * order, with its fate or that of the nearest element around it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/tree.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/ovf/ovf-section.h"
#include "formats/vmx/vmx-secret.h"
#include "formats/xml-in.h"

enum {
  MAX_ENTRIES = 100 * 1000,
  MAX_VALUE = 400, /* bytes: a licence is not repeated */
  MAX_PATH = 300,
};

/* Where the walk is. */
struct place {
  char path[MAX_PATH];
  const struct vf_ovf_fate *fate;
};

struct walk {
  const struct vf_ovf *ovf;
  struct vf_account *account;
};

/* What is said of an element by which its siblings are told apart; "" none. */
static void
label_of (const xmlNode *element, char label[64])
{
  static const char *const names[]
      = { "id", "key", "diskId", "name", "instanceId", "slot" };
  const xmlNode *attribute = NULL, *child;
  size_t i;

  for (i = 0; i < sizeof names / sizeof *names && !attribute; i++)
    for (attribute = (const xmlNode *)element->properties; attribute;
         attribute = attribute->next)
      if (strcmp ((const char *)attribute->name, names[i]) == 0)
        break;
  for (child = element->children; child && !attribute; child = child->next)
    if (child->type == XML_ELEMENT_NODE
        && strncasecmp ((const char *)child->name, "InstanceID", 11) == 0)
      attribute = child;
  label[0] = '\0';
  if (attribute && attribute->children && attribute->children->content)
    snprintf (label, 64, "%.60s", (const char *)attribute->children->content);
}

/* PATH with ELEMENT behind it: "VirtualHardwareSection/Item[7]". */
static void
enter (const char *path, const xmlNode *element, char to[MAX_PATH])
{
  char label[64], name[64];
  int n;

  vf_ovf_section_name (element, name);
  label_of (element, label);
  n = snprintf (to, MAX_PATH, "%s%s%s", path, *path ? "/" : "", name);
  if (*label && n < MAX_PATH)
    snprintf (to + n, (size_t)(MAX_PATH - n), "[%s]", label);
}

static bool
is_config (const xmlNode *element)
{
  return vf_ovf_is (element, VF_OVF_NS_VMW, "Config")
         || vf_ovf_is (element, VF_OVF_NS_VMW, "ExtraConfig");
}

/* Whether ELEMENT, of a section that sets a guest up, has a password in it. */
static bool
is_password (const xmlNode *element)
{
  return vf_xml_is (element, "AdminPassword")
         || vf_xml_is (element, "DomainUserPassword");
}

/* Texts that must not show up in a report: the value of a password, or that of
 * one in a <Value> for a deployment option, or of such a key of a .vmx. */
static bool
is_secret (const xmlNode *node)
{
  const xmlNode *at = node->parent;

  if (node->type == XML_ELEMENT_NODE)
    return is_password (node)
           || (is_config (node)
               && vf_vmx_is_secret (vf_ovf_peek (node, VF_OVF_NS_VMW, "key")));
  if (at && vf_xml_is (at, "Value"))
    at = at->parent;
  return at && vf_xml_is (at, "Property") && vf_ovf_is_password (at)
         && strcmp ((const char *)node->name, "value") == 0;
}

static int
add (const struct walk *walk, const char *key, const xmlNode *node,
     char *value, const struct vf_ovf_fate *fate, struct vf_error *err)
{
  if (walk->account->entries.count >= MAX_ENTRIES)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "more than %d elements and attributes", MAX_ENTRIES);
  if (value && fate && fate->fate != VF_FATE_UNKNOWN
      && strlen (value) > MAX_VALUE) {
    size_t n = MAX_VALUE;

    /* Not in the middle of a character. */
    while (n && ((unsigned char)value[n] & 0xc0) == 0x80)
      n--;
    value[n] = '\0';
  }
  return vf_account_add (walk->account, fate ? fate->fate : VF_FATE_UNKNOWN,
                         key, node && is_secret (node) ? NULL : value,
                         fate ? fate->note : NULL, err);
}

static int
add_attribute (const struct walk *walk, const struct place *place,
               xmlNode *attribute, struct vf_error *err)
{
  const struct vf_ovf_fate *own
      = vf_ovf_fate_of (&walk->ovf->fates, attribute);
  CLEANUP_FREE char *value = NULL;
  CLEANUP_FREE char *key
      = vf_text_printf ("%s@%s", place->path, (const char *)attribute->name);

  if (!key)
    return vf_error_nomem (err, "an account");
  if (vf_ovf_text (attribute, &value, err))
    return -1;
  if (!own)
    own = vf_ovf_attribute_fate (attribute);
  return add (walk, key, attribute, value, own ? own : place->fate, err);
}

/* A key of VMware's is one entry with its value. */
static int
add_config (const struct walk *walk, const struct place *place,
            xmlNode *element, struct vf_error *err)
{
  CLEANUP_FREE char *value = NULL;

  if (vf_ovf_text (vf_ovf_attribute (element, VF_OVF_NS_VMW, "value"), &value,
                   err))
    return -1;
  return add (walk, place->path, element, value, place->fate, err);
}

static bool
has_elements (const xmlNode *element)
{
  const xmlNode *child = element->children;

  while (child && child->type != XML_ELEMENT_NODE)
    child = child->next;
  return child;
}

/* Whether ELEMENT, of a section that is lost, says no more than that something
 * is not done to the guest: <JoinDomainEnabled>false</JoinDomainEnabled>. */
static bool
is_off (const xmlNode *element, const char *text)
{
  return vf_xml_is (element->parent, "GuestCustomizationSection")
         && strcmp (text, "false") == 0;
}

static int walk_children (const struct walk *walk, const struct place *place,
                          xmlNode *element, struct vf_error *err);

/* An element without a text is told of by what is in it, unless nothing is. */
static int
walk_element (const struct walk *walk, const struct place *around,
              xmlNode *element, struct vf_error *err)
{
  struct place place;
  xmlAttr *attribute = element->properties;
  static const struct vf_ovf_fate off
      = { VF_FATE_IRRELEVANT, (char *)"it is off" };
  CLEANUP_FREE char *text = NULL;

  enter (around->path, element, place.path);
  place.fate = vf_ovf_fate_of (&walk->ovf->fates, element);
  if (!place.fate)
    place.fate = vf_ovf_section_fate (walk->ovf, element);
  if (!place.fate)
    place.fate = around->fate;
  if (is_config (element))
    return add_config (walk, &place, element, err);
  if (vf_ovf_text (element, &text, err))
    return -1;
  if (is_off (element, text))
    place.fate = &off;
  if ((*text || (!has_elements (element) && !attribute))
      && add (walk, place.path, element, text, place.fate, err))
    return -1;
  for (; attribute; attribute = attribute->next)
    if (add_attribute (walk, &place, (xmlNode *)attribute, err))
      return -1;
  return walk_children (walk, &place, element, err);
}

/* The parser has bounded how deep this goes. */
static int
walk_children (const struct walk *walk, const struct place *place,
               xmlNode *element, struct vf_error *err)
{
  xmlNode *child;

  for (child = element->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE
        && walk_element (walk, place, child, err))
      return -1;
  return 0;
}

int
vf_ovf_read_account (struct vf_ovf *ovf, struct vf_machine *machine,
                     struct vf_error *err)
{
  const struct walk walk = { .ovf = ovf, .account = &machine->account };
  static const struct vf_ovf_fate of_writer
      = { VF_FATE_IRRELEVANT, (char *)"what the package is called" };
  const struct place envelope = { .path = "Envelope", .fate = &of_writer };
  const struct place outside = { .path = "" };
  xmlAttr *attribute;

  for (attribute = ovf->envelope->properties; attribute;
       attribute = attribute->next)
    if (add_attribute (&walk, &envelope, (xmlNode *)attribute, err))
      return -1;
  return walk_children (&walk, &outside, ovf->envelope, err);
}
