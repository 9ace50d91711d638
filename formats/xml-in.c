/* vmferry: parsing XML by libxml2.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/xml-in.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include <libxml/parser.h>

#include "common/error.h"

static void
free_parser (xmlParserCtxt **parser)
{
  if (*parser)
    xmlFreeParserCtxt (*parser);
}

/* A document type could declare entities, which could do anything: parsing
 * ends where one begins. */
static void
stop_at_type (void *data, const xmlChar *name, const xmlChar *public_id,
              const xmlChar *system_id)
{
  xmlParserCtxt *parser = data;

  (void)name;
  (void)public_id;
  (void)system_id;
  parser->_private = (void *)"it has a document type, which is not read";
  xmlStopParser (parser);
}

static void
say_why (const xmlParserCtxt *parser, struct vf_error *err)
{
  const xmlError *error = &parser->lastError;
  const char *message = error->message ? error->message : "";

  if (error->code == XML_ERR_NO_MEMORY)
    vf_error_nomem (err, "XML");
  else if (parser->_private)
    vf_error_set (err, VF_ERROR_CORRUPT, "%s",
                  (const char *)parser->_private);
  else
    vf_error_set (err, VF_ERROR_CORRUPT, "line %d: no well-formed XML: %.*s",
                  error->line, (int)strcspn (message, "\n"), message);
}

/* The encoding where the text says a wrong one: Windows' writers call UTF-16
 * what they have put out as UTF-8.  NULL: as the text says. */
static const char *
true_encoding (const char *text, size_t n)
{
  static const char wrong[] = "encoding=\"utf-16\"";
  size_t i;

  if (n < 100 || strncmp (text, "<?xml", 5) != 0)
    return NULL;
  for (i = 5; i < 60; i++)
    if (strncasecmp (text + i, wrong, strlen (wrong)) == 0)
      return "UTF-8";
  return NULL;
}

xmlDoc *
vf_xml_parse (const char *text, size_t n, struct vf_error *err)
{
  VF_CLEANUP (free_parser) xmlParserCtxt *parser = xmlNewParserCtxt ();
  xmlDoc *document;

  if (!parser) {
    vf_error_nomem (err, "an XML parser");
    return NULL;
  }
  if (n > INT32_MAX) {
    vf_error_set (err, VF_ERROR_LIMIT, "%zu bytes are too many for XML", n);
    return NULL;
  }
  parser->sax->internalSubset = stop_at_type;
  parser->sax->comment = NULL; /* they would split texts */
  parser->sax->processingInstruction = NULL;
  document = xmlCtxtReadMemory (parser, text, (int)n, NULL,
                                true_encoding (text, n),
                                XML_PARSE_NONET | XML_PARSE_NOERROR
                                    | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
  if (!document || parser->_private) {
    say_why (parser, err);
    xmlFreeDoc (document);
    return NULL;
  }
  return document;
}

xmlNode *
vf_xml_root (xmlDoc *document)
{
  return xmlDocGetRootElement (document);
}

xmlNode *
vf_xml_parent (const xmlNode *element)
{
  xmlNode *parent = element->parent;

  return parent && parent->type == XML_ELEMENT_NODE ? parent : NULL;
}

bool
vf_xml_is (const xmlNode *element, const char *name)
{
  return element && element->type == XML_ELEMENT_NODE
         && strcmp ((const char *)element->name, name) == 0;
}

xmlNode *
vf_xml_child (xmlNode *element, const char *name, xmlNode *after)
{
  xmlNode *child = after ? after->next : element ? element->children : NULL;

  while (child && !vf_xml_is (child, name))
    child = child->next;
  return child;
}

int
vf_xml_get_attribute (xmlNode *element, const char *name, char **ret_value,
                  struct vf_error *err)
{
  xmlAttr *attribute = element->properties;
  xmlChar *value;

  *ret_value = NULL;
  while (attribute && strcmp ((const char *)attribute->name, name) != 0)
    attribute = attribute->next;
  if (!attribute)
    return 0;
  value = xmlNodeListGetString (element->doc, attribute->children, 1);
  *ret_value = strdup (value ? (const char *)value : "");
  xmlFree (value);
  return *ret_value ? 0 : vf_error_nomem (err, name);
}

void
vf_xml_document_free (xmlDoc *document)
{
  xmlFreeDoc (document);
}
