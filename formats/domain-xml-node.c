/* vmferry: reading libvirt's domain XML: elements, attributes and rules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/domain-xml-priv.h"

#include <string.h>

#include <libxml/tree.h>

#include "common/error.h"
#include "common/text.h"
#include "formats/domain.h"

enum {
  MAX_IGNORED = 256, /* names listed; a report with more is not read */
};

static bool
is_element (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE
         && (!name || strcmp ((const char *)node->name, name) == 0);
}

void *
vf_domain_child (void *element, const char *name)
{
  xmlNode *child = element ? ((xmlNode *)element)->children : NULL;

  while (child && !is_element (child, name))
    child = child->next;
  return child;
}

/* The text of an attribute or element in libxml2's memory, or NULL. */
static xmlChar *
get (void *element, const char *name)
{
  if (!element)
    return NULL;
  return name ? xmlGetProp (element, (const xmlChar *)name)
              : xmlNodeGetContent (element);
}

bool
vf_domain_is (void *element, const char *name, const char *value)
{
  xmlChar *text = get (element, name);
  bool is_same = text && strcmp ((const char *)text, value) == 0;

  xmlFree (text);
  return is_same;
}

/* A copy of TEXT without the blanks around it. */
static char *
trimmed (const char *text)
{
  size_t n;

  text += strspn (text, " \t\r\n");
  n = strlen (text);
  while (n > 0 && strchr (" \t\r\n", text[n - 1]))
    n--;
  return strndup (text, n);
}

int
vf_domain_get_text (void *element, const char *name, char **field,
                    struct vf_error *err)
{
  xmlChar *text = get (element, name);
  char *copy;

  if (!text)
    return 0;
  copy = trimmed ((const char *)text);
  xmlFree (text);
  if (!copy)
    return vf_error_nomem (err, name ? name : "the text of an element");
  free (*field);
  *field = copy;
  return 0;
}

int
vf_domain_get_number (void *element, const char *name, uint64_t max,
                      unsigned *field, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  uint64_t n = 0;

  if (vf_domain_get_text (element, name, &text, err))
    return -1;
  if (!text)
    return 0;
  if (vf_text_parse_u64 (text, 0, max, &n, err)) {
    err->code = VF_ERROR_CORRUPT;
    return vf_error_prefix (err, "<%s>%s%s",
                            (const char *)((xmlNode *)element)->name,
                            name ? " " : "", name ? name : "");
  }
  *field = (unsigned)n;
  return 0;
}

int
vf_domain_ignore (struct vf_domain *domain, const char *prefix,
                  const char *name, struct vf_error *err)
{
  CLEANUP_FREE char *text = vf_text_printf ("%s%s", prefix, name);
  size_t i;

  for (i = 0; text && i < domain->ignored.count; i++)
    if (strcmp (domain->ignored.items[i], text) == 0)
      return 0;
  if (text && domain->ignored.count >= MAX_IGNORED)
    return 0;
  if (!text || vf_vector_push (&domain->ignored, text))
    return vf_error_nomem (err, "the list of what is ignored");
  text = NULL;
  return 0;
}

static const struct vf_domain_rule *
find_rule (const struct vf_domain_rule *rules, const xmlNode *node)
{
  while (rules->name && !is_element (node, rules->name))
    rules++;
  return rules->name ? rules : NULL;
}

int
vf_domain_apply (void *element, const struct vf_domain_rule *rules,
                 const char *prefix, struct vf_domain *domain,
                 struct vf_error *err)
{
  xmlNode *child;

  for (child = ((xmlNode *)element)->children; child; child = child->next) {
    const struct vf_domain_rule *rule;
    int r = 0;

    if (!is_element (child, NULL))
      continue;
    rule = find_rule (rules, child);
    if (!rule)
      r = vf_domain_ignore (domain, prefix, (const char *)child->name, err);
    else if (rule->read)
      r = rule->read (child, domain, err);
    if (r)
      return -1;
  }
  return 0;
}
