/* vmferry: XML from someone else, read so that it can do no harm: no network,
 * no files, no entities, no document type, bounded in depth and length.
 * Elements are passed as libxml2's nodes, whose type is not told here.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_XML_IN_H
#define VF_FORMATS_XML_IN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"

struct _xmlDoc;
struct _xmlNode;
struct vf_error;

/* Parses N bytes.
 * Owner:   the caller frees the document with vf_xml_document_free.
 * Errors:  CORRUPT, naming the line; LIMIT; NOMEM */
struct _xmlDoc *vf_xml_parse (const char *text, size_t n,
                              struct vf_error *err);

/* The outermost element.  Owner: the document.  Returns: NULL for none. */
struct _xmlNode *vf_xml_root (struct _xmlDoc *document);

/* The element that ELEMENT is a child of; NULL for the outermost. */
struct _xmlNode *vf_xml_parent (const struct _xmlNode *element);

/* Whether ELEMENT is there and is called NAME, in any namespace. */
bool vf_xml_is (const struct _xmlNode *element, const char *name);

/* The first child of ELEMENT called NAME, in any namespace; with AFTER, the
 * first behind that.  Owner: the document.  Returns: NULL for none. */
struct _xmlNode *vf_xml_child (struct _xmlNode *element, const char *name,
                               struct _xmlNode *after);

/* The attribute NAME of ELEMENT, in any namespace.
 * Returns: 0, and a malloc'd copy or NULL when there is none; -1 with NOMEM */
int vf_xml_get_attribute (struct _xmlNode *element, const char *name,
                      char **ret_value, struct vf_error *err);

/* Frees a document; NULL is allowed. */
void vf_xml_document_free (struct _xmlDoc *document);

VF_DEFINE_CLEANUP (xml_document, struct _xmlDoc, vf_xml_document_free)
#define CLEANUP_XML_DOCUMENT VF_CLEANUP (vf_cleanup_xml_document)

#endif
