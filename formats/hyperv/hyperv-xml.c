/* vmferry: XML as Hyper-V wrote it: an element is a key, its attribute "type"
 * says what its text is; without one it is a node.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/hyperv/hyperv-xml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/tree.h>
#include <nettle/base64.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/xml-in.h"

static int
set_integer (struct vf_hyperv_key *key, const char *text, struct vf_error *err)
{
  long long number;
  char *end;

  errno = 0;
  number = strtoll (text, &end, 10);
  if (errno || end == text || *end)
    return vf_hyperv_set_other (key, text, err);
  return vf_hyperv_set_number (key, number, err);
}

static int
set_bool (struct vf_hyperv_key *key, const char *text, struct vf_error *err)
{
  if (strcasecmp (text, "true") && strcasecmp (text, "false"))
    return vf_hyperv_set_other (key, text, err);
  return vf_hyperv_set_truth (key, strcasecmp (text, "true") == 0, err);
}

/* Base64, in lines. */
static int
set_base64 (struct vf_hyperv_key *key, const char *text, struct vf_error *err)
{
  struct base64_decode_ctx decoder;
  size_t n = strlen (text), n_bytes = BASE64_DECODE_LENGTH (n);
  CLEANUP_FREE uint8_t *bytes = malloc (n_bytes + 1);

  if (!bytes)
    return vf_error_nomem (err, "the value of a key");
  base64_decode_init (&decoder);
  if (!base64_decode_update (&decoder, &n_bytes, bytes, n, text)
      || !base64_decode_final (&decoder))
    return vf_hyperv_set_other (key, text, err);
  return vf_hyperv_set_bytes (key, bytes, n_bytes, err);
}

static int
set_value (struct vf_hyperv_key *key, const char *type, const char *text,
           struct vf_error *err)
{
  static const struct {
    const char *type;
    int (*set) (struct vf_hyperv_key *, const char *, struct vf_error *);
  } types[] = {
    { "string", vf_hyperv_set_text },
    { "integer", set_integer },
    { "bool", set_bool },
    { "bytes", set_base64 },
  };
  size_t i;

  if (strlen (text) > VF_HYPERV_MAX_VALUE)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "key \"%.40s\": its value is longer than 256 KiB",
                         key->name);
  for (i = 0; i < sizeof types / sizeof *types; i++)
    if (strcmp (types[i].type, type) == 0)
      return types[i].set (key, text, err);
  return vf_hyperv_set_other (key, text, err);
}

/* Reads what ELEMENT says itself, if it is more than a node. */
static int
read_value (xmlNode *element, struct vf_hyperv_key *key, struct vf_error *err)
{
  CLEANUP_FREE char *type = NULL;
  xmlChar *text;
  int failed;

  if (vf_xml_get_attribute (element, "type", &type, err))
    return -1;
  if (!type)
    return 0;
  text = xmlNodeGetContent (element);
  failed = text ? set_value (key, type, (const char *)text, err)
                : vf_error_nomem (err, "the value of a key");
  xmlFree (text);
  return failed;
}

/* Appends ELEMENT and all in it to PARENT.
 * Params:  count - of the keys so far */
static int
add_element (xmlNode *element, struct vf_hyperv_key *parent, size_t *count,
             struct vf_error *err)
{
  struct vf_hyperv_key *key;
  xmlNode *child;

  if (++*count > VF_HYPERV_MAX_KEYS)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d keys",
                         VF_HYPERV_MAX_KEYS);
  key = vf_hyperv_key_add (parent, (const char *)element->name, err);
  if (!key || read_value (element, key, err))
    return -1;
  for (child = element->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE
        && add_element (child, key, count, err))
      return -1;
  return 0;
}

struct vf_hyperv_key *
vf_hyperv_xml_parse (const char *text, size_t n, struct vf_error *err)
{
  CLEANUP_XML_DOCUMENT xmlDoc *document = vf_xml_parse (text, n, err);
  CLEANUP_HYPERV_KEY struct vf_hyperv_key *root = NULL;
  xmlNode *element = document ? vf_xml_root (document) : NULL;
  size_t count = 0;

  if (!document)
    return NULL;
  if (!vf_xml_is (element, "configuration")) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "the outermost element must be <configuration>");
    return NULL;
  }
  root = vf_hyperv_root_new (err);
  if (!root || add_element (element, root, &count, err))
    return NULL;
  return TAKE (root);
}
